"""How often a topic was spoken of before and after something; counts and words, never a cause. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# A week has every kind of weekday in it, so that two weeks can be laid side by side.
SPAN = 7
LONGEST = 28


@dataclass(frozen=True, slots=True)
class Day:
    """What was found on one day: all mentions, and those that are no copies and not our own."""

    day: dt.date
    total: int
    independent: int
    is_answer: bool = False
    is_change: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """The days around an answer and the two weeks that are compared."""

    days: tuple[Day, ...]
    before: int
    after: int
    days_after: int
    """Whole days after the answer that are over: below `SPAN` the second week is not complete."""

    @property
    def is_complete(self) -> bool:
        return self.days_after >= SPAN

    @property
    def is_silent(self) -> bool:
        """Nothing at all was found on either side."""
        return not any(day.total for day in self.days)


def effect_of(
    found: Mapping[dt.date, tuple[int, int]],
    answered: dt.date,
    today: dt.date,
    changes: Iterable[dt.date] = (),
    *,
    span: int = SPAN,
) -> Effect:
    """`found` holds total and independent by day. The day of the answer belongs to neither side: it has hours of both."""
    changed = set(changes)
    last = min(today, answered + dt.timedelta(days=LONGEST))
    first = answered - dt.timedelta(days=span)
    days = tuple(
        Day(day, *found.get(day, (0, 0)), is_answer=day == answered, is_change=day in changed and day != answered)
        for day in (first + dt.timedelta(days=step) for step in range((last - first).days + 1))
    )
    end = answered + dt.timedelta(days=span)
    return Effect(
        days=days,
        before=sum(day.independent for day in days if day.day < answered),
        after=sum(day.independent for day in days if answered < day.day <= end),
        # Today is not over yet.
        days_after=max(min((today - answered).days - 1, span), 0),
    )
