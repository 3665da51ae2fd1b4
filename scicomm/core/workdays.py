"""Working days in China and the deadlines counted in them: pure rules over dated data; no database and no clock.

The data (`data/working_days.json`) holds what the State Council arranges each year: weekdays that are free and
weekend days that are worked. It changes every autumn, so it is replaced as data, never edited into this code.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any, TypeAlias

SATURDAY = 5
ONE_DAY = timedelta(days=1)

Suspension: TypeAlias = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked, for the years in the table; outside them Monday to Friday.

    A day outside the table, or in a year whose arrangement was not yet published, is still answered, because a
    deadline must be shown; `is_provisional` tells the reader that the answer may move.
    """

    version: str
    """Date of the table, ISO 8601; show it beside a computed deadline."""
    holidays: frozenset[date]
    """Weekdays that are not worked."""
    working_weekends: frozenset[date]
    """Saturdays and Sundays worked to make up for a holiday."""
    settled_years: frozenset[int]
    """Years whose official arrangement the table holds."""

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on that day."""
        if day.weekday() >= SATURDAY:
            return day in self.working_weekends
        return day not in self.holidays

    def is_provisional(self, day: date) -> bool:
        """Whether the day lies in a year for which no official arrangement is in the table."""
        return day.year not in self.settled_years

    def add_working_days(self, start: date, days: int) -> date:
        """The working day that is `days` working days after `start`; `start` itself is not counted.

        `days` = 0 returns `start` unchanged. A negative number raises `ValueError`: no rule here counts backwards.
        """
        return self.deadline(start, days)

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` lies before `start`.

        It is the inverse of `add_working_days`, so it answers "how many working days are left" and, below zero,
        "how many are overdue".
        """
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def deadline(self, received_on: date, days: int, suspensions: Iterable[Suspension] = ()) -> date:
        """Last day for an answer due within `days` working days of receipt.

        Follows the Regulations on Open Government Information (State Council Order 711, 2019), articles 31 and 33:
        the term is in working days, the day of receipt is not counted, and the time spent asking third parties or
        other authorities is left out. `suspensions` are such times as (first day, last day), both left out;
        they may overlap. An extension under article 33 is asked for by a larger `days` (20 + 20 at most; the
        caller's rule, because other regulations use this function with other terms).

        Raises `ValueError` for a negative term or a suspension that ends before it begins.
        """
        if days < 0:
            raise ValueError(f"A term cannot be negative: {days} working days.")
        pauses = tuple(suspensions)
        for first, last in pauses:
            if last < first:
                raise ValueError(f"A suspension cannot end ({last}) before it begins ({first}).")
        day, left = received_on, days
        while left:
            day += ONE_DAY
            if self.is_working_day(day) and not any(first <= day <= last for first, last in pauses):
                left -= 1
        return day


def read_calendar(table: dict[str, Any]) -> Calendar:
    """Build a `Calendar` from the parsed JSON table.

    Raises `ValueError` when a date stands in the wrong list (a holiday on a weekend, a make-up day on a weekday) or
    under the wrong year, so that a slip in next autumn's data is found at once and not in a deadline.
    """
    holidays: set[date] = set()
    weekends: set[date] = set()
    settled: set[int] = set()
    for name, entry in table["years"].items():
        off = {date.fromisoformat(text) for text in entry["holidays"]}
        worked = {date.fromisoformat(text) for text in entry["working_weekends"]}
        _check_year(int(name), off, worked)
        holidays |= off
        weekends |= worked
        if not entry["provisional"]:
            settled.add(int(name))
    return Calendar(table["version"], frozenset(holidays), frozenset(weekends), frozenset(settled))


def _check_year(year: int, off: set[date], worked: set[date]) -> None:
    for day in sorted(off | worked):
        if day.year != year:
            raise ValueError(f"{day} stands under the year {year}.")
    for day in sorted(off):
        if day.weekday() >= SATURDAY:
            raise ValueError(f"{day} is a weekend day: it is free without being listed as a holiday.")
    for day in sorted(worked):
        if day.weekday() < SATURDAY:
            raise ValueError(f"{day} is a weekday: only weekend days can be make-up working days.")


@lru_cache(maxsize=1)
def china() -> Calendar:
    """The calendar of mainland China from the table that ships with the product (read once per process)."""
    text = files("scicomm.core").joinpath("data/working_days.json").read_text(encoding="utf-8")
    return read_calendar(json.loads(text))


def is_working_day(day: date) -> bool:
    """`Calendar.is_working_day` of mainland China."""
    return china().is_working_day(day)


def is_provisional(day: date) -> bool:
    """`Calendar.is_provisional` of mainland China."""
    return china().is_provisional(day)


def add_working_days(start: date, days: int) -> date:
    """`Calendar.add_working_days` of mainland China."""
    return china().add_working_days(start, days)


def working_days_between(start: date, end: date) -> int:
    """`Calendar.working_days_between` of mainland China."""
    return china().working_days_between(start, end)


def deadline(received_on: date, days: int, suspensions: Iterable[Suspension] = ()) -> date:
    """`Calendar.deadline` of mainland China."""
    return china().deadline(received_on, days, suspensions)
