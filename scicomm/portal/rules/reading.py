"""How long a text takes to read and what its parts are; no database here."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_TAG = re.compile(r"<[^>]+>")
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9’'.-]*")
# What is not read through: formulas, cells of tables and charts, transcripts, and what only says how a block looks.
_SKIPPED = frozenset(
    {
        "mathml",
        "image",
        "id",
        "type",
        "cells",
        "transcript",
        "layout",
        "kind",
        "tone",
        "booking",
        "alt",
        "credit",
        "highlight",
    }
)
HAN_A_MINUTE = 400
WORDS_A_MINUTE = 220
# Two plain patterns: one with an optional section before the heading took ten milliseconds for a long article.
_HEADING = re.compile(r"<h2\b([^>]*)>(.*?)</h2>", re.DOTALL)
_SECTION = re.compile(r"<section\b([^>]*)>\s*\Z")
_BEFORE = 400
_ID = re.compile(r"""\bid\s*=\s*["']([^"']+)["']""", re.IGNORECASE)


def words_in(value: Any) -> Iterator[str]:
    """Every text inside the raw value of a stream of blocks; a broken block holds none."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in _SKIPPED:
                yield from words_in(part)
    elif isinstance(value, Iterable) and not isinstance(value, bytes):
        for part in value:
            yield from words_in(part)


def reading_minutes(value: Any) -> int:
    """Minutes that a reader takes, one at least: 400 Chinese characters or 220 words a minute."""
    text = _TAG.sub(" ", " ".join(words_in(value)))
    return max(1, round(len(_HAN.findall(text)) / HAN_A_MINUTE + len(_WORD.findall(text)) / WORDS_A_MINUTE))


@dataclass(frozen=True, slots=True)
class Heading:
    """One entry of a table of contents."""

    anchor: str
    text: str


def headings_in(markup: str) -> list[Heading]:
    """The second-level headings of a full text that can be jumped to, by their own anchor or their section's."""
    found: list[Heading] = []
    for heading in _HEADING.finditer(markup):
        anchor = _ID.search(heading[1])
        if anchor is None and (section := _SECTION.search(markup, max(0, heading.start() - _BEFORE), heading.start())):
            anchor = _ID.search(section[1])
        text = " ".join(html.unescape(_TAG.sub("", heading[2])).split())
        if anchor and text:
            found.append(Heading(anchor[1], text))
    return found
