"""The two clocks of a case: news in hours of day and night, the institute in working days; what pauses do to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scicomm.core.workdays import Calendar

NEWS, INSTITUTE = "news", "institute"


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a case may take by its clock: until the first response, and until the answer; hours or working days."""

    clock: str
    first: int
    answer: int
    may_pause: bool = True
    """Whether the clock may stand still while somebody outside has to speak first."""

    def __post_init__(self) -> None:
        if not 0 < self.first <= self.answer:
            raise ValueError("the first response is due before the answer, and neither at once")


def _table() -> dict[tuple[str, str], Terms]:
    """What holds until the top unit enters terms of its own: kind and urgency, clock, first response, answer."""
    rows = """
    question low institute 3 10 | question normal institute 1 3 | question high institute 1 2 | question now news 2 24
    claim low institute 2 5 | claim normal institute 1 3 | claim high news 12 48 | claim now news 2 12
    media low institute 1 3 | media normal news 4 24 | media high news 2 8 | media now news 1 2
    complaint low institute 3 15 | complaint normal institute 2 10 | complaint high institute 1 5 | complaint now news 4 48
    incident low institute 1 5 | incident normal news 4 72 | incident high news 2 24 | incident now news 1 12
    """
    found = {}
    for row in rows.replace("\n", "|").split("|"):
        if row.strip():
            kind, urgency, clock, first, answer = row.split()
            # What has to be said at once waits for nobody.
            found[kind, urgency] = Terms(clock, int(first), int(answer), may_pause=urgency != "now")
    return found


DEFAULTS = _table()


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that is not counted, because somebody outside has to speak first; without an end it still goes on."""

    since: dt.datetime
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """When the first response and the answer are due. By the institute's clock that is the end of a day."""

    first_at: dt.datetime
    answer_at: dt.datetime


def due(received_at: dt.datetime, terms: Terms, calendar: Calendar, pauses: Sequence[Pause], now: dt.datetime) -> Due:
    """Both deadlines. All moments carry a zone; days are those of the zone of `received_at`."""
    return Due(
        _due(received_at, terms.clock, terms.first, calendar, pauses, now),
        _due(received_at, terms.clock, terms.answer, calendar, pauses, now),
    )


def _due(
    received_at: dt.datetime, clock: str, term: int, calendar: Calendar, pauses: Sequence[Pause], now: dt.datetime
) -> dt.datetime:
    if clock == NEWS:
        return _hours_later(received_at, dt.timedelta(hours=term), pauses, now)
    zone = received_at.tzinfo
    days = [(pause.since.astimezone(zone).date(), (pause.until or now).astimezone(zone).date()) for pause in pauses]
    last = calendar.deadline(received_at.date(), term, [(first, max(first, end)) for first, end in days])
    return end_of(last, zone)


def end_of(day: dt.date, zone: dt.tzinfo | None) -> dt.datetime:
    """The last second of a day."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=zone)


def _hours_later(start: dt.datetime, term: dt.timedelta, pauses: Iterable[Pause], now: dt.datetime) -> dt.datetime:
    """So many hours of running clock after the start."""
    at, left = start, term
    for first, end in _merged(pauses, now):
        if end <= at:
            continue
        run = max(first - at, dt.timedelta())
        if run >= left:
            break
        left -= run
        at = end
    return at + left


def _merged(pauses: Iterable[Pause], now: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
    """Pauses in order, those that overlap as one."""
    spans: list[tuple[dt.datetime, dt.datetime]] = []
    for since, until in sorted((pause.since, max(pause.until or now, pause.since)) for pause in pauses):
        if spans and since <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], until))
        else:
            spans.append((since, until))
    return spans


class Level(StrEnum):
    """How a deadline stands."""

    FINE = "fine"
    SOON = "soon"
    LATE = "late"
    VERY_LATE = "very_late"


def level_of(due_at: dt.datetime, received_at: dt.datetime, now: dt.datetime, clock: str) -> Level:
    """Soon: a quarter of the time is left, or the institute's last day has begun. Very late: the whole term went by once more."""
    if now > due_at:
        return Level.VERY_LATE if now - due_at > due_at - received_at else Level.LATE
    if clock == INSTITUTE:
        return Level.SOON if now.astimezone(due_at.tzinfo).date() >= due_at.date() else Level.FINE
    return Level.SOON if (due_at - now) * 4 <= due_at - received_at else Level.FINE


@dataclass(frozen=True, slots=True)
class Oddities:
    """Days of a term that are not what a reader expects of their weekday."""

    free_weekdays: tuple[dt.date, ...]
    worked_weekends: tuple[dt.date, ...]


def oddities(start: dt.date, end: dt.date, calendar: Calendar) -> Oddities:
    """Holidays on weekdays and make-up days at weekends after `start`, up to `end`."""
    days = [start + dt.timedelta(days=count) for count in range(1, max((end - start).days, 0) + 1)]
    free = tuple(day for day in days if day.weekday() < 5 and not calendar.is_working_day(day))
    worked = tuple(day for day in days if day.weekday() >= 5 and calendar.is_working_day(day))
    return Oddities(free, worked)
