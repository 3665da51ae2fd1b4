"""The rows of the cluster's table: which journals, in which order, with which figures; and one journal's figures over years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from scicomm.core.models import Subject
from scicomm.desk.queries.portfolio.registry import COLUMNS, NOTHING, Column, Figure, Scope, summed
from scicomm.journals.models import LANGUAGES, Journal, Stage
from scicomm.journals.permissions import journals_for
from scicomm.organisation.models import Unit

GROUPS = {
    "overview": gettext_lazy("Overview"),
    "output": gettext_lazy("Output"),
    "health": gettext_lazy("Source files"),
    "reach": gettext_lazy("Reach"),
    "goals": gettext_lazy("Goals"),
}
FIRST_YEAR = 1900
HISTORY_YEARS = 6


@dataclass(frozen=True, slots=True)
class Filters:
    """What the table was asked for; the same words stand in its address, in its cells' and in its file's."""

    year: int
    unit: str = ""
    subject: str = ""
    language: str = ""
    stage: str = ""
    q: str = ""
    view: str = "overview"
    sort: str = "title"
    down: bool = False

    def query(self, **changes: Any) -> str:
        """The filters as the query of an address, without what is empty."""
        changed = replace(self, **changes)
        values = {
            name: getattr(changed, name)
            for name in ("year", "unit", "subject", "language", "stage", "q", "view", "sort")
            if getattr(changed, name)
        }
        return urlencode(values | ({"down": 1} if changed.down else {}))


def filters_from(asked: Mapping[str, str], today: dt.date) -> Filters:
    """Filters from an address; what cannot be is left at its beginning."""
    # A database may refuse a text with a zero byte altogether.
    asked = {name: value.replace("\x00", "") for name, value in asked.items()}
    text = asked.get("year", "")
    right = text.isascii() and text.isdecimal() and FIRST_YEAR <= int(text) <= today.year
    sort, view = asked.get("sort", ""), asked.get("view", "")
    return Filters(
        year=int(text) if right else today.year,
        unit=asked.get("unit", "")[:80],
        subject=asked.get("subject", "")[:10],
        language=asked.get("language", "") if asked.get("language", "") in dict(LANGUAGES) else "",
        stage=asked.get("stage", "") if asked.get("stage", "") in Stage.values else "",
        q=asked.get("q", "").strip()[:100],
        view=view if view in GROUPS else "overview",
        sort=sort if sort in COLUMNS or sort in {"title", "unit", "stage"} else "title",
        down=asked.get("down") == "1",
    )


def columns_of(view: str) -> list[Column]:
    """The columns of one view of the table, in the order of the groups."""
    order = {group: place for place, group in enumerate(GROUPS)}
    ordered = sorted(COLUMNS.values(), key=lambda column: order.get(column.group, len(order)))
    return [column for column in ordered if (column.in_overview if view == "overview" else column.group == view)]


def narrowed(user: Any, filters: Filters) -> QuerySet[Journal]:
    """The journals of the units a user oversees, narrowed."""
    rows = journals_for(user)
    if filters.unit:
        rows = rows.filter(unit__path__startswith=_path_of(filters.unit))
    if filters.subject:
        through = Journal.subjects.through.objects.filter(subject__code=filters.subject)
        rows = rows.filter(pk__in=through.values("journal_id"))
    if filters.language:
        # The list is kept as JSON text in every database: a code stands in it between quotation marks.
        rows = rows.filter(Q(language=filters.language) | Q(languages__icontains=f'"{filters.language}"'))
    if filters.stage:
        rows = rows.filter(stage=filters.stage)
    if filters.q:
        words = filters.q
        named = Q(title_zh__icontains=words) | Q(title_en__icontains=words) | Q(cn_number__icontains=words)
        rows = rows.filter(named | Q(issn__iexact=words) | Q(eissn__iexact=words))
    return rows


def _path_of(slug: str) -> str:
    """The place of a unit in the tree; one that nothing stands under where there is no such unit."""
    return Unit.objects.filter(slug=slug).values_list("path", flat=True).first() or "-"


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """One journal with a figure for each column of the view."""

    journal: Journal
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The whole table, sorted; pages are cut from `rows`."""

    filters: Filters
    columns: tuple[Column, ...]
    rows: list[PortfolioRow]
    totals: tuple[Figure, ...]


