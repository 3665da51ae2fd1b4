"""The asset's own screens in Wagtail's admin: addresses, policies, the menu, the way from Wagtail's form of an image."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from scicomm.assets import actions, permissions, views
from scicomm.assets.models import Asset, AssetImage, Consent, LicenceGrant, TakeDown
from scicomm.organisation.permissions import OVERSEERS, holds_anywhere

register_permission_policy(Asset, permissions.asset_policy)
register_permission_policy(LicenceGrant, permissions.grant_policy)
register_permission_policy(Consent, permissions.consent_policy)
register_permission_policy(TakeDown, permissions.take_down_policy)


@hooks.register("register_admin_urls")
def rights_urls() -> list[Any]:
    return [
        path("assets/<int:pk>/", views.asset, name="assets_asset"),
        path("assets/<int:pk>/edit/", views.edit, name="assets_edit"),
        path("assets/<int:pk>/copy/", views.copy, name="assets_copy"),
        path("assets/<int:pk>/block/", views.block, name="assets_block"),
        path("assets/<int:pk>/free/", views.free, name="assets_free"),
        path("assets/<int:pk>/choose/", views.choose, name="assets_choose"),
        path("assets/<int:pk>/licences/", views.add_grant, name="assets_grant_add"),
        path("assets/<int:pk>/consents/", views.add_consent, name="assets_consent_add"),
        path("assets/licences/<int:pk>/", views.grant, name="assets_grant"),
        path("assets/licences/<int:pk>/remove/", views.remove_grant, name="assets_grant_remove"),
        path("assets/consents/<int:pk>/", views.consent, name="assets_consent"),
        path("assets/consents/<int:pk>/remove/", views.remove_consent, name="assets_consent_remove"),
        path("assets/consents/<int:pk>/withdraw/", views.withdraw_consent, name="assets_consent_withdraw"),
        path("assets/ending/", views.ending, name="assets_ending"),
        path("assets/take-downs/", views.take_downs, name="assets_take_downs"),
        path("assets/take-downs/<int:pk>/done/", views.take_down_done, name="assets_take_down_done"),
    ]


class RightsMenuItem(MenuItem):
    """Shown to those who oversee the work of a unit."""

    def is_shown(self, request: Any) -> bool:
        return holds_anywhere(request.user, OVERSEERS)


@hooks.register("register_admin_menu_item")
def rights_item() -> MenuItem:
    return RightsMenuItem(_("Rights that end soon"), reverse("assets_ending"), icon_name="lock", order=310)


@hooks.register("after_edit_image")
def note_edited_image(request: HttpRequest, image: AssetImage) -> None:
    """What was changed on Wagtail's form goes into every copy too."""
    actions.note_edited_image(image, acting_user=request.user)
