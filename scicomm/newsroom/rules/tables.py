"""Cells pasted from a spreadsheet: read, measured, and which columns are numbers; no database and no words here."""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from dataclasses import dataclass

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 200, 20, 500

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]?\d+)?%?|[+-]?\.\d+%?", re.IGNORECASE)
_ABSENT = frozenset({"", "-", "–", "—", "/", "n/a", "na", "…"})


class WrongTable(ValueError):
    """Cells that cannot be read: a code that stays, the row (counted from one, 0 for the whole), and what stood there."""

    def __init__(self, code: str, row: int = 0, **values: str | int) -> None:
        super().__init__(code)
        self.code, self.row, self.values = code, row, values


@dataclass(frozen=True, slots=True)
class TableData:
    """Cells row by row, all rows of one length; `numeric` says of each column whether all its body cells are numbers."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]


def cells_of(text: str) -> list[list[str]]:
    """The cells of a text as spreadsheets copy it: tabs between cells, or commas or semicolons where there is no tab."""
    # A cell may hold what a data file must not: NUL ends the csv reader with an error of its own.
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    separator = next((mark for mark in ("\t", ";") if mark in text), ",")
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error as error:
        raise WrongTable("unreadable") from error
    return [[" ".join(cell.split()) for cell in row] for row in rows if any(cell.strip() for cell in row)]


def read_table(
    text: str, *, header_row: bool, most_rows: int = MOST_ROWS, most_columns: int = MOST_COLUMNS
) -> TableData:
    """A table from pasted cells. Raises WrongTable naming the row that is too long, too short, or holds too long a cell."""
    cells = cells_of(text)
    if not cells or (header_row and len(cells) < 2):
        raise WrongTable("empty")
    if len(cells) > most_rows + header_row:
        raise WrongTable("too_many_rows", most=most_rows, found=len(cells) - header_row)
    width = len(cells[0])
    if width > most_columns:
        raise WrongTable("too_many_columns", most=most_columns, found=width)
    for number, row in enumerate(cells, 1):
        if len(row) != width:
            raise WrongTable("uneven", number, found=len(row), wanted=width)
        if any(len(cell) > LONGEST_CELL for cell in row):
            raise WrongTable("long_cell", number, most=LONGEST_CELL)
    head, rows = (cells[0], cells[1:]) if header_row else ([], cells)
    numeric = tuple(is_numeric([row[column] for row in rows]) for column in range(width))
    return TableData(tuple(head), tuple(tuple(row) for row in rows), numeric)


def is_numeric(column: list[str]) -> bool:
    """Whether a column holds numbers: every cell is one or says that there is none, and one at least is."""
    values = [cell for cell in column if cell.lower() not in _ABSENT]
    return bool(values) and all(number_of(cell) is not None for cell in values)


def is_absent(cell: str) -> bool:
    """Whether a cell says that there is no value."""
    return cell.strip().lower() in _ABSENT


def number_of(cell: str) -> float | None:
    """The number in a cell as people write it ("1,234.5", "−3", "１２", "40%" is 40); None where it is none."""
    text = unicodedata.normalize("NFKC", cell).strip().replace("−", "-").replace(" ", "")
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text.rstrip("%").replace(",", ""))
    return value if math.isfinite(value) else None
