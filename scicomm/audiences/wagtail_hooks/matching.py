"""Where the matching stands in Wagtail's admin: whom something would reach, what one reader would get."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from scicomm.audiences.permissions import sees_reach
from scicomm.audiences.views import matching


@hooks.register("register_admin_urls")
def reach_urls() -> list[Any]:
    return [
        path("reach/", matching.things, name="audiences_reach"),
        path("reach/<int:pk>/", matching.thing, name="audiences_reach_item"),
        path("reach/reader/", matching.reader, name="audiences_reach_reader"),
    ]


class ReachItem(MenuItem):
    """Shown to the editors of any unit."""

    def is_shown(self, request: HttpRequest) -> bool:
        return sees_reach(request.user)


@hooks.register("register_admin_menu_item")
def reach_item() -> MenuItem:
    return ReachItem(_("Whom it reaches"), reverse("audiences_reach"), name="reach", icon_name="group", order=334)
