"""Reading tables of indicator values: encodings, delimiters, headings in two languages, long or wide; every cell is checked.

A long table has a line for each value (journal, indicator, year, value); a wide one a line for each journal and year, and a
column for each indicator. Nothing is stored here: what comes out is the cells that are right and those that are not, with their
place.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from scicomm.journals.rules.jats.identifiers import issn
from scicomm.journals.rules.serials import cn_number, folded

MOST_BYTES = 2_000_000
MOST_LINES = 20_000
FIRST_YEAR = 1900
_HEADINGS = {
    "journal": ("journal", "title", "journal title", "期刊", "刊名", "期刊名称"),
    "issn": ("issn", "print issn", "印刷版issn"),
    "eissn": ("eissn", "e-issn", "electronic issn", "电子issn", "网络版issn"),
    "cn": ("cn", "cn number", "cn号", "国内统一连续出版物号", "国内统一刊号"),
    "indicator": ("indicator", "code", "指标", "指标代码"),
    "year": ("year", "年", "年份", "年度"),
    "value": ("value", "值", "数值", "指标值"),
    "source": ("source", "来源", "数据来源"),
    "note": ("note", "remark", "说明", "备注"),
}
_BY_HEADING = {word: name for name, words in _HEADINGS.items() for word in words}
_NAMES = ("issn", "eissn", "cn", "journal")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_EMPTY = frozenset({"", "-", "--", "n/a", "na", "无", "/"})


@dataclass(frozen=True, slots=True)
class KnownIndicator:
    """What a cell is checked by: decimals that are kept, the highest value for a share (None: no limit)."""

    code: str
    names: tuple[str, ...]
    decimals: int
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the house knows: journals by any of their names (folded, lower case), and indicators.

    `not_yours` are names of journals that exist and are not the sender's. `ambiguous` are titles that two journals share.
    """

    journals: Mapping[str, int]
    indicators: Sequence[KnownIndicator]
    not_yours: frozenset[str] = frozenset()
    ambiguous: frozenset[str] = frozenset()
    this_year: int = 2100


@dataclass(frozen=True, slots=True)
class Cell:
    """One value that is right: where it stood and what it says."""

    line: int
    column: str
    journal_id: int
    code: str
    year: int
    value: Decimal
    source: str = ""
    note: str = ""

    @property
    def key(self) -> tuple[int, str, int]:
        return self.journal_id, self.code, self.year


@dataclass(frozen=True, slots=True)
class Wrong:
    """One cell that is not: line, heading of the column, what stood there, and the code of what was expected."""

    line: int
    column: str
    value: str
    expected: str


@dataclass
class Table:
    """What a file says."""

    cells: list[Cell] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    lines: int = 0


