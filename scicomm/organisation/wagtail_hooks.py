"""Where the organisation stands in Wagtail's admin: its lists, and the walls that choosers and menus ask for."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from scicomm.organisation.permissions import choosable_pages_for, pages_for, rules_the_house

# Menu items whose screens speak of all units at once (see scicomm/config/admin_walls.py).
HOUSE_ITEMS = frozenset({"reports", "settings", "snippets", "help"})


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
