"""The column of files that could not go in. A refused file names no journal, so they are counted by the journal's unit."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy

from scicomm.desk.queries.portfolio.registry import Column, Figure, Scope, register
from scicomm.journals.models import QuarantinedFile
from scicomm.journals.queries import open_refusals


def _open(scope: Scope) -> QuerySet[QuarantinedFile]:
    return open_refusals(scope.user).filter(unit__in=scope.journals.order_by().values("unit_id"))


def _by_unit(scope: Scope) -> dict[int, int]:
    rows = _open(scope).order_by().values_list("unit_id").annotate(n=Count("pk"))
    found: dict[int, int] = scope.once("refused", lambda: dict(rows))
    return found


def _cells(scope: Scope) -> dict[int, Figure]:
    counts = _by_unit(scope)
    units: dict[int, int] = scope.once("units", lambda: dict(scope.journals.order_by().values_list("pk", "unit_id")))
    return {
        journal: Figure(counts.get(unit, 0), float(counts.get(unit, 0)), is_bad=counts.get(unit, 0) > 0)
        for journal, unit in units.items()
    }


def _total(scope: Scope, figures: list[Figure]) -> Figure:
    # Journals of one unit share its refused files: adding their cells would count these twice.
    count = sum(_by_unit(scope).values())
    return Figure(count, float(count), is_bad=count > 0)


def _behind(scope: Scope) -> QuerySet[Any]:
    return _open(scope)


register(
    Column(
        "refused", gettext_lazy("Refused files"),
        gettext_lazy("Files that wait to be mended today. A refused file names no journal: these are its unit's."),
        "health", "files", _cells, _behind, _total, in_overview=True, by_year=False,
    )
)  # fmt: skip
