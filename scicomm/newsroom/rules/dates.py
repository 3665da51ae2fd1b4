"""When an important date returns; pure, no clock."""

from __future__ import annotations

import datetime as dt


def occurrence_in(first: dt.date, year: int) -> dt.date:
    """The day of a yearly date in a year; what began on 29 February falls on the 28th where there is none."""
    try:
        return first.replace(year=year)
    except ValueError:
        return dt.date(year, 2, 28)


def occurrences(first: dt.date, returns: bool, start: dt.date, end: dt.date) -> list[dt.date]:
    """The days from `start` to before `end` on which a date falls, never before it first counts."""
    if not returns:
        return [first] if start <= first < end else []
    days = (occurrence_in(first, year) for year in range(max(start.year, first.year), end.year + 1))
    return [day for day in days if max(start, first) <= day < end]
