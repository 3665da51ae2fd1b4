"""Tables that monitoring services export: CSV, TSV or xlsx in any encoding; columns named by a person or guessed, rows as
items."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from scicomm.listening.rules.parsing import FeedRefused, Item, RefusedItem
from scicomm.listening.rules.sources.building import made_item, moment_of

MOST_ROWS, MOST_COLUMNS, MOST_CELL = 500_000, 200, 200_000
MOST_UNPACKED = 500 * 1024 * 1024
ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16", "shift_jis", "euc-kr", "latin-1")
COLUMNS = ("url", "title", "date", "text", "language")
# Headings of exports as they are met, in both languages. Columns of authors and accounts are never looked for.
HEADINGS: dict[str, tuple[str, ...]] = {
    "url": (
        "url", "link", "address", "permalink", "article url", "source url", "page url", "原文链接", "链接", "网址", "原文地址",
        "地址", "文章链接", "原文url", "新闻链接", "文章地址",
    ),
    "title": ("title", "headline", "subject", "hit sentence title", "标题", "题名", "文章标题", "新闻标题", "主题"),
    "date": (
        "date", "published", "published at", "publication date", "publish date", "time", "发布时间", "发表时间", "发布日期",
        "时间", "日期", "发文时间", "采集时间",
    ),
    "text": (
        "text", "content", "snippet", "summary", "abstract", "full text", "opening text", "hit sentence", "正文", "内容", "摘要",
        "文章内容", "全文", "文章摘要", "内容摘要",
    ),
    "language": ("language", "lang", "语言", "语种"),
}  # fmt: skip
csv.field_size_limit(max(csv.field_size_limit(), MOST_CELL * 4))


@dataclass(frozen=True)
class Table:
    """A table's headings, its first rows, and in which encoding it was read ("" for xlsx)."""

    headings: tuple[str, ...]
    first_rows: tuple[tuple[str, ...], ...]
    encoding: str


def look_at(content: bytes, encoding: str = "") -> Table:
    """The headings and first rows of a table. Raises FeedRefused."""
    rows = list(islice(rows_of(content, encoding), 21))
    if not rows:
        raise FeedRefused(_("The table is empty."))
    used = "" if _is_xlsx(content) else encoding or encoding_of(content)
    return Table(tuple(rows[0]), tuple(map(tuple, rows[1:])), used)


def rows_of(content: bytes, encoding: str = "") -> Iterator[list[str]]:
    """All rows as texts, the headings first, empty rows left out. Raises FeedRefused where the table cannot be read."""
    rows = _xlsx_rows(content) if _is_xlsx(content) else _text_rows(content, encoding or encoding_of(content))
    for number, row in enumerate(row for row in rows if any(row)):
        if number > MOST_ROWS:
            raise FeedRefused(_("The table has more than %(count)d rows; hand it in as two.") % {"count": MOST_ROWS})
        yield row


def expected_rows(content: bytes) -> int:
    """About how many rows there are, told without reading them all: the sheet's own word, or the lines of the text."""
    if not _is_xlsx(content):
        return max(content.count(b"\n"), 1)
    from openpyxl import load_workbook  # brings much with it: only who reads sheets waits for that
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(content), read_only=True)
        try:
            return max(int(book.worksheets[0].max_row or 1) - 1, 0)
        finally:
            book.close()
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError, IndexError, SyntaxError):
        return 0


class TableReader:
    """A table that is read on from a row; opened once for many pieces, for getting to a row means reading all before it."""

    def __init__(self, content: bytes, encoding: str, start: int) -> None:
        self._rows = rows_of(content, encoding)
        self.headings = next(self._rows, [])
        self.row = sum(1 for _row in islice(self._rows, start))

    def take(self, count: int) -> list[list[str]]:
        """The next rows; fewer than asked for at the end. Raises FeedRefused."""
        rows = list(islice(self._rows, count))
        self.row += len(rows)
        return rows


def _is_xlsx(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04")


def encoding_of(content: bytes) -> str:
    """The encoding of a text nobody told us: by its mark, else the first of UTF-8, GB 2312, Big5, GB 18030 that reads it all.

    GB 18030 reads nearly everything, so the narrow ones are asked before it.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for name in ("utf-8-sig", "gb2312", "big5", "gb18030"):
        try:
            content.decode(name)
        except UnicodeDecodeError:
            continue
        return {"utf-8-sig": "utf-8", "gb2312": "gb18030"}.get(name, name)
    return "gb18030"


def _text_rows(content: bytes, encoding: str) -> Iterator[list[str]]:
    if encoding not in ENCODINGS:
        raise FeedRefused(_("The encoding %(name)s is not known.") % {"name": encoding[:40]})
    names = {"utf-8": "utf-8-sig", "big5": "big5hkscs"}
    text = content.decode(names.get(encoding, encoding), "replace")
    if "\0" in text[:10_000]:
        raise FeedRefused(_("This is neither a text table nor an xlsx file."))
    head = text[: text.find("\n") if "\n" in text else len(text)]
    mark = max("\t;|,，", key=lambda one: head.count(one)) if any(one in head for one in "\t;|,，") else ","
    try:
        for row in csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=mark):
            yield [cell.strip()[:MOST_CELL] for cell in row[:MOST_COLUMNS]]
    except csv.Error as error:
        raise FeedRefused(_("The table is broken: %(reason)s") % {"reason": error}) from None


def _xlsx_rows(content: bytes) -> Iterator[list[str]]:
    """Rows of the first sheet, read as a stream; formulas give the value stored with them and are never computed."""
    from openpyxl import load_workbook  # brings much with it: only who reads sheets waits for that
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MOST_UNPACKED:
                raise FeedRefused(_("The table is larger than 500 MB when it is unpacked."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            for row in book.worksheets[0].iter_rows(values_only=True):
                yield [_cell(value) for value in row[:MOST_COLUMNS]]
        finally:
            book.close()
    except FeedRefused:
        raise
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError, IndexError, SyntaxError) as error:
        raise FeedRefused(_("The table is broken: %(reason)s") % {"reason": str(error)[:200]}) from error


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()[:MOST_CELL]


def _folded(text: str) -> str:
    return re.sub(r"[\s_\-]+", " ", text.strip().casefold()).strip(" :：*\ufeff")


_MEANING = {_folded(name): meaning for meaning, names in HEADINGS.items() for name in names}


def guessed_columns(headings: Sequence[str]) -> dict[str, str]:
    """Which column holds what, as far as the headings say; of two that mean the same the first counts."""
    found: dict[str, str] = {}
    for heading in headings:
        meaning = _MEANING.get(_folded(heading))
        if meaning and meaning not in found:
            found[meaning] = heading
    return found


def row_item(headings: Sequence[str], row: Sequence[str], columns: Mapping[str, Any]) -> Item | RefusedItem:
    """One row as an item, by the named columns; all others are not looked at."""
    filled = [*row, *[""] * (len(headings) - len(row))][: len(headings)]
    # Of two columns of one name the first counts.
    cells = dict(zip(reversed(headings), reversed(filled), strict=True))

    def cell(name: str) -> str:
        return cells.get(str(columns.get(name) or ""), "") if columns.get(name) else ""

    return made_item(
        title=cell("title"),
        body=cell("text"),
        address=cell("url"),
        published_at=moment_of(cell("date"), is_sheet=True),
        language=cell("language"),
    )
