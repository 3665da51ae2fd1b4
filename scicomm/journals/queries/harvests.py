"""Reads of harvest sources: what their records became."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from scicomm.journals.models import HarvestedRecord, HarvestSource


@dataclass(frozen=True, slots=True)
class HarvestStanding:
    """How far a source's harvest is: records read of how many (None: the source does not say), and by what became of them."""

    done: int
    total: int | None
    counts: dict[str, int]


def standing(source: HarvestSource) -> HarvestStanding:
    """How far the present or the last harvest of a source came."""
    counts = {kind: source.counts.get(kind, 0) for kind in HarvestedRecord.Outcome.values}
    return HarvestStanding(sum(counts.values()), source.list_size, counts)


def totals(source: HarvestSource) -> dict[str, int]:
    """How many records of a source stand in which outcome, over all harvests; one query."""
    rows = source.records.order_by().values_list("outcome").annotate(count=Count("pk"))
    return dict(rows.values_list("outcome", "count"))


def records_of(source: HarvestSource, outcome: str = "") -> QuerySet[Any]:
    """The records of a source with their articles, last seen first; of one outcome when it is given."""
    rows = source.records.select_related("article").defer(
        "article__body_html", "article__body_text", "article__references", "article__details"
    )
    return rows.filter(outcome=outcome) if outcome else rows
