"""What an embargo keeps shut: what gathers stories, the press room, files, kept pages (situations 9, 10 and 14 of eighteen)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from scicomm.assets.models import Hold
from scicomm.audiences.actions import build_issue
from scicomm.audiences.models import Issue
from scicomm.channels.models import Channel, Release
from scicomm.newsroom import actions, queries
from scicomm.newsroom.models import Dossier
from scicomm.organisation.enums import Role
from tests.factories.audiences import reader
from tests.factories.newsroom import dossier, make_story, revise
from tests.factories.press import member, shared
from tests.newsroom.embargoed import DAY, facts, held, let_pass, picture, sign, until_of
from tests.newsroom.outlets import SECRET, found, settle

pytestmark = pytest.mark.usefixtures("own_index")


def test_09_what_gathers_stories_waits_for_the_one_that_is_held(academy: Any) -> None:
    story = held(academy)
    free = make_story(academy, state="published", title="已经公开")
    settle()
    reader(units=[academy.north_lake])
    channel = Channel.objects.get(unit=academy.north_lake, kind="newsletter", language="zh-hans")
    Release.objects.create(channel=channel, dossier=dossier(story))
    issue = build_issue(channel)
    assert issue is not None and [item.release.dossier.story_id for item in issue.items.all()] == [free.pk]
    assert SECRET not in Issue.objects.get().subject
    assert queries.held_until_of([free.pk, story.pk]) == until_of(story)
    assert queries.held_until_of([free.pk]) is None
    assert found(academy, story) == set()


def test_10_members_of_the_press_room_see_it_marked_and_others_not_even_a_title(
    academy: Any, officer: Any, client_for: Any
) -> None:
    story = held(academy)
    outsiders = [Client(), client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea))]
    journalist = client_for(member(academy).user)
    assert SECRET not in journalist.get("/press/").content.decode(), "not shared yet"
    shared(story, officer)
    until = timezone.localtime(until_of(story))
    for prefix in ("", "/en"):
        for path in (f"{prefix}/press/", f"{prefix}/press/{story.pk}/"):
            answer = journalist.get(path)
            text = answer.content.decode()
            assert SECRET in text and f"{until:%Y-%m-%d %H:%M}" in text
            assert f"{until.astimezone(dt.UTC):%Y-%m-%d %H:%M}</span> UTC" in text
            assert answer["Cache-Control"] == "private, no-store" and "noindex" in answer["X-Robots-Tag"]
            for outsider in outsiders:
                refused = outsider.get(path)
                assert SECRET not in refused.content.decode() and refused["Cache-Control"] == "private, no-store"
                assert refused.status_code == (200 if path.endswith("/press/") else 404)
    assert found(academy, story) == set()


def test_14_files_that_only_held_stories_use_are_out_of_reach_renditions_too(
    academy: Any, officer: Any, client_for: Any
) -> None:
    story = held(academy)
    image, paths = picture(academy)
    assert [Client().get(path).status_code for path in paths] == [404, 200, 200], (
        "free before it stands in a held story"
    )
    story = revise(story, officer, body=[("figure", {"image": image, "caption": ""})], cover_image=image)
    assert Hold.objects.get().holder == f"newsroom.story:{story.pk}"
    assert found(academy, story, media=paths) == set()
    for user, status in ((officer, 200), (academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea), 404)):
        answer = client_for(user).get(paths[1])
        assert answer.status_code == status and (status == 404 or answer["Cache-Control"] == "private, no-store")
    other = revise(make_story(academy, title="公开的"), officer, cover_image=image)
    actions.submit_story(other, acting_user=officer)
    sign(academy, other)
    assert [Client().get(path).status_code for path in paths] == [404, 200, 200], "a public page sets the file free"
    actions.withdraw_story(other, acting_user=officer, reason="换图")
    actions.submit_story(story, acting_user=officer)
    sign(academy, story)
    assert found(academy, story, media=paths) == set()
    let_pass(story)
    actions.lift_embargoes()
    assert {"files", "page"} <= found(academy, story, media=paths)
    assert not Hold.objects.filter(holder=f"newsroom.story:{story.pk}", is_free=False).exists()


def test_14_asking_for_a_picture_costs_one_query_where_nothing_is_held(
    academy: Any, officer: Any, django_assert_max_num_queries: Any
) -> None:
    _image, paths = picture(academy, "free")
    with django_assert_max_num_queries(1):
        Client().get(paths[1])
    revise(held(academy), officer, cover_image=picture(academy, "kept")[0])
    with django_assert_max_num_queries(2):
        Client().get(paths[1])


def test_no_cached_page_outlives_a_planned_release(academy: Any, officer: Any) -> None:
    story, now = held(academy), timezone.now()
    actions.set_release_time(story, at=now + 4 * DAY, acting_user=officer)
    assert queries.next_lifting(now) == now + 4 * DAY
    let_pass(story)
    assert actions.lift_embargoes() == 0, "the embargo is over, the plan is not"
    assert len(facts("embargo_lifted")) == 1 and dossier(story).state == "held"
    Dossier.objects.filter(story=story).update(release_at=now)
    assert actions.lift_embargoes() == 1
