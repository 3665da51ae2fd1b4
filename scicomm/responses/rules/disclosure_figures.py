"""What is counted of requests beside the national form: by month and unit, in time or late, days to the answer. Pure.

The yearly report and the figures screen read the same numbers: `disclosure_report.report_figures` computes both at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class RequestLine:
    """One request as the report sees it."""

    applicant: str
    received_on: dt.date
    ended_on: dt.date | None
    outcome: str
    in_time: bool = True
    unit: str = ""
    days: int | None = None
    """Working days from receipt to the answer; None for what was withdrawn or lapsed."""


@dataclass(frozen=True)
class AppealLine:
    kind: str
    filed_on: dt.date
    result: str
    decided_on: dt.date | None
    unit: str = ""


def median_days(ended: Iterable[RequestLine]) -> float | None:
    """Half of the answers took no longer than this many working days; None where nothing was answered."""
    days = [line.days for line in ended if line.days is not None]
    return float(median(days)) if days else None


def _row(new: int, ended: Sequence[RequestLine]) -> dict[str, Any]:
    in_time = sum(line.in_time for line in ended)
    return {
        "new": new, "ended": len(ended), "in_time": in_time, "late": len(ended) - in_time,
        "median_days": median_days(ended),
    }  # fmt: skip


def by_month(lines: Sequence[RequestLine], first: dt.date, last: dt.date) -> list[dict[str, Any]]:
    """Each month of the year up to the last day: what came in it and what ended in it."""
    rows = []
    for month in range(1, last.month + 1):
        new = sum((line.received_on.year, line.received_on.month) == (first.year, month) for line in lines)
        ended = [
            line for line in lines
            if line.ended_on and (line.ended_on.year, line.ended_on.month) == (first.year, month) and line.ended_on <= last
        ]  # fmt: skip
        rows.append({"month": month, **_row(new, ended)})
    return rows


def by_unit(
    live: Sequence[RequestLine], appeals: Iterable[AppealLine], first: dt.date, last: dt.date
) -> dict[str, dict[str, Any]]:
    """Each unit that had a request or an appeal: what came, what ended, what was open at the end, appeals filed."""
    filed = [one.unit for one in appeals if first <= one.filed_on <= last]
    found = {}
    for unit in sorted({line.unit for line in live} | set(filed)):
        own = [line for line in live if line.unit == unit]
        ended = [line for line in own if line.ended_on and line.ended_on <= last]
        row = _row(sum(line.received_on >= first for line in own), ended)
        found[unit] = {**row, "open": len(own) - len(ended), "appeals": filed.count(unit)}
    return found
