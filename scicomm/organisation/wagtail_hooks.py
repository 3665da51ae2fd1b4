"""Where the organisation stands in Wagtail's admin: its lists, and the walls that choosers and menus ask for."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from scicomm.organisation import views
from scicomm.organisation.models import Appointment, Person, Unit, UnitKind
from scicomm.organisation.permissions import (
    AdministeredPolicy,
    HousePolicy,
    Role,
    choosable_pages_for,
    holds_anywhere,
    pages_for,
    rules_the_house,
)
from scicomm.organisation.viewsets import AppointmentViewSet, PersonViewSet, UnitKindViewSet, UnitViewSet

register_permission_policy(Unit, AdministeredPolicy(Unit))
register_permission_policy(UnitKind, HousePolicy(UnitKind))
register_permission_policy(Person, AdministeredPolicy(Person))
register_permission_policy(Appointment, AdministeredPolicy(Appointment))

# Menu items whose screens speak of all units at once (see scicomm/config/admin_walls.py).
HOUSE_ITEMS = frozenset({"reports", "settings", "snippets", "help"})


class OrganisationGroup(ViewSetGroup):
    """Units, people, appointments and kinds of unit under one heading of the menu."""

    menu_label = _("Organisation")
    menu_icon = "group"
    menu_order = 900
    items = (UnitViewSet, PersonViewSet, AppointmentViewSet, UnitKindViewSet)


@hooks.register("register_admin_viewset")
def organisation_group() -> ViewSetGroup:
    return OrganisationGroup()


@hooks.register("register_admin_urls")
def organisation_urls() -> list[Any]:
    return [
        path("people/<int:pk>/account/", views.open_account, name="organisation_open_account"),
        path("tokens/", views.tokens, name="organisation_tokens"),
        path("tokens/new/", views.make_token, name="organisation_make_token"),
        path("tokens/<int:pk>/revoke/", views.revoke_token, name="organisation_revoke_token"),
    ]


class TokensItem(MenuItem):
    """Shown to those whose work programs do for them, and to those who look after them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return holds_anywhere(request.user, [Role.JOURNAL_EDITOR, Role.ADMINISTRATOR])


@hooks.register("register_admin_menu_item")
def tokens_menu_item() -> MenuItem:
    return TokensItem(
        _("Tokens for programs"), reverse("organisation_tokens"), name="tokens", icon_name="key", order=905
    )


@hooks.register("register_account_menu_item")
def tokens_item(request: HttpRequest) -> dict[str, Any]:
    """Beside the other things that are about oneself."""
    return {
        "url": reverse("organisation_tokens"),
        "label": _("Tokens for programs"),
        "help_text": _("Let programs send articles in your name."),
    }


@hooks.register("construct_page_chooser_queryset")
def wall_page_chooser(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Links lead to what is public, or to pages of one's own units."""
    return pages.filter(pk__in=choosable_pages_for(request.user).values("pk"))


@hooks.register("construct_explorer_page_queryset")
def wall_explorer(parent: Page, pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    return pages.filter(pk__in=pages_for(request.user).values("pk"))


@hooks.register("construct_main_menu")
def hide_house_items(request: HttpRequest, items: list[MenuItem]) -> None:
    """No menu item leads to a closed door."""
    if not rules_the_house(request.user):
        items[:] = [item for item in items if item.name not in HOUSE_ITEMS]
