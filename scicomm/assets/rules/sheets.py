"""Tables that describe files: xlsx or CSV in any encoding, headings in Chinese or English or of another system, values as fields.

Nothing here knows the database: subjects are codes or names, a licence is one of its codes. What cannot be read is said,
column by column, and the rest of the row is kept.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MOST_ROWS, MOST_COLUMNS, MOST_CELL = 100_000, 200, 5000
MOST_BYTES = 50 * 1024 * 1024
FILE = "file"

# Headings that mean a field: ours in both languages, and those of exports of ResourceSpace, Canto, Bynder and plain IPTC tables.
HEADINGS: dict[str, tuple[str, ...]] = {
    FILE: (
        "file", "filename", "file name", "original filename", "path", "文件", "文件名", "文件名称", "图片文件", "原文件名",
        "路径",
    ),
    "title": ("title", "object name", "headline", "resource title", "标题", "题名", "名称", "图片名称"),
    "caption_zh": ("caption zh", "caption (zh)", "chinese caption", "说明", "图说", "图片说明", "中文说明", "描述"),
    "caption_en": (
        "caption", "caption en", "caption (en)", "description", "english caption", "caption/abstract", "英文说明", "英文图说",
    ),
    "alt_zh": ("alt zh", "alt text zh", "替代文本", "中文替代文本"),
    "alt_en": ("alt", "alt text", "alt en", "alt text en", "英文替代文本"),
    "creator": ("creator", "author", "photographer", "artist", "by-line", "byline", "作者", "摄影", "拍摄者", "摄影者", "创作者"),
    "credit": ("credit", "credit line", "source", "署名", "来源", "供图"),
    "copyright_notice": ("copyright", "copyright notice", "rights", "版权", "版权声明", "版权所有"),
    "usage_terms": ("terms", "usage terms", "terms of use", "usage rights", "restrictions", "使用条款", "使用限制"),
    "licence": ("licence", "license", "许可", "许可协议", "授权协议"),
    "persons_named": ("persons", "people", "named person(s)", "persons shown", "person", "人物", "图中人物", "出镜人物"),
    "place_zh": ("place zh", "地点", "拍摄地点", "中文地点"),
    "place_en": ("place", "location", "country", "place en", "英文地点"),
    "taken_at": ("date", "date taken", "taken at", "creation date", "date created", "日期", "拍摄日期", "拍摄时间", "时间"),
    "subjects": ("subjects", "subject", "subject codes", "学科", "学科分类", "学科代码"),
    "keywords": ("keywords", "tags", "keyword", "关键词", "关键字", "标签"),
    "secrecy": ("secrecy", "access", "密级", "公开范围"),
}  # fmt: skip
_LICENCES = {
    "cc-by-4.0": ("cc by", "cc-by", "cc by 4.0", "cc-by-4.0", "署名", "知识共享署名"),
    "cc-by-nc-4.0": ("cc by-nc", "cc-by-nc", "cc by-nc 4.0", "cc-by-nc-4.0", "cc by nc 4.0"),
    "cc0-1.0": ("cc0", "cc0-1.0", "cc0 1.0", "public domain", "公有领域"),
    "all-rights-reserved": ("all rights reserved", "all-rights-reserved", "copyright", "保留所有权利", "版权所有"),
}
_SECRECY = {
    "public": ("public", "open", "公开", "0", "可公开"),
    "internal": ("internal", "restricted", "内部", "1", "内部使用"),
    "classified": ("classified", "confidential", "secret", "涉密", "2", "保密"),
}
_DATES = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y年%m月%d日",
    "%Y%m%d",
    "%d.%m.%Y",
    "%d %B %Y",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
)
LENGTHS = {
    "title": 255, "creator": 200, "credit": 160, "copyright_notice": 300, "persons_named": 500, "place_zh": 200, "place_en": 200,
    "alt_zh": 300, "alt_en": 300,
}  # fmt: skip


class BadSheet(ValueError):
    """A table that cannot be read. `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Sheet:
    """The headings and the rows of a table, as text."""

    headings: list[str]
    rows: list[list[str]]


@dataclass
class Row:
    """What a table says of one file, and what in it could not be read: (heading, code)."""

    values: dict[str, Any] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)


def read_sheet(path: Path) -> Sheet:
    """The table in a file: xlsx, else text. Raises BadSheet."""
    if path.stat().st_size > MOST_BYTES:
        raise BadSheet("sheet-too-large")
    with path.open("rb") as file:
        is_zip = file.read(4) == b"PK\x03\x04"
    rows = list(_xlsx_rows(path) if is_zip else _csv_rows(path.read_bytes()))
    while rows and not any(rows[0]):
        rows.pop(0)
    if not rows:
        raise BadSheet("sheet-empty")
    return Sheet(rows[0], [row for row in rows[1:] if any(row)])


def _xlsx_rows(path: Path) -> Iterable[list[str]]:
    """Rows of the first sheet, read as a stream; formulas give the value that was stored with them and are never computed."""
    from openpyxl import load_workbook  # brings much with it: only who reads sheets waits for that
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist()) > 10 * MOST_BYTES:
                raise BadSheet("sheet-too-large")
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True)):
                if number > MOST_ROWS:
                    raise BadSheet("sheet-too-large")
                yield [_cell(value) for value in row[:MOST_COLUMNS]]
        finally:
            book.close()
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError, IndexError, SyntaxError) as error:
        raise error if isinstance(error, BadSheet) else BadSheet("sheet-broken") from error


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()[:MOST_CELL]


def decoded(data: bytes) -> str:
    """The text of a file in an encoding that nobody told: by its mark, else UTF-8, else GB 18030, else Latin-1."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _csv_rows(data: bytes) -> Iterable[list[str]]:
    text = decoded(data)
    if "\0" in text:
        raise BadSheet("sheet-broken")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|，", key=first.count) if any(mark in first for mark in ",;\t|，") else ","
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter)):
            if number > MOST_ROWS:
                raise BadSheet("sheet-too-large")
            yield [cell.strip()[:MOST_CELL] for cell in row[:MOST_COLUMNS]]
    except csv.Error as error:
        raise BadSheet("sheet-broken") from error


def _folded(text: str) -> str:
    return re.sub(r"[\s_]+", " ", text.strip().casefold()).strip(" :：*")


_MEANING = {_folded(name): meaning for meaning, names in HEADINGS.items() for name in names}
_MEANING |= {_folded(meaning): meaning for meaning in HEADINGS}


def guessed(headings: Iterable[str]) -> dict[str, str]:
    """Heading to field, for those that are known; of two that mean the same the first counts."""
    found: dict[str, str] = {}
    for heading in headings:
        meaning = _MEANING.get(_folded(heading), "")
        if meaning and meaning not in found.values():
            found[heading] = meaning
    return found


def by_file(sheet: Sheet, columns: dict[str, str]) -> dict[str, Row]:
    """The rows by the name of their file (folded, without folders). Raises BadSheet when no column names the file."""
    meanings = [columns.get(heading, "") for heading in sheet.headings]
    if FILE not in meanings:
        raise BadSheet("no-file-column")
    found: dict[str, Row] = {}
    for cells in sheet.rows:
        row, name = Row(), ""
        for heading, meaning, cell in zip(sheet.headings, meanings, cells, strict=False):
            if meaning == FILE:
                name = file_key(cell)
            elif meaning and cell:
                _put(row, heading, meaning, cell)
        if name:
            found.setdefault(name, row)
    return found


def file_key(name: str) -> str:
    """How a file is found in a table: its last part, without regard to case."""
    return re.split(r"[\\/]", name.strip())[-1].casefold()


def _put(row: Row, heading: str, meaning: str, cell: str) -> None:
    value: Any = cell
    if meaning in {"licence", "secrecy"}:
        value = _choice(_LICENCES if meaning == "licence" else _SECRECY, cell)
    elif meaning == "taken_at":
        value = _moment(cell)
    elif meaning in {"subjects", "keywords"}:
        value = [part.strip()[:100] for part in re.split(r"[;,、，；|]", cell) if part.strip()][:50]
    elif len(cell) > LENGTHS.get(meaning, MOST_CELL):
        row.told.append((heading, "cut"))
        value = cell[: LENGTHS[meaning]]
    if value is None:
        row.told.append((heading, f"bad-{meaning}"))
        return
    row.values[meaning] = value


def _choice(choices: dict[str, tuple[str, ...]], cell: str) -> str | None:
    wanted = _folded(cell)
    return next((value for value, names in choices.items() if wanted in {_folded(name) for name in names}), None)


def _moment(cell: str) -> str | None:
    """A day or a moment as ISO text without a zone: cameras and tables know none."""
    for pattern in _DATES:
        try:
            return dt.datetime.strptime(cell, pattern).isoformat()
        except ValueError:
            continue
    return None
