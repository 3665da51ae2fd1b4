"""Tables as files for spreadsheets, and tables that come back from them; no database, no clock."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scicomm.core.text import safe_cell

Cell = str | int | float | dt.date | None
MOST_ROWS = 20_000
_MARKS = {"日期": "day", "date": "day", "day": "day", "粉丝": "value", "粉丝数": "value", "followers": "value"}


def _safe(cell: Cell) -> Cell:
    return safe_cell(cell) if isinstance(cell, str) else cell


def csv_bytes(head: Sequence[str], table: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file (RFC 4180) in UTF-8 with the mark by which spreadsheets know it; no cell can become a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_safe(str(cell)) for cell in head])
    for line in table:
        writer.writerow(["" if cell is None else _safe(cell) for cell in line])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def xlsx_bytes(head: Sequence[str], table: Iterable[Sequence[Cell]], title: str) -> bytes:
    """An Excel workbook with one sheet; numbers stay numbers, days stay days, and no cell can become a formula."""
    from openpyxl import Workbook  # brings much with it: only who writes sheets waits for that
    from openpyxl.writer.excel import save_workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("".join(letter for letter in title if letter not in "[]:*?/\\")[:31] or "1")
    sheet.append([_safe(str(cell)) for cell in head])
    for line in table:
        sheet.append([_safe(cell) for cell in line])
    out = io.BytesIO()
    save_workbook(book, out)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class BadRow:
    """A line of a file that could not be taken: its number (the head is line 1) and the code of what is wrong."""

    line: int
    code: str
    said: str = ""


def text_of(content: bytes) -> str | None:
    """The text of a file in UTF-8 or in GB 18030, which spreadsheets in China write; None when it is neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else text
    return None


def lines_of(content: bytes) -> list[list[str]] | None:
    """The cells of a CSV file line by line, without empty lines; None when it is not such a file."""
    text = text_of(content)
    if text is None:
        return None
    try:
        found = list(csv.reader(io.StringIO(text)))
    except csv.Error:
        return None
    return [[cell.strip() for cell in line] for line in found if any(cell.strip() for cell in line)]


def day_of(text: str) -> dt.date | None:
    """A day as people write it: 2026-11-02, 2026/11/2, 2026.11.2 or 2026年11月2日."""
    plain = text.strip().replace("年", "-").replace("月", "-").rstrip("日").replace("/", "-").replace(".", "-")
    parts = plain.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    try:
        return dt.date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None


def count_of(text: str) -> int | None:
    """A number of people as it is written: 12034, 12,034, 1.2万 (ten thousands); None for anything else or below zero."""
    plain = text.strip().replace(",", "").replace("，", "").replace(" ", "")
    factor = 10_000 if plain.endswith(("万", "w", "W")) else 1
    plain = plain.rstrip("万wW")
    if not plain.isascii() or plain.count(".") > 1 or not plain.replace(".", "").isdigit():
        return None
    if factor == 1 and "." in plain:
        return None
    whole, _, part = plain.partition(".")
    value = int(whole or "0") * factor + (int((part + "0000")[:4]) if factor > 1 else 0)
    return value if value < 10**12 else None


def follower_rows(content: bytes, today: dt.date) -> tuple[dict[dt.date, int], list[BadRow]]:
    """Days and numbers of a file with the columns day and followers, in either order; what cannot be read is named line by line.

    Of two lines about one day the later one counts.
    """
    lines = lines_of(content)
    if lines is None:
        return {}, [BadRow(0, "unreadable")]
    if len(lines) > MOST_ROWS:
        return {}, [BadRow(0, "too_many", str(MOST_ROWS))]
    order = [_MARKS.get(cell.lower(), "") for cell in lines[0]] if lines else []
    if "day" not in order or "value" not in order:
        return {}, [BadRow(1, "head", ", ".join(lines[0])[:80] if lines else "")]
    found: dict[dt.date, int] = {}
    bad: list[BadRow] = []
    for number, line in enumerate(lines[1:], 2):
        cells = dict(zip(order, line, strict=False))
        day, value = day_of(cells.get("day", "")), count_of(cells.get("value", ""))
        if day is None or day > today:
            bad.append(BadRow(number, "day" if day is None else "future", cells.get("day", "")[:40]))
        elif value is None:
            bad.append(BadRow(number, "value", cells.get("value", "")[:40]))
        else:
            found[day] = value
    return found, bad
