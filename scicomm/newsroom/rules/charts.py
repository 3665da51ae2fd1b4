"""The data of charts: numbers read from pasted cells, and how people read them; no drawing, no database."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from scicomm.newsroom.rules.tables import WrongTable, cells_of, is_absent, number_of

KINDS = ("bar", "line", "area", "scatter")
MOST_POINTS, MOST_BARS, MOST_SERIES = 500, 40, 6
_SERIES_OF = {"bar": 1, "area": 1, "scatter": 3, "line": MOST_SERIES}


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values under a name; None where there is no value."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class ChartData:
    """What a chart shows: labels as they were written, their numbers where all are numbers, and one or more series."""

    kind: str
    x_name: str
    labels: tuple[str, ...]
    xs: tuple[float, ...] | None
    series: tuple[Series, ...]

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The table behind the chart: a label and the values as people read them."""
        return [(label, [shown(one.values[number]) for one in self.series]) for number, label in enumerate(self.labels)]


def shown(value: float | None) -> str:
    """A number for people: no useless zeros, no powers of ten below a thousand million; a dash for none."""
    if value is None:
        return "—"
    if value == int(value) and abs(value) < 1e9:
        return f"{int(value)}" if abs(value) < 10_000 else f"{int(value):,}"
    return f"{value:.4g}" if abs(value) < 10_000 else f"{value:,.0f}"


def read_chart(kind: str, text: str) -> ChartData:
    """The data of a chart from pasted cells: a head row, then one row a point, its label first.

    Raises WrongTable naming the row that is wrong.
    """
    cells = cells_of(text)
    if len(cells) < 2 or len(cells[0]) < 2:
        raise WrongTable("empty_chart")
    head, rows = cells[0], cells[1:]
    most_series, most_rows = _SERIES_OF[kind], MOST_BARS if kind == "bar" else MOST_POINTS
    if len(head) - 1 > most_series:
        raise WrongTable("too_many_series", most=most_series, found=len(head) - 1)
    if len(rows) > most_rows:
        raise WrongTable("too_many_rows", most=most_rows, found=len(rows))
    columns: list[list[float | None]] = [[] for _name in head[1:]]
    for number, row in enumerate(rows, 2):
        _read_row(number, row, len(head), columns, gaps=kind == "line")
    labels = [row[0] for row in rows]
    return ChartData(
        kind, head[0], tuple(labels), _axis(kind, labels),
        tuple(Series(name, tuple(values)) for name, values in zip(head[1:], columns, strict=True)),
    )  # fmt: skip


def _read_row(number: int, row: list[str], width: int, columns: list[list[float | None]], *, gaps: bool) -> None:
    if len(row) != width:
        raise WrongTable("uneven", number, found=len(row), wanted=width)
    for column, cell in zip(columns, row[1:], strict=True):
        value = number_of(cell)
        if value is None and not (gaps and is_absent(cell)):
            raise WrongTable("not_a_number", number, cell=cell)
        column.append(value)


def _axis(kind: str, labels: list[str]) -> tuple[float, ...] | None:
    """The numbers along the axis; None where labels are words. Lines go from left to right: rows stand in rising order."""
    if kind == "bar":
        return None
    numbers = [number_of(label) for label in labels]
    wrong = next((row for row, number in enumerate(numbers, 2) if number is None), None)
    if wrong is not None:
        if kind == "scatter":
            raise WrongTable("not_a_number", wrong, cell=labels[wrong - 2])
        return None
    found = [number for number in numbers if number is not None]
    if kind != "scatter":
        for row, (before, after) in enumerate(pairwise(found), 3):
            if after <= before:
                raise WrongTable("not_rising", row, cell=labels[row - 2])
    return tuple(found)
