"""Rounds of review on their way: voided, resumed, late, handed to substitutes, left for afterwards; costs of their lists."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from scicomm.core.models import FactRecord
from scicomm.core.worker import Worker
from scicomm.newsroom import actions, queries
from scicomm.newsroom.actions import AlreadyDone, MarkMade, StepWanted
from scicomm.newsroom.models import Absence, Mark, ReviewRound, RoundStep, SignOff, StoryPage
from scicomm.organisation.enums import Role
from tests.factories.newsroom import dossier, make_story, revise
from tests.newsroom.planned_reviews import names_of, officer, open_kinds, sent, set_plan


def test_an_edit_voids_the_round_and_a_return_resumes_where_it_was(academy: Any) -> None:
    first, second = (
        academy.user(Role.FIRST_REVIEWER, academy.north_lake),
        academy.user(Role.SECOND_REVIEWER, academy.north),
    )
    academy.user(Role.FINAL_REVIEWER, academy.top)
    story = sent(academy)
    actions.approve_story(story, acting_user=first)
    key = str(story.get_latest_revision_as_object().body[0].id)
    text = queries.passages_of(story.get_latest_revision_as_object())[2].text
    marks = [MarkMade(key, text[:4], "请核对", 0), MarkMade("title", "", "太长")]
    actions.return_story(story, acting_user=second, note="", marks=marks)
    assert dossier(story).state == "returned" and Mark.objects.filter(sign_off__dossier__story=story).count() == 2
    actions.submit_story(story, acting_user=officer(academy))
    assert open_kinds(story) == ["second"], "sent again unchanged, it goes on with who returned it"
    mark = Mark.objects.filter(passage="title").get()
    with pytest.raises(PermissionDenied):
        actions.tick_mark(mark, acting_user=second, done=True)
    actions.tick_mark(mark, acting_user=officer(academy), done=True)
    actions.tick_mark(mark, acting_user=officer(academy), done=True)
    assert names_of(story).count("mark_done") == 1
    story = revise(story, officer(academy), title="短标题")
    assert open_kinds(story) == [] and dossier(story).state == "draft"
    with pytest.raises(AlreadyDone):
        actions.approve_story(story, acting_user=second)
    actions.submit_story(story, acting_user=officer(academy))
    assert open_kinds(story) == ["first"], "an edit is signed anew from the first step"
    assert list(ReviewRound.objects.filter(dossier__story=story).values_list("state", flat=True)) == ["void", "open"]
    since = queries.changes_since(ReviewRound.objects.filter(dossier__story=story).last())  # type: ignore[arg-type]
    assert since is not None and [change.passage for change in since.changes] == ["title"]


def test_what_waits_is_seen_by_who_may_sign_and_their_stand_in(academy: Any) -> None:
    first = academy.user(Role.FIRST_REVIEWER, academy.north_lake)
    stand_in = academy.user(Role.SECOND_REVIEWER, academy.north)
    story = sent(academy)
    assert [row.story_id for row in queries.reviews_waiting_for(first)] == [story.pk]
    assert queries.reviews_waiting_for(first)[0].due_on > timezone.localdate()  # type: ignore[attr-defined]
    assert not queries.reviews_waiting_for(stand_in).exists()
    today = timezone.localdate()
    with pytest.raises(ValidationError):
        actions.note_absence(
            acting_user=first, substitute=academy.person(academy.north_lake), starts_on=today, ends_on=today
        )
    away = actions.note_absence(acting_user=first, substitute=stand_in.person, starts_on=today, ends_on=today)
    with pytest.raises(ValidationError):
        actions.note_absence(acting_user=first, substitute=stand_in.person, starts_on=today, ends_on=today)
    assert queries.reviews_waiting_for(stand_in).exists()
    mail.outbox.clear()
    Worker().drain()
    assert [to for letter in mail.outbox for to in letter.to] == [stand_in.email], "the letter goes to who stands in"
    assert "草原" not in f"{mail.outbox[0].subject}{mail.outbox[0].body}", "a title does not travel by mail"
    assert re.search(rf"/(en/)?review/{story.pk}/", mail.outbox[0].body)
    actions.end_absence(away, acting_user=first)
    assert not queries.reviews_waiting_for(stand_in).exists() and not Absence.objects.exists()


def test_secrecy_review_is_never_handed_on_by_absence(academy: Any) -> None:
    keeper = academy.user(Role.SECRECY_REVIEWER, academy.north)
    other = academy.user(Role.FIRST_REVIEWER, academy.top)
    set_plan(academy, academy.north_lake, StepWanted("secrecy"))
    sent(academy)
    today = timezone.localdate()
    Absence.objects.create(person=keeper.person, substitute=other.person, starts_on=today, ends_on=today)
    assert queries.reviews_waiting_for(keeper).exists() and not queries.reviews_waiting_for(other).exists()


def test_each_reminder_goes_out_once_then_substitutes_then_editors(academy: Any) -> None:
    named, reserve = academy.user(Role.COORDINATOR, academy.north), academy.user(Role.ASSESSOR, academy.north)
    set_plan(
        academy, academy.north_lake,
        StepWanted("second", who="any_of", people=[named.person], substitutes=[reserve.person]),
    )  # fmt: skip
    story = sent(academy)
    Worker().drain()
    step = RoundStep.objects.get(round__dossier__story=story)
    assert step.asked_at and actions.remind_due() == 0

    def due(days_ago: int) -> list[str]:
        RoundStep.objects.filter(pk=step.pk).update(
            due_on=timezone.localdate() - dt.timedelta(days=days_ago), opened_at=timezone.now() - dt.timedelta(days=30)
        )
        mail.outbox.clear()
        actions.remind_due()
        assert actions.remind_due() == 0, "nothing is told twice"
        Worker().drain()
        return sorted({to for letter in mail.outbox for to in letter.to})

    assert due(0) == [named.email]
    assert not queries.reviews_waiting_for(reserve).exists()
    # Two weeks hold at least four working days, whatever holidays lie in them; eight days at least two.
    assert due(14) == sorted([named.email, reserve.email, officer(academy).email])
    assert queries.reviews_waiting_for(reserve).exists(), "late, it waits for the substitute too"
    assert due(20) == []
    kinds = FactRecord.objects.filter(name="newsroom.review_reminded").order_by("pk")
    assert [row.payload["kind"] for row in kinds] == ["before", "after", "substitutes", "editors"]


def test_the_rapid_lane_releases_once_and_is_reviewed_afterwards(academy: Any) -> None:
    first, second = (
        academy.user(Role.FIRST_REVIEWER, academy.north_lake),
        academy.user(Role.SECOND_REVIEWER, academy.north),
    )
    final = academy.user(Role.FINAL_REVIEWER, academy.top)
    keeper = academy.user(Role.SECRECY_REVIEWER, academy.north)
    set_plan(
        academy, academy.north_lake, StepWanted("secrecy"),
        StepWanted("first", may_follow=True), StepWanted("second", may_follow=True), StepWanted("final"),
    )  # fmt: skip
    story = sent(academy)
    with pytest.raises(PermissionDenied):
        actions.release_rapidly(story, acting_user=first, reason="快")
    with pytest.raises(ValidationError, match=r"secrecy|保密"):
        actions.release_rapidly(story, acting_user=final, reason="论文今晚发布")
    actions.approve_story(story, acting_user=keeper)
    with pytest.raises(ValidationError):
        actions.release_rapidly(story, acting_user=final, reason=" ")
    assert not StoryPage.objects.get(pk=story.pk).live
    actions.release_rapidly(story, acting_user=final, reason="论文今晚发布")
    assert StoryPage.objects.get(pk=story.pk).live and dossier(story).state == "published"
    assert names_of(story)[-3:] == ["reviewed", "released_rapidly", "published"]
    assert open_kinds(story) == ["first", "second"]
    with pytest.raises(AlreadyDone):
        actions.release_rapidly(story, acting_user=final, reason="再来")
    one, two = RoundStep.objects.filter(round__dossier__story=story, state="after").order_by("position")
    assert one.due_on and queries.after_reviews_waiting_for(first).count() == 1
    actions.decide_after_review(one, acting_user=first, approve=True)
    with pytest.raises(ValidationError):
        actions.decide_after_review(two, acting_user=second, approve=False)
    actions.decide_after_review(two, acting_user=second, approve=False, note="样本数写错了")
    assert names_of(story)[-2:] == ["after_reviewed", "after_reviewed"]
    assert [row.pk for row in queries.objections_waiting_for(officer(academy))] == [two.pk]
    assert not queries.objections_waiting_for(officer(academy, academy.south_sea)).exists()
    with pytest.raises(PermissionDenied):
        actions.settle_objection(two, acting_user=first, note="x")
    actions.settle_objection(two, acting_user=officer(academy), note="已更正样本数")
    with pytest.raises(AlreadyDone):
        actions.settle_objection(two, acting_user=officer(academy), note="再说一次")
    assert not queries.objections_waiting_for(officer(academy)).exists()


def test_queries_do_not_grow_with_the_list(academy: Any, django_assert_max_num_queries: Any) -> None:
    first = academy.user(Role.FIRST_REVIEWER, academy.north_lake)
    for wanted in (1, 4):
        while queries.reviews_waiting_for(first).count() < wanted:
            sent(academy, title="等审")
        fresh = type(first).objects.get(pk=first.pk)
        with django_assert_max_num_queries(5):
            assert len(queries.reviews_waiting_for(fresh)) == wanted


def test_the_record_costs_the_same_however_long_it_is(academy: Any, django_assert_max_num_queries: Any) -> None:
    first = academy.user(Role.FIRST_REVIEWER, academy.north_lake)
    story = make_story(academy)
    for lap in (1, 3):
        for _time in range(lap):
            actions.submit_story(story, acting_user=officer(academy))
            marks = [MarkMade("title", "", "太长"), MarkMade("standfirst", "", "太短")]
            actions.return_story(story, acting_user=first, note="请改", marks=marks)
        with django_assert_max_num_queries(8):
            lines = queries.record_of(dossier(story))
            assert sum(len(line.marks) for line in lines) == 2 * SignOff.objects.count()
            assert [line.at for line in lines] == sorted(line.at for line in lines) and lines[0].who
        with django_assert_max_num_queries(3):
            assert len(list(queries.marks_of(dossier(story)))) == 2 * SignOff.objects.count()
