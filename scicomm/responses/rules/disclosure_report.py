"""The figures of the yearly report, computed from plain rows: the same rows and the same day give the same report.

The lines are those of the national form (General Office of the State Council, 2019 and 2021): new and carried over, results by
kind, carried to next year; reviews and lawsuits by result. Columns are the kinds of applicant.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from scicomm.responses.rules.disclosure_figures import AppealLine, RequestLine, by_month, by_unit, median_days

# The lines of the table of results, with what of our outcomes counts in each.
RESULT_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("granted", ("granted", "already_public")),
    ("partly", ("partly",)),
    (
        "refused",
        ("secret", "forbidden", "security", "third_party", "internal", "process", "enforcement", "enquiry"),
    ),
    ("not_possible", ("not_held", "to_be_made", "unclear")),
    ("not_handled", ("complaint", "repeated", "publication", "excessive", "confirmation")),
    ("otherwise", ("not_clarified", "transferred", "other")),
)
COLUMNS = ("person", "business", "research", "charity", "legal", "other")


@dataclass(frozen=True)
class ItemLine:
    kind: str
    published_on: dt.date
    ended_on: dt.date | None
    """The day it was withdrawn."""


def _row(counts: dict[str, int]) -> list[int]:
    cells = [counts.get(name, 0) for name in COLUMNS]
    return [*cells, sum(cells)]


def _count(lines: Iterable[RequestLine]) -> list[int]:
    counts: dict[str, int] = {}
    for line in lines:
        counts[line.applicant] = counts.get(line.applicant, 0) + 1
    return _row(counts)


def report_figures(
    requests: Iterable[RequestLine],
    appeals: Iterable[AppealLine],
    items: Iterable[ItemLine],
    year: int,
    as_of: dt.date,
) -> dict[str, Any]:
    """The report's numbers as JSON can hold them. What happened after `as_of`, or after the year, is not there yet."""
    first, last = dt.date(year, 1, 1), min(dt.date(year, 12, 31), as_of)
    raised = list(appeals)
    lines = [line for line in requests if line.received_on <= last]
    live = [line for line in lines if not line.ended_on or line.ended_on >= first]
    ended = [line for line in live if line.ended_on and line.ended_on <= last]
    results = {
        outcome: _count(line for line in ended if line.outcome == outcome)
        for _group, outcomes in RESULT_GROUPS
        for outcome in outcomes
    }
    return {
        "columns": list(COLUMNS),
        "new": _count(line for line in live if line.received_on >= first),
        "carried_in": _count(line for line in live if line.received_on < first),
        "results": results,
        "ended": _count(ended),
        "carried_out": _count(line for line in live if not line.ended_on or line.ended_on > last),
        "in_time": sum(line.in_time for line in ended),
        "late": sum(not line.in_time for line in ended),
        "median_days": median_days(ended),
        "months": by_month(lines, first, last),
        "units": by_unit(live, raised, first, last),
        "appeals": _appeals(raised, first, last),
        "items": _items(items, first, last),
    }


def _appeals(appeals: Iterable[AppealLine], first: dt.date, last: dt.date) -> dict[str, dict[str, int]]:
    found = {kind: dict.fromkeys(("upheld", "corrected", "other", "pending"), 0) for kind in
             ("review", "lawsuit", "lawsuit_after")}  # fmt: skip
    for one in appeals:
        if one.filed_on > last or (one.decided_on and one.decided_on < first):
            continue
        decided = one.decided_on and one.decided_on <= last
        found[one.kind][one.result if decided else "pending"] += 1
    return found


def _items(items: Iterable[ItemLine], first: dt.date, last: dt.date) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for one in items:
        if one.published_on > last or (one.ended_on and one.ended_on < first):
            continue
        row = found.setdefault(one.kind, {"new": 0, "ended": 0, "in_force": 0})
        row["new"] += one.published_on >= first
        gone = bool(one.ended_on and one.ended_on <= last)
        row["ended"] += gone
        row["in_force"] += not gone
    return dict(sorted(found.items()))
