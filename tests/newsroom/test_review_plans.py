"""Plans of review: inherited, copied into rounds, signed by whom they name; what a plan is refused for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from scicomm.core.models import FactRecord
from scicomm.newsroom import actions, queries
from scicomm.newsroom.actions import AlreadyDone, StepWanted
from scicomm.newsroom.models import SignOff, StoryPage
from scicomm.organisation.actions import appoint
from scicomm.organisation.enums import Role
from tests.factories.newsroom import dossier
from tests.newsroom.planned_reviews import administrator, officer, open_kinds, sent, set_plan


def test_the_nearest_plan_for_the_kind_of_piece_holds_and_a_round_keeps_its_own(academy: Any) -> None:
    reviewer = academy.user(Role.FIRST_REVIEWER, academy.north_lake)
    final = academy.user(Role.FINAL_REVIEWER, academy.top)
    assert queries.plan_for(academy.north_lake, "news") is None
    # A plan of the academy may name a role that only its institutes hold; the screen says which of them lack it.
    lacking = queries.units_without(academy.north, [StepWanted("first").row(0), StepWanted("final").row(1)])
    assert [unit.slug for unit in lacking["first"].units] == ["north", "north-hill"] and "final" not in lacking
    set_plan(academy, academy.top, StepWanted("first"), StepWanted("final"))
    set_plan(academy, academy.north, StepWanted("final"), profile="brief")
    own = set_plan(academy, academy.north_lake, StepWanted("first"))
    assert queries.plan_for(academy.north_lake, "news") == own
    assert queries.plan_for(academy.north_lake, "brief").unit == academy.north, "the kind of piece goes before nearness"  # type: ignore[union-attr]
    assert queries.plan_for(academy.south_sea, "brief").unit == academy.top  # type: ignore[union-attr]

    story = sent(academy)
    set_plan(academy, academy.north_lake, StepWanted("final"))
    assert open_kinds(story) == ["first"], "a story in review keeps the plan it began with"
    actions.approve_story(story, acting_user=reviewer)
    assert StoryPage.objects.get(pk=story.pk).live
    second = sent(academy, title="另一篇")
    assert open_kinds(second) == ["final"] and dossier(second).state == "final_review"
    actions.approve_story(second, acting_user=final)
    actions.remove_review_plan(academy.north_lake, acting_user=administrator(academy, academy.north_lake))
    assert queries.plan_for(academy.north_lake, "news").unit == academy.top  # type: ignore[union-attr]
    assert FactRecord.objects.filter(name="newsroom.review_plan_set").count() == 5


def test_a_plan_that_could_not_be_signed_is_refused(academy: Any) -> None:
    outsider = academy.user(Role.FINAL_REVIEWER, academy.south_sea).person
    mute = academy.person(academy.north_lake)
    with pytest.raises(ValidationError, match=r"nobody|无人"):
        set_plan(academy, academy.north_lake, StepWanted("secrecy"), StepWanted("first"))
    academy.user(Role.FIRST_REVIEWER, academy.north_lake)
    for steps in (
        [],
        [StepWanted("first", who="any_of", people=[mute])],
        [StepWanted("first", who="any_of", people=[outsider])],
        [StepWanted("first", who="any_of", people=[officer(academy).person], needed=2)],
        [StepWanted("first", reach="above")],
        [StepWanted("scientist")],
    ):
        with pytest.raises(ValidationError):
            set_plan(academy, academy.north_lake, *steps)
    with pytest.raises(PermissionDenied):
        actions.set_review_plan(academy.north_lake, acting_user=officer(academy), steps=[StepWanted("first")])
    with pytest.raises(PermissionDenied):
        actions.set_review_plan(
            academy.north_lake, acting_user=administrator(academy, academy.south), steps=[StepWanted("first")]
        )


def test_parallel_steps_named_people_and_several_signatures(academy: Any) -> None:
    one, two = academy.user(Role.SECOND_REVIEWER, academy.north), academy.user(Role.COORDINATOR, academy.north)
    secrecy = academy.user(Role.SECRECY_REVIEWER, academy.north)
    final = academy.user(Role.FINAL_REVIEWER, academy.top)
    people = [one.person, two.person]
    set_plan(
        academy, academy.north_lake,
        StepWanted("second", who="named", people=people), StepWanted("secrecy", parallel=True), StepWanted("final"),
    )  # fmt: skip
    story = sent(academy)
    assert open_kinds(story) == ["second", "secrecy"]
    with pytest.raises(PermissionDenied):
        actions.approve_story(story, acting_user=final)
    with pytest.raises(AlreadyDone):
        actions.approve_story(story, acting_user=final, step="final")
    actions.approve_story(story, acting_user=one)
    with pytest.raises(PermissionDenied):
        actions.approve_story(story, acting_user=one)
    assert open_kinds(story) == ["second", "secrecy"] and not queries.secrecy_cleared(dossier(story))
    actions.approve_story(story, acting_user=secrecy, note="无涉密内容")
    assert open_kinds(story) == ["second"] and queries.secrecy_cleared(dossier(story))
    actions.approve_story(story, acting_user=two)
    assert dossier(story).state == "final_review"
    actions.approve_story(story, acting_user=final)
    assert StoryPage.objects.get(pk=story.pk).live
    log = FactRecord.objects.filter(name="newsroom.story_reviewed", subject=f"newsroom.story:{story.pk}")
    assert sorted(row.payload["step"] for row in log) == ["final", "second", "second", "secrecy"]


def test_one_officer_gets_from_lead_to_release_with_one_signature_from_above(academy: Any) -> None:
    academy.user(Role.FIRST_REVIEWER, academy.north_lake)
    above = academy.user(Role.FIRST_REVIEWER, academy.north)
    set_plan(academy, academy.north_lake, StepWanted("first", reach="above"))
    story = sent(academy)
    with pytest.raises(PermissionDenied):
        actions.approve_story(story, acting_user=academy.user(Role.FIRST_REVIEWER, academy.north_lake))
    with pytest.raises(PermissionDenied):
        actions.approve_story(story, acting_user=officer(academy))
    actions.approve_story(story, acting_user=above)
    assert StoryPage.objects.get(pk=story.pk).live


def test_ones_own_text_only_where_the_plan_says_so_and_the_record_says_it(academy: Any) -> None:
    writer = officer(academy)
    appoint(writer.person, Role.FIRST_REVIEWER, academy.north_lake, starts_on=dt.date(2020, 1, 1))
    writer = type(writer).objects.get(pk=writer.pk)
    set_plan(academy, academy.north_lake, StepWanted("first"), own_signature=True, note="一人的研究所")
    story = sent(academy)
    actions.approve_story(story, acting_user=writer)
    signed = SignOff.objects.get(dossier__story=story)
    assert signed.own_text and StoryPage.objects.get(pk=story.pk).live
    fact = FactRecord.objects.get(subject=f"newsroom.story:{story.pk}", name="newsroom.story_reviewed")
    assert fact.payload["own_text"] is True
    assert any("own text" in line.what or "本人" in line.what for line in queries.record_of(dossier(story)))


def test_wagtails_last_word_is_refused_while_a_step_is_missing(academy: Any) -> None:
    """Whoever gets hold of Wagtail's task state and approves it around our actions publishes nothing."""
    story = sent(academy)
    with pytest.raises(ValidationError):
        story.current_workflow_task_state.approve(user=academy.superuser)
    assert not StoryPage.objects.get(pk=story.pk).live