def decoded(data: bytes) -> str | None:
    """The text of a file in UTF-8 (with or without mark), UTF-16 with a mark, or GB18030; None when it is none of them."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        names: tuple[str, ...] = ("utf-16",)
    else:
        names = ("utf-8-sig", "gb18030")
    for name in names:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        # GB18030 takes nearly every byte: control characters tell that it was no text at all.
        return None if "\x00" in text else text
    return None


def delimiter_of(line: str) -> str:
    """The separator of the heading line: tab, semicolon or comma (also the Chinese ones), whichever is most frequent."""
    return max("\t;,；，", key=lambda sign: (line.count(sign), sign == ","))


def read(text: str, known: Known) -> Table:
    """The cells of a file. What is wrong with the file as a whole stands in line 1 with an empty column."""
    table = Table()
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    if not first:
        table.wrong.append(Wrong(1, "", "", "not-empty"))
        return table
    rows = _rows(text, delimiter_of(first))
    try:
        head_line, heading = next(rows)
        columns, odd = _columns(heading, known)
        if refused := _refused_heading(head_line, heading, columns, odd):
            table.wrong += refused
            return table
        for line, row in rows:
            table.lines += 1
            if table.lines > MOST_LINES:
                table.wrong.append(Wrong(line, "", "", "fewer-lines"))
                return table
            _take(table, line, row, heading, columns, known)
    except csv.Error:
        table.wrong.append(Wrong(1, "", "", "a-table"))
    _once(table)
    return table


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Every line that holds something, with its number in the file (quoted cells may hold line ends)."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    before = 0
    for row in reader:
        line, before = before + 1, reader.line_num
        cells = [folded(cell) for cell in row]
        if any(cells):
            yield line, cells


def _columns(heading: Sequence[str], known: Known) -> tuple[dict[int, str], list[str]]:
    """What each column holds: a name of `_HEADINGS` or `=code` for an indicator; and the headings that say nothing to us."""
    codes = {word.lower(): one.code for one in known.indicators for word in (one.code, *one.names)}
    columns: dict[int, str] = {}
    odd = []
    for place, words in enumerate(heading):
        plain = words.lower().lstrip("\ufeff").strip()
        if plain in _BY_HEADING:
            columns[place] = _BY_HEADING[plain]
        elif plain in codes:
            columns[place] = f"={codes[plain]}"
        elif plain:
            odd.append(words)
    return columns, odd


def _refused_heading(line: int, heading: Sequence[str], columns: Mapping[int, str], odd: list[str]) -> list[Wrong]:
    held = set(columns.values())
    shown = ", ".join(heading)[:120]
    wide = any(name.startswith("=") for name in held)
    found = [Wrong(line, words, words, "known-heading") for words in odd]
    if not held & set(_NAMES):
        found.append(Wrong(line, "", shown, "column-journal"))
    if "year" not in held:
        found.append(Wrong(line, "", shown, "column-year"))
    if not wide and not {"indicator", "value"} <= held:
        found.append(Wrong(line, "", shown, "column-value"))
    return found


def _take(
    table: Table, line: int, row: Sequence[str], heading: Sequence[str], columns: Mapping[int, str], known: Known
) -> None:
    values = {name: row[place] for place, name in columns.items() if place < len(row)}
    words = {name: heading[place] for place, name in columns.items()}
    problems: list[Wrong] = []
    if len(row) > len(heading):
        problems.append(Wrong(line, "", str(len(row)), "as-many-cells"))
    journal = _journal(line, values, words, known, problems)
    year = _year(line, values.get("year", ""), words["year"], known.this_year, problems)
    source, note = values.get("source", "")[:200], values.get("note", "")[:300]
    for code, column, text in _given(line, values, words, known, problems):
        value = _value(line, column, text, code, problems)
        if value is not None and journal is not None and year is not None and not problems:
            table.cells.append(Cell(line, column, journal, code.code, year, value, source, note))
    table.wrong += problems


def _given(
    line: int, values: Mapping[str, str], words: Mapping[str, str], known: Known, problems: list[Wrong]
) -> Iterator[tuple[KnownIndicator, str, str]]:
    """The values a line gives: one of a long table, or each filled column of a wide one."""
    by_code = {one.code: one for one in known.indicators}
    for name, text in values.items():
        if name.startswith("=") and text.lower() not in _EMPTY:
            yield by_code[name[1:]], words[name], text
    if "indicator" in values and "value" in values:
        wanted = values["indicator"].lower()
        found = next((one for one in known.indicators if wanted in {w.lower() for w in (one.code, *one.names)}), None)
        if found is None:
            problems.append(Wrong(line, words["indicator"], values["indicator"], "indicator"))
        else:
            yield found, words["value"], values["value"]


def _journal(
    line: int, values: Mapping[str, str], words: Mapping[str, str], known: Known, problems: list[Wrong]
) -> int | None:
    """The journal by ISSN, then CN number, then title. A number that is wrong in itself is said before one that is not known."""
    given = [(name, values[name]) for name in _NAMES if values.get(name)]
    if not given:
        problems.append(Wrong(line, words[next(name for name in _NAMES if name in words)], "", "journal"))
        return None
    for name, text in given:
        if name in {"issn", "eissn"} and not issn(text):
            problems.append(Wrong(line, words[name], text, "issn"))
            return None
        if name == "cn" and not cn_number(text):
            problems.append(Wrong(line, words[name], text, "cn"))
            return None
    found = {known.journals[key] for name, text in given if (key := journal_key(text)) in known.journals}
    if len(found) == 1:
        return found.pop()
    name, text = given[0]
    keys = {journal_key(text) for _name, text in given}
    expected = "one-journal" if found else "own-journal" if keys & known.not_yours else "journal"
    if keys & known.ambiguous:
        expected = "issn-for-title"
    problems.append(Wrong(line, words[name], text, expected))
    return None


def journal_key(text: str) -> str:
    """A name of a journal in the form it is looked up by."""
    plain = folded(text)
    return issn(plain) or cn_number(plain) or re.sub(r"\s+", " ", plain).strip("《》").lower()


def _year(line: int, text: str, column: str, this_year: int, problems: list[Wrong]) -> int | None:
    plain = text.removesuffix("年").strip()
    if plain.isascii() and plain.isdecimal() and FIRST_YEAR <= int(plain) <= this_year:
        return int(plain)
    problems.append(Wrong(line, column, text, "year"))
    return None


def _value(line: int, column: str, text: str, one: KnownIndicator, problems: list[Wrong]) -> Decimal | None:
    plain = text.removesuffix("%").strip() if one.most is not None else text
    plain = plain.replace(",", "") if _GROUPED.fullmatch(plain) else plain
    try:
        number = Decimal(plain) if _NUMBER.fullmatch(plain) else None
    except InvalidOperation:
        number = None
    if number is None or abs(number) >= Decimal(10) ** 12:
        problems.append(Wrong(line, column, text, "number"))
        return None
    if number < 0 or (one.most is not None and number > one.most):
        problems.append(Wrong(line, column, text, "share" if one.most is not None else "not-negative"))
        return None
    if number != round(number, one.decimals):
        problems.append(Wrong(line, column, text, f"decimals-{one.decimals}"))
        return None
    return number


def _once(table: Table) -> None:
    """The same value twice in a file is one; two values for one place are both wrong."""
    kept: dict[tuple[int, str, int], Cell] = {}
    for cell in table.cells:
        first = kept.setdefault(cell.key, cell)
        if first is not cell and first.value != cell.value:
            table.wrong.append(Wrong(cell.line, cell.column, str(cell.value), f"same-as-line-{first.line}"))
    doubtful = {(one.line, one.column) for one in table.wrong}
    table.cells = [cell for cell in kept.values() if (cell.line, cell.column) not in doubtful]
    table.wrong.sort(key=lambda one: one.line)
