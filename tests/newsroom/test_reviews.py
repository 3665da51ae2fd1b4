"""Three reviews by appointed reviewers; a signature speaks of one revision; the embargo holds."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from scicomm.core.models import FactRecord
from scicomm.newsroom import actions
from scicomm.newsroom.actions import AlreadyDone
from scicomm.newsroom.models import Dossier, StoryPage
from scicomm.organisation.actions import appoint
from scicomm.organisation.enums import Role
from tests.factories.newsroom import dossier, make_article, make_story, make_topic, revise


def facts(story: StoryPage, name: str) -> int:
    return FactRecord.objects.filter(subject=f"newsroom.story:{story.pk}", name=f"newsroom.{name}").count()


def test_three_signatures_publish_once(academy: Any) -> None:
    story = make_story(academy, state="published", article=make_article(academy.north_lake))
    assert story.live and dossier(story).state == "published"
    assert facts(story, "story_published") == 1
    assert facts(story, "story_reviewed") == 3
    published = FactRecord.objects.get(subject=f"newsroom.story:{story.pk}", name="newsroom.story_published")
    assert {edge.about.split(":")[0] for edge in published.edges.all()} == {"newsroom.topic", "journals.article"}


def test_a_reviewer_of_another_branch_cannot_sign(academy: Any) -> None:
    story = make_story(academy, state="second_review")
    with pytest.raises(PermissionDenied):
        actions.approve_story(story, acting_user=academy.user(Role.SECOND_REVIEWER, academy.south))
    with pytest.raises(PermissionDenied):
        actions.approve_story(story, acting_user=academy.user(Role.FIRST_REVIEWER, academy.north_lake))


def test_nobody_signs_their_own_story(academy: Any) -> None:
    story = make_story(academy, state="first_review")
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)

    appoint(officer.person, Role.FIRST_REVIEWER, academy.north_lake, starts_on=dt.date(2020, 1, 1))
    officer = type(officer).objects.get(pk=officer.pk)
    with pytest.raises(PermissionDenied):
        actions.approve_story(story, acting_user=officer)


def test_a_return_needs_a_comment_and_an_unchanged_story_resumes(academy: Any) -> None:
    story = make_story(academy, state="second_review")
    second = academy.user(Role.SECOND_REVIEWER, academy.north)
    with pytest.raises(ValidationError):
        actions.return_story(story, acting_user=second, note=" ")
    actions.return_story(story, acting_user=second, note="第三段数字与图不符")
    assert dossier(story).state == "returned"
    actions.submit_story(story, acting_user=academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    assert dossier(story).state == "second_review"


def test_an_edit_voids_the_signatures(academy: Any) -> None:
    story = make_story(academy, state="final_review")
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    story = revise(story, officer, standfirst="改了一个数字")
    assert dossier(story).state == "draft"
    assert story.current_workflow_state is None
    with pytest.raises(AlreadyDone):
        actions.approve_story(story, acting_user=academy.user(Role.FINAL_REVIEWER, academy.top))
    actions.submit_story(story, acting_user=officer)
    assert dossier(story).state == "first_review"


def test_two_reviewers_at_once_second_is_told(academy: Any) -> None:
    story = make_story(academy, state="first_review")
    reviewer = academy.user(Role.FIRST_REVIEWER, academy.north_lake)
    actions.approve_story(story, acting_user=reviewer, step="first")
    with pytest.raises(AlreadyDone):
        actions.approve_story(story, acting_user=reviewer, step="first")
    assert facts(story, "story_reviewed") == 1


def test_an_embargo_holds_and_lifts_on_time(academy: Any) -> None:
    story = make_story(academy, state="held")
    assert not story.live and dossier(story).state == "held"
    assert facts(story, "story_held") == 1
    assert actions.lift_embargoes() == 0
    Dossier.objects.filter(story=story).update(embargo_until=timezone.now() - dt.timedelta(seconds=1))
    assert actions.lift_embargoes() == 1
    assert actions.lift_embargoes() == 0
    assert StoryPage.objects.get(pk=story.pk).live
    assert facts(story, "story_published") == 1


def test_an_edit_of_a_held_story_voids_its_approval(academy: Any) -> None:
    story = make_story(academy, state="held")
    story = revise(story, academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake), standfirst="又改了")
    Dossier.objects.filter(story=story).update(embargo_until=timezone.now() - dt.timedelta(seconds=1))
    assert actions.lift_embargoes() == 0
    assert not StoryPage.objects.get(pk=story.pk).live


def test_a_correction_is_reviewed_while_the_story_stays_public(academy: Any) -> None:
    story = make_story(academy, state="published")
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    story = revise(story, officer, standfirst="更正：11 年，不是 12 年")
    actions.submit_story(story, acting_user=officer)
    assert Dossier.objects.public().filter(story=story).exists()
    for role, unit in (
        (Role.FIRST_REVIEWER, academy.north_lake),
        (Role.SECOND_REVIEWER, academy.north),
        (Role.FINAL_REVIEWER, academy.top),
    ):
        actions.approve_story(story, acting_user=academy.user(role, unit))
    assert facts(story, "story_published") == 1
    assert facts(story, "story_corrected") == 1
    assert StoryPage.objects.get(pk=story.pk).standfirst.startswith("更正")


def test_a_withdrawn_story_is_gone_and_says_why(academy: Any) -> None:
    story = make_story(academy, state="withdrawn")
    assert not story.live
    assert dossier(story).withdrawal_reason == "数据有误"
    assert facts(story, "story_withdrawn") == 1
    assert not Dossier.objects.public().filter(story=story).exists()


def test_three_reviews_are_three_people(academy: Any) -> None:
    story = make_story(academy, state="first_review")
    person = academy.person(academy.top, signs_in=True)
    for role in (Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER):
        appoint(person, role, academy.top, starts_on=dt.date(2020, 1, 1))
    actions.approve_story(story, acting_user=person.user)
    with pytest.raises(PermissionDenied):
        actions.approve_story(story, acting_user=type(person.user).objects.get(pk=person.user.pk))
    actions.approve_story(story, acting_user=academy.user(Role.SECOND_REVIEWER, academy.north))
    actions.approve_story(story, acting_user=academy.superuser)
    assert StoryPage.objects.get(pk=story.pk).live


def test_who_changed_the_text_last_does_not_sign_it(academy: Any) -> None:
    story = revise(make_story(academy), academy.superuser, standfirst="我改的")
    actions.submit_story(story, acting_user=academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    with pytest.raises(PermissionDenied):
        actions.approve_story(story, acting_user=academy.superuser)


def test_lifting_the_embargo_of_a_held_story_publishes_it(academy: Any) -> None:
    story = make_story(academy, state="held")
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    actions.set_embargo(story, until=None, acting_user=officer, reason="期刊同意")
    assert StoryPage.objects.get(pk=story.pk).live
    assert facts(story, "story_published") == 1


def test_a_correction_says_what_was_corrected(academy: Any) -> None:
    story = make_story(academy, state="published")
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    story = revise(story, officer, standfirst="11 年")
    actions.submit_story(story, acting_user=officer, correction_note="年数原为 12 年。")
    assert dossier(story).correction_note == "年数原为 12 年。"


def test_a_contributor_opens_the_story_they_began(academy: Any, client_for: Any) -> None:
    topic = make_topic(academy, academy.north_lake)
    writer = academy.user(Role.CONTRIBUTOR, academy.north_lake)
    client = client_for(writer)
    assert client.get(reverse("newsroom_topic", args=[topic.pk])).status_code == 200
    assert client.post(reverse("newsroom_start", args=[topic.pk]), {"language": "zh-hans"}).status_code == 302
    story = StoryPage.objects.get(dossier__topic=topic)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).status_code == 200
    assert client.get(reverse("newsroom_story", args=[story.pk])).status_code == 200


def test_experts_are_named_on_the_desk(academy: Any, client_for: Any) -> None:
    story = make_story(academy)
    expert, other = academy.person(academy.north_lake), academy.person(academy.south_sea)
    client = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    url = reverse("newsroom_experts", args=[story.pk])
    assert client.post(url, {"experts": [other.pk]}).status_code == 400
    assert client.post(url, {"experts": [expert.pk]}).status_code == 302
    assert list(dossier(story).experts.all()) == [expert]
