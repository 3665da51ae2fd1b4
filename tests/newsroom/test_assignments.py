"""Assignments: down three levels and back up, who may, what counts, who is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.users.models import UserProfile

from scicomm.core.models import FactRecord
from scicomm.core.queries import calendar
from scicomm.core.worker import Worker
from scicomm.desk.queries.waiting import tasks_for
from scicomm.newsroom import actions, permissions, queries
from scicomm.newsroom.actions import NotThatMove, Share
from scicomm.newsroom.clients.staff_mail import MailStaffPostman
from scicomm.newsroom.models import Assignment, AssignmentNotice, Dossier
from scicomm.newsroom.rules.assignments import Tally
from scicomm.newsroom.tasks.assignments import note_due_assignments, send_assignment_notices
from scicomm.organisation.enums import Role
from tests.factories.levels import editor, give_down, in_days, make_call, part
from tests.factories.newsroom import make_story

pytestmark = pytest.mark.django_db


def names(subject: Assignment) -> list[str]:
    rows = FactRecord.objects.filter(subject=f"newsroom.assignment:{subject.pk}").order_by("pk")
    return [name.removeprefix("newsroom.assignment_") for name in rows.values_list("name", flat=True)]


def tally_of(row: Assignment) -> Tally:
    return queries.trees_of([Assignment.objects.get(pk=row.pk)])[0].tally


def publish_for(academy: Any, row: Assignment, title: str = "稿") -> Dossier:
    story = make_story(academy, academy.north_lake, state="published", title=title)
    dossier = Dossier.objects.get(story=story)
    actions.report_assignment(row, stories=[dossier], finished=False, acting_user=editor(academy, academy.north_lake))
    return dossier


def test_a_call_goes_down_three_levels_to_a_writer_and_its_state_rolls_up(academy: Any) -> None:
    """Call, branch quota, institute task, writer; published stories end it from the leaf up, withdrawal opens it again."""
    call = make_call(academy, quota=3, shares=[Share(2, academy.north), Share(1, academy.south)])
    assert call.state == "in_progress" and tally_of(call) == Tally(waiting=3)
    lake = give_down(academy, call, 2)
    assert names(part(call, academy.north)) == ["given", "accepted", "split"]
    officer, writer = editor(academy, academy.north_lake), academy.user(Role.CONTRIBUTOR, academy.north_lake)
    actions.accept_assignment(lake, acting_user=officer)
    actions.split_assignment(lake, shares=[Share(2, person=writer.person)], acting_user=officer)
    task = Assignment.objects.get(parent=lake)
    assert (task.trail, task.giver, task.due_on) == (f"{lake.trail}{task.pk}/", academy.north_lake, call.due_on)

    story = actions.begin_assignment(task, acting_user=writer)
    assert actions.begin_assignment(task, acting_user=writer) == story, "what was begun is opened again"
    assert story.dossier.unit == academy.north_lake and story.dossier.topic.title == call.title
    assert tally_of(call) == Tally(waiting=1, working=2)

    # Another published story of the unit, and the begun one's edition: two pieces, counted by facts alone.
    publish_for(academy, task, "第二篇")
    Dossier.objects.filter(story=story).update(published_at=timezone.now(), state="published")
    type(story).objects.filter(pk=story.pk).update(live=True)
    assert actions.count_story(story.pk) == 1 and actions.count_story(story.pk) == 0
    for row in (task, lake, part(call, academy.north)):
        row.refresh_from_db()
        assert row.state == "done" and names(row)[-1] == "done"
    assert tally_of(call) == Tally(waiting=1, done=2)

    second = Dossier.objects.get(story__title="第二篇")
    actions.withdraw_story(second.story, acting_user=officer, reason="数据有误")
    Worker().drain()
    for row in (task, lake, part(call, academy.north)):
        row.refresh_from_db()
        assert row.state == "in_progress" and names(row)[-1] == "reopened"
    assert tally_of(call) == Tally(waiting=1, working=1, done=1)


def test_a_published_story_counts_by_its_fact(academy: Any) -> None:
    lake = give_down(academy, make_call(academy, quota=1, shares=[Share(1, academy.north)]), 1)
    officer = editor(academy, academy.north_lake)
    story = make_story(academy, academy.north_lake, state="final_review")
    actions.accept_assignment(lake, acting_user=officer)
    actions.report_assignment(lake, topics=[story.dossier.topic], acting_user=officer)
    lake.refresh_from_db()
    assert lake.state == "submitted"
    actions.approve_story(story, acting_user=academy.user(Role.FINAL_REVIEWER, academy.top))
    Worker().drain()
    lake.refresh_from_db()
    assert (lake.state, lake.done_count, lake.pieces.get().counted_at is not None) == ("done", 1, True)


def test_who_may_do_what(academy: Any) -> None:
    """Editors of the giving unit give, editors of the receiving unit answer, a person answers for their own; nobody else."""
    call = make_call(academy)
    branch = part(call, academy.north)
    top, north, south = (editor(academy, unit) for unit in (academy.top, academy.north, academy.south))
    writer = academy.user(Role.CONTRIBUTOR, academy.north_lake)
    for user, act in [
        (north, lambda user: actions.open_call(academy.top, title="x", quota=1, due_on=in_days(9), acting_user=user)),
        (south, lambda user: actions.accept_assignment(branch, acting_user=user)),
        (top, lambda user: actions.accept_assignment(branch, acting_user=user)),
        (north, lambda user: actions.cancel_assignment(branch, reason="x", acting_user=user)),
        (south, lambda user: actions.move_due_day(branch, due_on=in_days(5), acting_user=user)),
        (north, lambda user: actions.confirm_assignment(branch, acting_user=user)),
    ]:
        with pytest.raises(PermissionDenied):
            act(user)
    lake = give_down(academy, call)
    actions.split_assignment(
        lake, shares=[Share(6, person=writer.person)], acting_user=editor(academy, academy.north_lake)
    )
    task = Assignment.objects.get(parent=lake)
    hill = editor(academy, academy.north_hill)
    actions.accept_assignment(task, acting_user=writer)
    with pytest.raises(PermissionDenied):
        actions.split_assignment(task, shares=[Share(6, person=writer.person)], acting_user=writer)
    seen = {user: set(permissions.assignments_for(user)) for user in (top, north, south, hill, writer)}
    assert seen[top] == set(Assignment.objects.all())
    assert seen[north] == {branch, lake, task} and seen[south] == {part(call, academy.south)}
    assert seen[hill] == set() and seen[writer] == {task}


def test_what_a_split_refuses(academy: Any) -> None:
    call = make_call(academy)
    branch, user = part(call, academy.north), editor(academy, academy.north)
    stranger = academy.user(Role.CONTRIBUTOR, academy.south_sea)

    def split(*shares: Share, **values: Any) -> Assignment:
        return actions.split_assignment(branch, shares=shares, acting_user=user, **values)

    refused: list[tuple[tuple[Share, ...], dict[str, Any]]] = [
        ((), {}),
        ((Share(6, academy.south_sea),), {}),
        ((Share(6, academy.north),), {}),
        ((Share(3, academy.north_lake), Share(3, academy.north_lake)), {}),
        ((Share(6, person=stranger.person),), {}),
        ((Share(0, academy.north_lake),), {}),
        ((Share(5, academy.north_lake),), {}),
        ((Share(6, academy.north_lake),), {"due_on": call.due_on + dt.timedelta(days=1)}),
        ((Share(6, academy.north_lake),), {"due_on": in_days(-1)}),
    ]
    for shares, values in refused:
        with pytest.raises(ValidationError):
            split(*shares, **values)
    assert not branch.children.exists()
    assert split(Share(5, academy.north_lake), shortfall_reason="一个所停工检修").shortfall_reason
    split(Share(1, academy.north_hill))
    branch.refresh_from_db()
    assert branch.shortfall_reason == "" and branch.children.count() == 2
    with pytest.raises(ValidationError):
        actions.open_call(academy.top, title=" ", quota=1, due_on=in_days(3), acting_user=editor(academy, academy.top))


def test_returned_given_again_delegated_moved_and_called_off(academy: Any) -> None:
    call = make_call(academy)
    branch, south = part(call, academy.north), part(call, academy.south)
    top, north = editor(academy, academy.top), editor(academy, academy.north)
    with pytest.raises(ValidationError):
        actions.return_assignment(branch, reason="  ", acting_user=north)
    actions.return_assignment(branch, reason="人手不够", acting_user=north)
    branch.refresh_from_db()
    assert (branch.state, branch.reason) == ("returned", "人手不够") and tally_of(call) == Tally(working=6, waiting=4)
    assert [task.title for task in tasks_for(top) if "人手不够" in task.note] == [call.title]
    with pytest.raises(NotThatMove):
        actions.accept_assignment(branch, acting_user=north)
    actions.give_again(branch, quota=3, due_on=in_days(20), words="少三篇", acting_user=top)
    branch.refresh_from_db()
    assert (branch.state, branch.quota, branch.reason) == ("given", 3, "") and branch.brief.endswith("少三篇")

    lake = give_down(academy, call, 3)
    officer, writer = editor(academy, academy.north_lake), academy.user(Role.CONTRIBUTOR, academy.north_lake)
    actions.delegate_assignment(lake, person=writer.person, acting_user=officer)
    assert queries.given_to(writer).get() == lake and not queries.given_to(officer).exists()
    with pytest.raises(ValidationError):
        actions.delegate_assignment(lake, person=south_person(academy), acting_user=officer)
    with pytest.raises(ValidationError):
        actions.return_assignment(branch, reason="晚了", acting_user=north)

    actions.move_due_day(call, due_on=in_days(10), acting_user=top)
    assert {row.due_on for row in Assignment.objects.all()} == {in_days(10)}
    with pytest.raises(ValidationError):
        actions.move_due_day(lake, due_on=in_days(11), acting_user=north)
    actions.cancel_assignment(call, reason="改到明年", acting_user=top)
    assert {row.state for row in Assignment.objects.all()} == {"cancelled"}
    assert names(south) == ["given", "cancelled"]


def south_person(academy: Any) -> Any:
    return academy.user(Role.CONTRIBUTOR, academy.south_sea).person


def test_reported_confirmed_and_sent_back(academy: Any) -> None:
    lake = give_down(academy, make_call(academy))
    officer, north = editor(academy, academy.north_lake), editor(academy, academy.north)
    with pytest.raises(NotThatMove):
        actions.report_assignment(lake, words="好了", acting_user=officer)
    actions.accept_assignment(lake, acting_user=officer)
    with pytest.raises(ValidationError):
        actions.report_assignment(lake, acting_user=officer)
    actions.report_assignment(lake, words="做了四场讲座，没有稿件", acting_user=officer)
    assert [task.title for task in tasks_for(north)] == ["冬季观测"]
    actions.reopen_assignment(lake, reason="还差两篇", acting_user=north)
    lake.refresh_from_db()
    assert (lake.state, lake.reason) == ("in_progress", "还差两篇")
    actions.report_assignment(lake, words="补上了", acting_user=officer)
    actions.confirm_assignment(lake, acting_user=north)
    assert names(lake)[-3:] == ["reopened", "reported", "done"]


def test_one_story_counts_once_in_a_call_and_only_for_units_below(academy: Any) -> None:
    call = make_call(academy, quota=2, shares=[Share(1, academy.north_lake), Share(1, academy.north_hill)])
    lake, hill = part(call, academy.north_lake), part(call, academy.north_hill)
    for row, unit in ((lake, academy.north_lake), (hill, academy.north_hill)):
        actions.accept_assignment(row, acting_user=editor(academy, unit))
    dossier = publish_for(academy, lake)
    with pytest.raises(ValidationError):
        actions.report_assignment(hill, stories=[dossier], acting_user=editor(academy, academy.north_hill))
    with pytest.raises(ValidationError):
        actions.report_assignment(
            part(call, academy.north_lake), stories=[dossier], acting_user=editor(academy, academy.north_lake)
        )
    assert tally_of(call) == Tally(done=1, accepted=1)


def test_days_are_working_days_and_each_notice_goes_out_once_in_its_readers_language(
    academy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked, today = calendar(), timezone.localdate()
    due = worked.add_working_days(today, 6)
    call = make_call(academy, shares=[Share(10, academy.north)], days=60)
    branch = part(call, academy.north)
    reader = editor(academy, academy.north)
    Worker().drain()
    UserProfile.objects.update_or_create(user=reader, defaults={"preferred_language": "en"})
    actions.split_assignment(
        branch, shares=[Share(10, academy.north_lake)], due_on=due, acting_user=reader,
    )  # fmt: skip
    lake, officer = part(branch, academy.north_lake), editor(academy, academy.north_lake)
    editor(academy, academy.top)
    Worker().drain()
    assert send_assignment_notices() == 2 and send_assignment_notices() == 0
    by_reader = {message.to[0]: message for message in mail.outbox}
    assert "年" in by_reader[officer.email].subject and "冬季观测" in by_reader[officer.email].body
    assert f"/assignments/{lake.pk}/" in by_reader[officer.email].body
    # The branch had given it on before the mail went out: still its own to see to, in English.
    assert "New assignment" in by_reader[reader.email].subject and "年" not in by_reader[reader.email].subject
    sent = {str(message.extra_headers["Message-ID"]) for message in mail.outbox}
    assert len(sent) == 2

    def kinds() -> list[tuple[str, int, str]]:
        rows = AssignmentNotice.objects.filter(assignment=lake).exclude(kind="new")
        return [(row.kind, row.days, row.person.user.username) for row in rows.select_related("person__user")]

    assert note_due_assignments() == 0
    assert actions.note_due(worked.add_working_days(today, 1)) == 1 == len(kinds())
    assert actions.note_due(worked.add_working_days(today, 1)) == 0, "a reminder goes out once"
    assert actions.note_due(worked.add_working_days(due, 1)) == 2
    assert actions.note_due(worked.add_working_days(due, 2)) == 0
    assert actions.note_due(worked.add_working_days(due, 3)) == 1
    assert kinds()[1:] == [
        ("overdue", 0, officer.username), ("overdue", 0, reader.username), ("escalated", 3, "coordinator-academy"),
    ]  # fmt: skip
    facts = FactRecord.objects.filter(name="newsroom.assignment_overdue").order_by("pk")
    assert [row.payload["escalated"] for row in facts] == [False, True] and facts[0].unit_id == academy.north_lake.pk

    def broken(*args: Any, **kwargs: Any) -> None:
        raise OSError("no route")

    monkeypatch.setattr(MailStaffPostman, "send", broken)
    send_assignment_notices()
    assert set(AssignmentNotice.objects.filter(sent_at=None).values_list("error", "attempts")) == {("OSError", 1)}
