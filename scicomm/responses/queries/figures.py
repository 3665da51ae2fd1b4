"""Figures of responses: how soon, how many in time, what is open, how often answers serve again. Of a period, units, kinds."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from scicomm.core.queries import calendar
from scicomm.core.workdays import Calendar
from scicomm.responses.enums import ENDED, CaseKind, CaseState, Clock, ReuseState
from scicomm.responses.models import AnswerReuse, Case
from scicomm.responses.queries.reach import reads_of


@dataclass(frozen=True)
class Spread:
    """How long something took: median and ninth decile; None where nothing is measured."""

    count: int
    median: float | None
    p90: float | None


def spread(values: Sequence[float]) -> Spread:
    if not values:
        return Spread(0, None, None)
    ordered = sorted(values)
    return Spread(len(ordered), statistics.median(ordered), ordered[min(int(len(ordered) * 0.9), len(ordered) - 1)])


@dataclass(frozen=True)
class Row:
    """The cases of the period of one unit, kind or month."""

    name: str
    received: int
    open: int
    late: int
    in_time: int
    answered: int


@dataclass(frozen=True)
class Figures:
    """All figures of a period, as at a moment: the same period and moment give the same figures."""

    since: dt.date
    until: dt.date
    as_at: dt.datetime
    received: int
    answered: int
    closed: int
    open: int
    late: int
    in_time: int
    first_hours: Spread
    """All cases, in hours of day and night."""
    first_days: Spread
    """By the institute's clock, in working days."""
    answer_hours: Spread
    """By the news clock, in hours of day and night, pauses included."""
    answer_days: Spread
    """By the institute's clock, in working days."""
    first_in_time: int
    reused: int
    reads: int | None
    """How often people read the answers within the period; None where nobody counts."""
    by_week: tuple[tuple[dt.date, int], ...]
    by_age: tuple[tuple[str, int], ...]
    units: tuple[Row, ...]
    kinds: tuple[Row, ...]
    months: tuple[Row, ...]

    @property
    def share_in_time(self) -> float | None:
        return self.in_time / self.answered if self.answered else None


AGES = ((7, "7"), (30, "30"), (90, "90"))


def figures_of(cases: QuerySet[Case], *, since: dt.date, until: dt.date, as_at: dt.datetime) -> Figures:
    """The figures of cases that came in from `since` up to and including `until`, seen at `as_at`. Four queries."""
    days = calendar()
    rows = list(
        cases.filter(is_spam=False, received_at__date__gte=since, received_at__date__lte=until, received_at__lte=as_at)
        .select_related("unit", "answer")
        .order_by("pk")
    )
    seen = [_Seen(case, as_at) for case in rows]
    answered = [one for one in seen if one.answered_at]
    first = [one for one in seen if one.first_at]
    news = [one for one in seen if one.case.clock == Clock.NEWS]
    institute = [one for one in seen if one.case.clock != Clock.NEWS]
    answers = [one.case.draft for one in answered if one.case.draft]
    reused = AnswerReuse.objects.filter(case__in=[one.case.pk for one in seen], state=ReuseState.ACCEPTED).count()
    return Figures(
        since=since, until=until, as_at=as_at, received=len(seen), answered=len(answered),
        closed=sum(one.is_closed for one in seen), open=sum(one.is_open for one in seen),
        late=sum(one.is_late for one in seen), in_time=sum(one.was_in_time for one in answered),
        first_hours=spread([_hours(one, one.first_at) for one in first]),
        first_days=spread([_days(one, one.first_at, days) for one in institute if one.first_at]),
        answer_hours=spread([_hours(one, one.answered_at) for one in news if one.answered_at]),
        answer_days=spread([_days(one, one.answered_at, days) for one in institute if one.answered_at]),
        first_in_time=sum(one.first_was_in_time for one in first), reused=reused, reads=reads_of(answers, since, until),
        by_week=_weeks(seen, since, until), by_age=_ages(seen, as_at),
        units=_rows(seen, lambda one: one.case.unit.short_name),
        kinds=_rows(seen, lambda one: str(CaseKind(one.case.kind).label)),
        months=tuple(sorted(_rows(seen, _month), key=lambda row: row.name)),
    )  # fmt: skip


