"""The columns of the cluster's table: what a column is, and the list of all of them.

A column is one small file that makes a `Column` and registers it; import it in this package's `__init__`. A higher room
registers its own from its `apps.ready`. Both halves of a column, the figures and the rows behind one of them, get the same
`Scope`, so that the list which a cell opens to holds exactly as many rows as the cell says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from scicomm.journals.models import Journal


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell. `count` is how many rows stand behind it and what the list it opens to holds; `of` out of how many (None where
    that means nothing). `value` is what is sorted by, None where nothing is known; `text` what is read when it is not the count.
    `series` is oldest first; `is_bad` marks what should worry."""

    count: int
    value: float | None = None
    of: int | None = None
    text: str = ""
    note: str = ""
    series: tuple[int, ...] = ()
    is_bad: bool = False

    @property
    def percent(self) -> int | None:
        """The share in per cent; None where there is nothing to share."""
        return round(100 * self.count / self.of) if self.of else None


@dataclass(slots=True)
class Scope:
    """Which journals, which year, who asks. `shared` keeps what several columns read in one query."""

    journals: QuerySet[Journal]
    year: int
    user: Any
    today: dt.date
    shared: dict[str, Any] = field(default_factory=dict)

    def once(self, key: str, read: Callable[[], Any]) -> Any:
        """What `read` gives, read once for all columns of a page."""
        if key not in self.shared:
            self.shared[key] = read()
        return self.shared[key]


NOTHING = Figure(0)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `cells` gives a Figure for each journal id (missing ones have nothing), `behind` the rows behind the cells of the
    scope's journals, `kind` what these are (articles, stories, files, goals), `total` the figure over several journals.

    `group` puts it under one heading of the table's views; `by_year` is False for what is true today whatever the year.
    """

    key: str
    label: Promise | str
    explanation: Promise | str
    group: str
    kind: str
    cells: Callable[[Scope], Mapping[int, Figure]]
    behind: Callable[[Scope], QuerySet[Any]]
    total: Callable[[Scope, list[Figure]], Figure] | None = None
    in_overview: bool = False
    by_year: bool = True


COLUMNS: dict[str, Column] = {}


def register(column: Column) -> Column:
    """Add a column to the table, at the end of its group."""
    COLUMNS[column.key] = column
    return column


def summed(scope: Scope, figures: list[Figure]) -> Figure:
    """The figure over several journals where counts add up."""
    of = [figure.of for figure in figures if figure.of is not None]
    count = sum(figure.count for figure in figures)
    longest = max((len(figure.series) for figure in figures), default=0)
    series = tuple(
        sum(figure.series[place] for figure in figures if len(figure.series) == longest) for place in range(longest)
    )
    return Figure(count, float(count), sum(of) if of else None, series=series)
