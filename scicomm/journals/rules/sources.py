"""A refused source for people: its text whatever its encoding, the lines around a place, and text made ready to be read again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scicomm.journals.rules.jats.prolog import EncodingProblem, decode

# More than this is mended in a program of its own; a browser's text field becomes slow.
EDIT_BYTES = 2 * 1024 * 1024
AROUND = 6
WIDE = 200
_DECLARATION = re.compile(r"""^(\s*<\?xml\b[^>]*?)\s+encoding\s*=\s*("[^"]*"|'[^']*')""")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line as it is shown: cut to the part that matters, with `before` and `after` telling that there is more."""

    number: int
    text: str
    is_wrong: bool
    before: bool = False
    after: bool = False


def text_for_editing(data: bytes) -> str:
    """The source as text with plain line ends; bytes that fit no encoding become marks that can be seen and replaced."""
    try:
        text = decode(data)
    except (EncodingProblem, LookupError, ValueError):
        text = _guessed(data)
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _guessed(data: bytes) -> str:
    for coding in ("utf-8", "gb18030"):
        try:
            return data.decode(coding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def bytes_to_read(text: str) -> bytes:
    """Mended text as UTF-8, with a declaration that says so; a browser's line ends become plain ones."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _DECLARATION.sub(r'\1 encoding="UTF-8"', plain, count=1).encode("utf-8", "surrogatepass")


def lines_around(text: str, line: int, column: int = 0) -> list[SourceLine]:
    """The lines around the wrong one; of very long lines the part around the column. Empty where no line applies."""
    lines = text.split("\n")
    if not 1 <= line <= len(lines):
        return []
    first, last = max(1, line - AROUND), min(len(lines), line + AROUND)
    return [_shown(number, lines[number - 1], line, column) for number in range(first, last + 1)]


def _shown(number: int, text: str, line: int, column: int) -> SourceLine:
    seen = _UNSEEN.sub("\ufffd", text)
    start = max(0, column - WIDE * 2 // 3) if number == line and len(seen) > WIDE and column > WIDE else 0
    cut = seen[start : start + WIDE]
    return SourceLine(number, cut, number == line, start > 0, start + WIDE < len(seen))