def _hours(one: _Seen, at: dt.datetime | None) -> float:
    return (at - one.case.received_at).total_seconds() / 3600 if at else 0.0


def _days(one: _Seen, at: dt.datetime | None, days: Calendar) -> float:
    received = timezone.localdate(one.case.received_at)
    return float(days.working_days_between(received, timezone.localdate(at))) if at else 0.0


def _month(one: _Seen) -> str:
    return timezone.localdate(one.case.received_at).strftime("%Y-%m")


@dataclass(frozen=True)
class _Seen:
    """A case as it stood at a moment."""

    case: Case
    as_at: dt.datetime

    @property
    def answered_at(self) -> dt.datetime | None:
        answer = self.case.draft
        at = answer.published_at if answer and self.case.state == CaseState.PUBLISHED else None
        return at if at and at <= self.as_at else None

    @property
    def first_at(self) -> dt.datetime | None:
        at = self.case.first_response_at
        return at if at and at <= self.as_at else None

    @property
    def first_was_in_time(self) -> bool:
        at, due = self.first_at, self.case.first_due_at
        return at is not None and (due is None or at <= due)

    @property
    def is_closed(self) -> bool:
        return self.case.closed_at is not None and self.case.closed_at <= self.as_at

    @property
    def is_open(self) -> bool:
        ended = self.case.state in ENDED and self.case.state != CaseState.PUBLISHED and self.case.closed_at is None
        return not (self.answered_at or self.is_closed or ended)

    @property
    def due_at(self) -> dt.datetime | None:
        return self.case.due_at

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_at is not None and self.as_at > self.due_at

    @property
    def was_in_time(self) -> bool:
        at = self.answered_at
        return at is not None and (at <= self.due_at if self.due_at else timezone.localdate(at) <= self.case.due_on)


def _weeks(seen: Iterable[_Seen], since: dt.date, until: dt.date) -> tuple[tuple[dt.date, int], ...]:
    """Cases received by week, Mondays named; weeks without any are there too."""
    counts: Counter[dt.date] = Counter()
    for one in seen:
        day = timezone.localdate(one.case.received_at)
        counts[day - dt.timedelta(days=day.weekday())] += 1
    week = since - dt.timedelta(days=since.weekday())
    found: list[tuple[dt.date, int]] = []
    while week <= until and len(found) < 106:
        found.append((week, counts[week]))
        week += dt.timedelta(days=7)
    return tuple(found)


def _ages(seen: Iterable[_Seen], as_at: dt.datetime) -> tuple[tuple[str, int], ...]:
    """Open cases by age in days: up to 7, 30, 90, and more (empty name)."""
    counts: Counter[str] = Counter()
    for one in seen:
        if one.is_open:
            age = (as_at - one.case.received_at).days
            counts[next((name for limit, name in AGES if age <= limit), "")] += 1
    return tuple((name, counts[name]) for name in (*(name for _limit, name in AGES), ""))


def _rows(seen: Iterable[_Seen], name_of: Callable[[_Seen], str]) -> tuple[Row, ...]:
    """Groups by their name, those with most that is late and open first."""
    groups: dict[str, list[_Seen]] = {}
    for one in seen:
        groups.setdefault(name_of(one), []).append(one)
    rows = [
        Row(
            name=name, received=len(ones), open=sum(one.is_open for one in ones),
            late=sum(one.is_late for one in ones), in_time=sum(one.was_in_time for one in ones),
            answered=sum(one.answered_at is not None for one in ones),
        )
        for name, ones in groups.items()
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (-row.late, -row.open, row.name)))
