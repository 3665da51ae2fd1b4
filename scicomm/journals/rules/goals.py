"""Where a goal of a journal stands: reached, on course, behind or overdue, with the reasoning; no database, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

MORE, LESS = "more", "less"


class State(StrEnum):
    """Where a goal stands. `unknown` is said where nothing was measured: no figure is no failure."""

    REACHED = "reached"
    ON_COURSE = "on_course"
    BEHIND = "behind"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"


class Why(StrEnum):
    """The reasoning, as the screens put it into words."""

    MET = "met"
    PAST = "past"
    PAST_UNMEASURED = "past_unmeasured"
    UNMEASURED = "unmeasured"
    OLD = "old"
    FIRST = "first"
    AT_LEAST_EXPECTED = "at_least_expected"
    BELOW_EXPECTED = "below_expected"


@dataclass(frozen=True, slots=True)
class Standing:
    """The state with all that it was computed from; `expected` is where a straight line would be in the year of `value`."""

    state: State
    why: Why
    value: Decimal | None = None
    year: int | None = None
    start: Decimal | None = None
    start_year: int | None = None
    expected: Decimal | None = None


def standing(
    values: Mapping[int, Decimal], *, direction: str, target: Decimal, from_year: int, by_year: int, this_year: int
) -> Standing:
    """Where a goal stands in `this_year`, from a series by year.

    The newest value up to the goal's year decides. The way is a straight line from the value of `from_year` (else the nearest
    known: the last before it, then the first after it) to the target in `by_year`. A newest value older than last year is too
    old to be on course.
    """
    known = {year: value for year, value in values.items() if year <= min(by_year, this_year)}
    if not known:
        if this_year > by_year:
            return Standing(State.OVERDUE, Why.PAST_UNMEASURED)
        return Standing(State.UNKNOWN, Why.UNMEASURED)
    year = max(known)
    value = known[year]
    if _good(value, target, direction):
        return Standing(State.REACHED, Why.MET, value, year)
    if this_year > by_year:
        return Standing(State.OVERDUE, Why.PAST, value, year)
    start_year = max((one for one in known if one <= from_year), default=min(known))
    start = known[start_year]
    if year < this_year - 1:
        return Standing(State.BEHIND, Why.OLD, value, year, start, start_year)
    if year == start_year:
        return Standing(State.ON_COURSE, Why.FIRST, value, year, start, start_year)
    expected = start + (target - start) * Decimal(year - start_year) / Decimal(by_year - start_year)
    on_course = _good(value, expected, direction)
    return Standing(
        State.ON_COURSE if on_course else State.BEHIND,
        Why.AT_LEAST_EXPECTED if on_course else Why.BELOW_EXPECTED,
        value,
        year,
        start,
        start_year,
        expected,
    )


def _good(value: Decimal, wanted: Decimal, direction: str) -> bool:
    return value <= wanted if direction == LESS else value >= wanted
