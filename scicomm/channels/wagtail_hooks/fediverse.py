"""Where the fediverse stands in Wagtail's admin: actors and blocked servers."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from scicomm.channels import views
from scicomm.organisation.permissions import OVERSEERS, holds_anywhere


@hooks.register("register_admin_urls")
def fediverse_urls() -> list[Any]:
    return [
        path("fediverse/", views.actors, name="channels_actors"),
        path("fediverse/<int:pk>/", views.actor, name="channels_actor"),
        path("fediverse/servers/", views.block_server, name="channels_server_block"),
        path("fediverse/servers/<int:pk>/free/", views.free_server, name="channels_server_free"),
    ]


class FediverseMenuItem(MenuItem):
    """Shown to those who oversee a unit."""

    def is_shown(self, request: Any) -> bool:
        return holds_anywhere(request.user, OVERSEERS)


@hooks.register("register_admin_menu_item")
def fediverse_item() -> MenuItem:
    return FediverseMenuItem(_("Fediverse"), reverse("channels_actors"), icon_name="globe", order=323)
