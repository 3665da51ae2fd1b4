"""Three reviews by appointed reviewers; a signature speaks of one revision; the embargo holds."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from scicomm.core.models import FactRecord
from scicomm.newsroom import actions
from scicomm.newsroom.actions import AlreadyDone
from scicomm.newsroom.models import Dossier, StoryPage
from scicomm.organisation.enums import Role
from tests.factories.newsroom import dossier, make_article, make_story, revise


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
    from scicomm.organisation.actions import appoint

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