def scope_of(user: Any, filters: Filters, journals: QuerySet[Journal] | None = None) -> Scope:
    """What columns are asked with."""
    rows = narrowed(user, filters) if journals is None else journals
    return Scope(rows.order_by(), filters.year, user, timezone.localdate())


def table_for(user: Any, filters: Filters, *, every_column: bool = False) -> Table:
    """The table a user may see. One query for the journals, one for a unit's place, and what the columns share."""
    columns = tuple(
        column for view in list(GROUPS)[1:] for column in columns_of(view)
    ) if every_column else tuple(columns_of(filters.view))  # fmt: skip
    journals = list(narrowed(user, filters))
    # Ids instead of the filters again: the columns' queries stay small.
    scope = scope_of(user, filters, Journal.objects.filter(pk__in=[journal.pk for journal in journals]))
    scope.shared["units"] = {journal.pk: journal.unit_id for journal in journals}
    cells = [column.cells(scope) for column in columns]
    rows = [PortfolioRow(journal, tuple(one.get(journal.pk, NOTHING) for one in cells)) for journal in journals]
    totals = tuple(
        (column.total or summed)(scope, [row.figures[place] for row in rows]) for place, column in enumerate(columns)
    )
    return Table(filters, columns, _sorted(rows, columns, filters), totals)


def _sorted(rows: list[PortfolioRow], columns: tuple[Column, ...], filters: Filters) -> list[PortfolioRow]:
    """By a column or by name; what has no value comes last, either way."""
    by_name = {
        "unit": lambda row: (row.journal.unit.path, row.journal.title),
        "stage": lambda row: (Stage.values.index(row.journal.stage), row.journal.title),
    }
    places = {column.key: place for place, column in enumerate(columns)}
    rows = sorted(rows, key=lambda row: (row.journal.title, row.journal.pk))
    if filters.sort not in places:
        return sorted(rows, key=by_name.get(filters.sort, lambda row: row.journal.title), reverse=filters.down)
    place = places[filters.sort]
    known = [row for row in rows if row.figures[place].value is not None]
    known.sort(key=lambda row: row.figures[place].value or 0.0, reverse=filters.down)
    return known + [row for row in rows if row.figures[place].value is None]


def cell_scope(user: Any, filters: Filters, journal: Journal | None) -> Scope:
    """The scope of one cell, or of the totals where no journal is named."""
    return scope_of(user, filters, Journal.objects.filter(pk=journal.pk) if journal else None)


def facets(user: Any) -> dict[str, list[tuple[str, str]]]:
    """What can be filtered by: units and subjects of the user's journals, languages, stages. Two queries."""
    mine = journals_for(user).order_by().values("pk")
    units = Unit.objects.filter(journals__in=mine).distinct().order_by("path")
    above = {path for unit in units for path in unit.ancestor_paths()} if units else set()
    every = list(Unit.objects.filter(path__in=above).order_by("path"))
    subjects = Subject.objects.filter(journal__in=mine).distinct().order_by("code")
    return {
        "units": [(unit.slug, f"{'　' * (unit.depth - 1)}{unit.name}") for unit in every],
        "subjects": [(subject.code, subject.name) for subject in subjects],
        "languages": [(code, str(label)) for code, label in LANGUAGES],
        "stages": [(value, str(label)) for value, label in Stage.choices],
    }


def journal_cells(user: Any, journal: Journal, year: int) -> list[tuple[Column, Figure]]:
    """What is true of one journal today, whatever the year."""
    scope = cell_scope(user, Filters(year), journal)
    columns = [column for view in list(GROUPS)[1:] for column in columns_of(view) if not column.by_year]
    return [(column, column.cells(scope).get(journal.pk, NOTHING)) for column in columns]


def history_of(user: Any, journal: Journal, last: int) -> list[tuple[Column, list[tuple[int, Figure]]]]:
    """One journal's figures over the years, oldest first, for the columns that go by the year."""
    years = range(last - HISTORY_YEARS + 1, last + 1)
    columns = [column for view in list(GROUPS)[1:] for column in columns_of(view) if column.by_year]
    found: list[tuple[Column, list[tuple[int, Figure]]]] = [(column, []) for column in columns]
    for year in years:
        scope = cell_scope(user, Filters(year), journal)
        for column, figures in found:
            figures.append((year, column.cells(scope).get(journal.pk, NOTHING)))
    return found
