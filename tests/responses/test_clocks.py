"""Every deadline rule, counted by two independent calendars over four years; pauses; a notice that moves open deadlines."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import chinese_calendar
import holidays
import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from scicomm.core.actions import set_working_year
from scicomm.core.models import WorkingYear
from scicomm.core.queries import calendar
from scicomm.core.workdays import Calendar
from scicomm.core.worker import Worker
from scicomm.organisation.permissions import Role
from scicomm.responses import actions, queries
from scicomm.responses.models import Case
from scicomm.responses.rules.clocks import DEFAULTS, INSTITUTE, NEWS, Due, Level, Pause, Terms, due, level_of
from scicomm.responses.tasks import count_deadlines_anew, warn_of_deadlines
from tests.factories.responses import make_case, reread

ZONE = ZoneInfo("Asia/Shanghai")
CHINA = holidays.China(years=range(2022, 2028))


@lru_cache(maxsize=4000)
def _works(day: dt.date) -> bool:
    """Whether a day is worked, by a library of its own; both oracles must say the same."""
    if day.year <= 2026:
        first = chinese_calendar.is_workday(day)
        assert first == CHINA.is_working_day(day)
        return bool(first)
    return bool(CHINA.is_working_day(day))


def _counted(start: dt.date, days: int, out: tuple[tuple[dt.date, dt.date], ...] = ()) -> dt.date:
    """The n-th worked day after a day, one by one."""
    day = start
    while days:
        day += dt.timedelta(days=1)
        days -= _works(day) and not any(first <= day <= last for first, last in out)
    return day


@pytest.mark.django_db
@pytest.mark.parametrize("terms", sorted(set(DEFAULTS.values()), key=str), ids=str)
def test_every_rule_over_four_years_of_holidays(terms: Terms) -> None:
    known = calendar()
    for day in range(0, 4 * 365 - 40):
        received = dt.datetime(2023, 1, 1, 16, 30, tzinfo=ZONE) + dt.timedelta(days=day)
        found = due(received, terms, known, [], received)
        if terms.clock == NEWS:
            assert (found.answer_at - received) == dt.timedelta(hours=terms.answer)
            assert (found.first_at - received) == dt.timedelta(hours=terms.first)
        else:
            assert found.answer_at.date() == _counted(received.date(), terms.answer), received
            assert found.first_at.date() == _counted(received.date(), terms.first), received


@pytest.mark.parametrize(
    ("received", "days", "wanted"),
    [
        ("2026-02-13", 3, "2026-02-25"),  # Spring Festival 15 to 23 February; Saturday the 14th is worked
        ("2025-01-24", 3, "2025-02-05"),  # Sunday 26 January is worked, then free until 4 February
        ("2024-09-30", 1, "2024-10-08"),  # the whole golden week
        ("2023-09-28", 3, "2023-10-09"),  # Saturday and Sunday, 7 and 8 October, are worked
    ],
)
@pytest.mark.django_db
def test_known_days(received: str, days: int, wanted: str) -> None:
    start = dt.datetime.combine(dt.date.fromisoformat(received), dt.time(9), tzinfo=ZONE)
    found = due(start, Terms(INSTITUTE, days, days), calendar(), [], start)
    assert found.answer_at.date().isoformat() == wanted


MOMENTS = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2025, 6, 1)).map(lambda at: at.replace(tzinfo=ZONE))


@settings(max_examples=80, deadline=None)
@given(MOMENTS, st.integers(1, 72), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 90)), max_size=4))
def test_the_news_clock_runs_so_many_hours_and_stands_still_in_pauses(
    received: dt.datetime, hours: int, spans: list[tuple[int, int]]
) -> None:
    pauses = [
        Pause(received + dt.timedelta(hours=start), received + dt.timedelta(hours=start + length))
        for start, length in spans
    ]
    empty = Calendar("", frozenset(), frozenset(), frozenset())
    end = due(received, Terms(NEWS, hours, hours), empty, pauses, received).answer_at
    run, at = 0, received
    while at < end:  # hour by hour
        run += not any(pause.since <= at < (pause.until or end) for pause in pauses)
        at += dt.timedelta(hours=1)
    assert (run, at) == (hours, end)


@settings(max_examples=60, deadline=None)
@given(
    st.dates(dt.date(2023, 1, 1), dt.date(2026, 9, 1)), st.integers(1, 15),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 12)), max_size=3),
)  # fmt: skip
@pytest.mark.django_db
def test_the_institute_clock_leaves_out_paused_days(day: dt.date, days: int, spans: list[tuple[int, int]]) -> None:
    received = dt.datetime.combine(day, dt.time(10), tzinfo=ZONE)
    pauses = [
        Pause(received + dt.timedelta(days=start), received + dt.timedelta(days=start + length))
        for start, length in spans
    ]
    out = tuple((pause.since.date(), (pause.until or received).date()) for pause in pauses)
    found = due(received, Terms(INSTITUTE, days, days), calendar(), pauses, received)
    assert found.answer_at.date() == _counted(day, days, out)


def test_levels() -> None:
    start = dt.datetime(2026, 3, 2, 8, tzinfo=ZONE)
    end = start + dt.timedelta(hours=24)
    at = [level_of(end, start, start + dt.timedelta(hours=hours), NEWS) for hours in (1, 17, 18, 24, 25, 49)]
    assert at == [Level.FINE, Level.FINE, Level.SOON, Level.SOON, Level.LATE, Level.VERY_LATE]


def _admin(academy: Any) -> Any:
    user = academy.user(Role.ADMINISTRATOR, academy.top)
    user.is_superuser = True
    user.save()
    return user


def test_a_holiday_notice_moves_open_deadlines_and_says_so(academy: Any) -> None:
    case = make_case(academy)
    officer = academy.user(Role.RESPONSE_OFFICER, case.unit)
    officer.email = "officer@institute.example"
    officer.save()
    closed = make_case(academy, state="closed", text="另一个问题？")
    free = [case.due_on - dt.timedelta(days=back) for back in range(0, 6)]
    free = [day for day in free if day.weekday() < 5 and day > timezone.localdate(case.received_at)]
    year = case.due_on.year
    row = WorkingYear.objects.filter(year=year).first()
    assert count_deadlines_anew() == 0
    set_working_year(
        year,
        holidays=sorted({*(row.holidays if row else []), *(day.isoformat() for day in free if day.year == year)}),
        working_weekends=row.working_weekends if row else [],
        source="国务院办公厅通知（测试）", is_provisional=False, acting_user=_admin(academy),
    )  # fmt: skip
    assert count_deadlines_anew() == 1
    assert count_deadlines_anew() == 0
    moved = reread(case)
    assert moved.due_on > case.due_on
    assert reread(closed).due_on == closed.due_on
    steps = [(step.label, step.note) for step in queries.history_of(moved)]
    assert any("→" in note for _label, note in steps)
    Worker().drain()
    assert [message.to for message in mail.outbox if "/questions/" in message.body] == [["officer@institute.example"]]


def test_terms_are_data_set_at_the_top_and_open_cases_follow(academy: Any) -> None:
    case = make_case(academy, academy.north_lake)
    with pytest.raises(PermissionDenied):
        actions.set_terms(
            kind="question", urgency="normal", terms=Terms(INSTITUTE, 2, 5),
            acting_user=academy.user(Role.RESPONSE_OFFICER, academy.north_lake),
        )  # fmt: skip
    top = academy.user(Role.RESPONSE_OFFICER, academy.top)
    actions.set_terms(kind="question", urgency="normal", terms=Terms(INSTITUTE, 2, 5), acting_user=top)
    rule = actions.set_terms(kind="question", urgency="normal", terms=Terms(INSTITUTE, 2, 5), acting_user=top)
    assert rule.version == 1
    assert count_deadlines_anew() == 1
    later = reread(case)
    assert calendar().working_days_between(timezone.localdate(case.received_at), later.due_on) == 5
    words = queries.clock_of(later)
    assert words is not None
    assert not words.is_paused


def test_kind_urgency_and_pauses_move_the_deadline_and_need_reasons(academy: Any) -> None:
    case = make_case(academy)
    officer = academy.user(Role.RESPONSE_OFFICER, case.unit)
    with pytest.raises(ValidationError):
        actions.triage_case(case, kind="media", urgency="high", acting_user=officer)
    with pytest.raises(PermissionDenied):
        actions.triage_case(
            case,
            kind="media",
            urgency="high",
            reason="记者截稿",
            acting_user=academy.user(Role.COORDINATOR, academy.top),
        )
    urgent = actions.triage_case(case, kind="media", urgency="high", reason="记者截稿", acting_user=officer)
    assert urgent.clock == NEWS
    assert urgent.due_at == urgent.received_at + dt.timedelta(hours=8)
    pause = actions.pause_case(case, reason="等记者补充问题", acting_user=officer)
    assert actions.pause_case(case, reason="又一次", acting_user=officer) == pause
    type(pause).objects.filter(pk=pause.pk).update(since=timezone.now() - dt.timedelta(hours=3))
    Case.objects.filter(pk=case.pk).update(received_at=urgent.received_at - dt.timedelta(hours=4))
    resumed = actions.resume_case(case, acting_user=officer)
    assert resumed.due_at is not None
    gained = resumed.due_at - (urgent.received_at - dt.timedelta(hours=4)) - dt.timedelta(hours=8)
    assert abs(gained - dt.timedelta(hours=3)) < dt.timedelta(minutes=1)


def test_who_handles_is_warned_once_a_level(academy: Any) -> None:
    case = make_case(academy)
    assert warn_of_deadlines() == 0
    Case.objects.filter(pk=case.pk).update(
        received_at=timezone.now() - dt.timedelta(days=30), first_due_at=timezone.now() - dt.timedelta(days=1),
        due_at=timezone.now() + dt.timedelta(days=2),
    )  # fmt: skip
    assert warn_of_deadlines() == 1
    assert warn_of_deadlines() == 0
    actions.note_first_response(case, acting_user=academy.user(Role.RESPONSE_OFFICER, case.unit))
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() - dt.timedelta(minutes=1))
    assert warn_of_deadlines() == 1  # the answer is another deadline
    assert isinstance(queries.reckoning().due(timezone.now(), "question", "low", [], timezone.now()), Due)
