"""Promise: things find their readers and readers their things, with reasons that add up; staff see numbers, never who."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from scicomm.audiences import actions
from scicomm.audiences.models import DigestItem, ReaderProfile, Segment
from scicomm.audiences.queries import best_items, matches_of, reach_of, recipients_of, words_for, words_of_reasons
from scicomm.audiences.rules.matching import Reason, Why
from scicomm.core.models import Subject
from scicomm.organisation.enums import Role
from tests.factories.matching import profile, thing

pytestmark = pytest.mark.django_db


@pytest.fixture
def teachers() -> Segment:
    return Segment.objects.create(code="teachers-x", name_zh="教师", name_en="teachers")


def test_a_story_finds_its_readers_with_reasons_that_add_up(academy: Any, teachers: Segment) -> None:
    item = thing(academy.north_lake, "140", segments=(teachers,), region="110108", medium="talk")
    loves = profile({"140": 3, "150": 1}, segments=(teachers,), region="110101", level=3)
    likes = profile({"140": 1}, region="11", level=5)
    for one in ({"140": -1}, {"150": 3}):
        profile(one)
    profile({"140": 3}, is_personal=False)
    profile({"140": 3}, region="31")
    profile({"140": 3}, media=["video"])
    profile({"140": 3}, most_a_week=0)
    profile({"140": 3}, language="en")
    assert recipients_of(item) == [], "nothing is known before the first snapshot"
    actions.refresh_snapshot()
    found = recipients_of(item, readers={item.pk: 500})
    assert [match.profile_id for match in found] == [loves.pk, likes.pk]
    assert all(sum(reason.points for reason in match.reasons) == match.score for match in found)
    assert [match.profile_id for match in recipients_of(item, limit=1, with_reasons=False)] == [loves.pk]
    with translation.override("en"):
        assert words_of_reasons(found[0].reasons) == [
            "Many read it.", "You chose the subject Physics, most of all.", "It came out today.",
            "It is at the level you chose.", "It takes place in your region: Beijing.", "It is written for teachers.",
            "It is in 简体中文, your language.",
        ]  # fmt: skip
    with translation.override("zh-hans"):
        assert "北京" in words_for(Reason("near", 40, 110108))
    assert words_for(Reason("near", 40, 990000)) == words_for(Reason("near", 40, 0)) == ""
    assert words_for(Reason("interest", 40, 10**9)) == words_for(Reason("segment", 80, 0)) == ""
    assert (
        words_of_reasons((Reason("new", 10), Reason("soon", 30), Reason("many", 10), Reason("language", 60, 7))) == []
    )


def test_every_reader_gets_the_best_things_now(academy: Any) -> None:
    """From the database at this moment; a broader subject takes in what is filed below it."""
    optics = Subject.objects.create(
        code="14030", name_zh="光学", name_en="Optics", parent=Subject.objects.get(code="140")
    )
    light = thing(academy.north_lake, "14030", days=20)
    other = thing(academy.north_lake, "160", days=1)
    gone = [thing(academy.north_lake, "140", level=1), thing(academy.north_lake, "140", language="en")]
    physics, never, common = profile({"140": 3}, level=4), profile({"140": -1}), profile({"140": 3}, is_personal=False)
    items = [light, other, *gone]
    found = best_items([physics, never, common.pk, 10**9], items, 3)
    assert [match.item_id for match in found[physics.pk]] == [light.pk, other.pk]
    assert [match.item_id for match in found[never.pk]] == [other.pk]
    assert [match.item_id for match in found[common.pk]] == [gone[0].pk, other.pk, light.pk]
    assert set(found) == {physics.pk, never.pk, common.pk}
    for matches in found.values():
        assert all(sum(reason.points for reason in match.reasons) == match.score for match in matches)
    seen = {physics.pk: [light.pk], common.pk: [other.pk]}
    again = best_items([physics, common], items, 3, seen=seen)
    assert [match.item_id for match in again[physics.pk]] == [other.pk]
    assert [match.item_id for match in again[common.pk]] == [gone[0].pk, light.pk]
    assert [match.item_id for match in matches_of(physics, 1)] == [light.pk]
    assert optics.parent_id


def test_many_readers_and_things_take_no_more_queries(academy: Any, django_assert_max_num_queries: Any) -> None:
    for many in (2, 30):
        people = [profile({"140": 2}) for _number in range(many)]
        things = [thing(academy.north_lake, "140", "150") for _number in range(many)]
        with django_assert_max_num_queries(12):
            assert len(best_items(people, DigestItem.objects.filter(pk__in=[one.pk for one in things]), 5)) == many


def test_reach_counts_nobody_who_could_be_recognised(academy: Any, teachers: Segment) -> None:
    item = thing(academy.north_lake, "140")
    assert reach_of(item) is None
    people = [profile({"140": 2}, segments=(teachers,) if number < 6 else ()) for number in range(9)]
    profile({"140": 2}, level=1)
    for _number in range(6):
        profile({"140": -1})
    for _number in range(3):
        profile({"140": 1}, language="en")
    actions.refresh_snapshot()
    reach = reach_of(item)
    assert reach
    assert (reach.reached, reach.why[Why.NEVER], reach.why[Why.LANGUAGE], reach.why[Why.FULL]) == (10, 6, None, 0)
    assert reach.segments == {teachers.pk: 6}
    assert reach.levels == {1: None, 3: None}
    ReaderProfile.objects.filter(pk__in=[one.pk for one in people[:6]]).delete()
    actions.refresh_snapshot(whole=True)
    few = reach_of(item)
    assert few
    assert (few.reached, few.segments, few.levels) == (None, {}, {})


def test_staff_see_numbers_and_keepers_one_reader(
    academy: Any, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    item = thing(academy.north_lake, "140", title="Ripples of light")
    reader = profile({"140": 3})
    editor = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    page = editor.get(reverse("audiences_reach"))
    assert "Ripples of light" in page.content.decode()
    assert "Fewer than 5" not in editor.get(reverse("audiences_reach_item", args=[item.pk])).content.decode()
    actions.refresh_snapshot()
    address = reverse("audiences_reach_item", args=[item.pk])
    assert editor.get(address, headers={"accept-language": "en"}).status_code == 200
    elsewhere = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea))
    assert elsewhere.get(address).status_code == 404
    assert editor.get(reverse("audiences_reach_reader"), {"number": reader.subscription_id}).status_code == 404
    keeper = client_for(academy.user(Role.ADMINISTRATOR, academy.top))
    one = keeper.get(reverse("audiences_reach_reader"), {"number": reader.subscription_id}).content.decode()
    assert "Ripples of light" in one
    assert reader.subscription.email not in one
    for number in ("", "0", "x" * 30, "９"):
        assert keeper.get(reverse("audiences_reach_reader"), {"number": number}).status_code == 200
    for many in (1, 20):
        for _number in range(many):
            thing(academy.north_lake, "140")
        with django_assert_max_num_queries(30):
            editor.get(reverse("audiences_reach"))
