"""The screens of assignments: what lists and trees cost, and giving, answering and beginning there."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from scicomm.core.queries import calendar
from scicomm.newsroom import actions, queries
from scicomm.newsroom.actions import Share
from scicomm.newsroom.models import Assignment
from scicomm.organisation.enums import Role
from tests.factories.levels import editor, give_down, make_call, part

pytestmark = pytest.mark.django_db


# What Wagtail's shell itself asks for (session, user, rights, menu) beside the twelve that a list may take.
SHELL = 14


@pytest.mark.parametrize("many", [1, 5])
def test_lists_and_trees_cost_the_same_however_long(
    academy: Any, many: int, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    writer = academy.user(Role.CONTRIBUTOR, academy.north_lake)
    for number in range(many):
        call = make_call(academy, title=f"征集 {number}")
        lake = give_down(academy, call)
        actions.split_assignment(
            lake, shares=[Share(6, person=writer.person)], acting_user=editor(academy, academy.north_lake)
        )
    tops = list(queries.given_by(editor(academy, academy.top)))
    with django_assert_max_num_queries(1):
        assert len(queries.trees_of(tops)) == many
    for unit, view in ((academy.top, "gave"), (academy.north, "gave"), (academy.north, "mine")):
        client = client_for(editor(academy, unit))
        client.get(reverse("newsroom_assignments"))
        with django_assert_max_num_queries(12 + SHELL):
            assert client.get(f"/admin/assignments/?view={view}").content.decode().count("征集") >= many
    with django_assert_max_num_queries(12 + SHELL):
        client.get(reverse("newsroom_assignment", args=[part(call, academy.north).pk]))
    client = client_for(writer)
    assert client.get("/admin/assignments/?state=done").content.decode().count("征集") == 0
    assert client.get("/admin/assignments/?words=%E5%BE%81%E9%9B%86&state=given").content.decode().count("征集") >= many


def test_the_screens_give_answer_and_begin(academy: Any, client_for: Any) -> None:
    """The academy gives to both branches in one form; the branch accepts and splits; the writer starts the story."""
    top = client_for(editor(academy, academy.top))
    north, south = academy.north.pk, academy.south.pk
    values = {"unit": "academy", "title": "冬季观测", "quota": "10", "working_days": "10", f"unit-{north}": "6"}
    page = top.post("/admin/assignments/new/", values)
    assert page.status_code == 400 and b"unit-" in page.content, "four pieces are given to nobody, and nobody said why"
    page = top.post("/admin/assignments/new/", {**values, "each": "4"})
    call = Assignment.objects.get(parent=None)
    assert page.url == f"/admin/assignments/{call.pk}/"
    assert {child.unit_id: child.quota for child in call.children.all()} == {north: 6, south: 4}
    assert call.due_on == calendar().add_working_days(timezone.localdate(), 10)
    draft = top.post("/admin/assignments/new/", {**values, "draft": "1"})
    assert Assignment.objects.get(pk=int(draft.url.split("/")[-2])).state == "draft"

    branch = part(call, academy.north)
    coordinator = client_for(editor(academy, academy.north))
    assert "冬季观测" in coordinator.get("/admin/assignments/").content.decode()
    accept = reverse("newsroom_assignment_accept", args=[branch.pk])
    assert coordinator.post(accept, {"next": "/admin/assignments/"}).url == "/admin/assignments/"
    assert coordinator.post(accept, {"next": "https://evil.example/"}).url == f"/admin/assignments/{branch.pk}/"
    split = reverse("newsroom_assignment_split", args=[branch.pk])
    refused = coordinator.post(split, {f"unit-{academy.north_lake.pk}": "5"})
    assert refused.status_code == 409 and 'value="5"' in refused.content.decode()
    assert coordinator.post(split, {f"unit-{academy.north_lake.pk}": "6"}).status_code == 302
    lake = part(branch, academy.north_lake)

    officer = client_for(editor(academy, academy.north_lake))
    writer = academy.user(Role.CONTRIBUTOR, academy.north_lake)
    delegate = reverse("newsroom_assignment_delegate", args=[lake.pk])
    assert officer.post(delegate, {"person": writer.person.pk}).status_code == 302
    phone = client_for(writer)
    assert "冬季观测" in phone.get("/admin/assignments/").content.decode()
    begun = phone.post(reverse("newsroom_assignment_begin", args=[lake.pk]), {"language": "zh-hans"})
    assert begun.url == f"/admin/stories/{lake.pieces.get().dossier.story_id}/"
    assert phone.get(f"/admin/assignments/{lake.pk}/").status_code == 200
    for name in ("return", "due", "again", "reopen", "cancel"):
        assert phone.post(reverse(f"newsroom_assignment_{name}", args=[lake.pk])).status_code in {400, 403, 409}
    assert phone.get(f"/admin/assignments/{branch.pk}/").status_code == 404
    assert phone.get("/admin/assignments/new/").status_code == 302
    assert client_for(editor(academy, academy.south)).get(f"/admin/assignments/{lake.pk}/").status_code == 404
