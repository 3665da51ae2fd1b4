"""What is removed from a document before it is handed out: marks as officers write them, and texts without the marked words.

A PDF is redacted by `clients.disclosure_pages`, which needs a place for files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

BLACK = "█"
_LINE = re.compile(r"^\s*(\d+)((?:[\s,，]+\d+(?:\.\d+)?){4})[\s,，]+(\S.*)$")


class CannotRedact(ValueError):
    """The file or the marks cannot be used; `code` says why, `where` at which line."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code)
        self.code, self.where = code, where


@dataclass(frozen=True)
class Box:
    """A rectangle of a page, in percent of its width and height from the upper left corner, and why it is removed."""

    page: int
    left: float
    top: float
    width: float
    height: float
    why: str


def read_boxes(text: str) -> list[Box]:
    """Boxes written one a line: page, left, top, width, height (percent), reason."""
    boxes = []
    for line in filter(str.strip, text.splitlines()):
        match = _LINE.match(line)
        if match is None:
            raise CannotRedact("line", line.strip()[:80])
        left, top, width, height = (float(number) for number in re.split(r"[\s,，]+", match[2].strip(" \t,，")))
        if left + width > 100.5 or top + height > 100.5 or not width or not height:
            raise CannotRedact("outside", line.strip()[:80])
        boxes.append(Box(int(match[1]), left, top, width, height, match[3].strip()[:200]))
    if not boxes:
        raise CannotRedact("nothing")
    return boxes


@dataclass(frozen=True)
class Cut:
    """Words to be removed wherever they stand, and why."""

    words: str
    why: str


def read_cuts(text: str) -> list[Cut]:
    """Cuts written one a line: the words, `|`, the reason."""
    cuts = []
    for line in filter(str.strip, text.splitlines()):
        words, bar, why = line.rpartition("|")
        if not bar or not words.strip() or not why.strip():
            raise CannotRedact("line", line.strip()[:80])
        cuts.append(Cut(words.strip(), why.strip()[:200]))
    if not cuts:
        raise CannotRedact("nothing")
    return sorted(cuts, key=lambda cut: -len(cut.words))


def redact_text(text: str, cuts: list[Cut]) -> tuple[str, dict[str, int]]:
    """The text without the words, whatever their case and spacing, and how often each was found. A cut that finds nothing is an
    error: somebody believes that something was removed."""
    found = {}
    for cut in cuts:
        pattern = r"\s*".join(re.escape(letter) for letter in re.sub(r"\s+", "", cut.words))
        text, count = re.subn(pattern, BLACK * min(len(cut.words), 6), text, flags=re.IGNORECASE)
        if not count:
            raise CannotRedact("not_found", cut.words[:80])
        found[cut.words] = count
    return text, found
