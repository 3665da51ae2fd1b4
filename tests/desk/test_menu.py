"""The menu of the staff: what is used each day by itself, the rest in groups; nothing lost, nothing twice, nothing lit twice."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import get_resolver
from django.utils import translation
from wagtail.admin.menu import MenuItem, admin_menu

from scicomm.organisation.enums import Role
from tests.factories.organisation import Academy

pytestmark = pytest.mark.django_db


def drawn(user: Any, language: str = "en") -> list[dict[str, Any]]:
    """The menu as the browser gets it: names, labels, addresses, and what lies in the groups."""
    # The rooms' lists register their items when their addresses are read.
    assert get_resolver().url_patterns
    request = RequestFactory().get("/admin/")
    request.user = user

    def plain(item: Any) -> dict[str, Any]:
        inside = [plain(one) for one in getattr(item, "menu_items", [])]
        return {"name": item.name, "label": str(item.label), "url": getattr(item, "url", ""), "inside": inside}

    with translation.override(language):
        return [plain(item) for item in admin_menu.render_component(request)]


def leaves(items: list[dict[str, Any]]) -> list[str]:
    return [found for item in items for found in (leaves(item["inside"]) if item["inside"] else [item["url"]])]


def shown(user: Any) -> list[str]:
    """The addresses of all items of all rooms that this person sees, before they are put in order."""
    request = RequestFactory().get("/admin/")
    request.user = user

    def inside(item: MenuItem) -> list[str]:
        menu = getattr(item, "menu", None)
        return [url for one in menu.menu_items_for_request(request) for url in inside(one)] if menu else [item.url]

    rooms = [item for item in admin_menu.registered_menu_items if item.is_shown(request)]
    return [url for item in rooms for url in inside(item)]


def test_an_officer_finds_the_days_work_first_and_everything_else_in_groups(academy: Academy) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    menu = drawn(officer)
    labels = [item["label"] for item in menu]
    assert labels[:6] == ["Today", "Leads", "Topics", "Assignments", "Calendar", "Pages"]
    assert len(menu) <= 16, labels
    groups = {item["label"]: [one["label"] for one in item["inside"]] for item in menu if item["inside"]}
    assert groups["Assets"][0] == "Image library" and "Media matrix" in groups["Channels"]
    assert "Reports" not in labels and "Reports" in [item["label"] for item in drawn(academy.superuser)]


def test_no_item_is_lost_or_stands_twice_and_a_second_look_is_the_same(academy: Academy) -> None:
    user = academy.superuser
    menu = drawn(user)
    assert sorted(leaves(menu)) == sorted(shown(user))
    assert drawn(user) == menu
    assert leaves(drawn(user, "zh-hans")) == leaves(menu)


def test_a_group_of_one_is_that_one(academy: Academy) -> None:
    reviewer = drawn(academy.user(Role.FIRST_REVIEWER, academy.north_lake))
    assert all(len(item["inside"]) != 1 for item in reviewer)
    assert "Newsroom" not in [item["label"] for item in drawn(academy.user(Role.CONTRIBUTOR, academy.north_lake))]


def test_no_name_begins_with_another_for_the_browser_would_light_both(academy: Academy) -> None:
    menu = drawn(academy.superuser)
    for level in [menu, *(item["inside"] for item in menu)]:
        names = [item["name"] for item in level]
        assert not [pair for pair in permutations(names, 2) if pair[1].startswith(pair[0])]
