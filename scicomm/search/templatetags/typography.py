"""Template filters for the look of text: line breaks between Chinese words, and marks on what was searched for."""

from __future__ import annotations

import html
import re
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeData, SafeString, mark_safe

from scicomm.search import highlight as marking
from scicomm.search.linebreaks import WORD_JOINER, join_units, phrase_pieces
from scicomm.search.query import parse

register = template.Library()

_DASHES = ("—", "–")
_MARKUP = re.compile(r"(<[^>]*>)|(&(?:#\d+|#x[0-9a-fA-F]+|\w+);)|(.)", re.DOTALL)


def _units(value: Any) -> list[tuple[str, str]]:
    """The text as (HTML to write, character it shows) pairs; a tag shows nothing."""
    if not isinstance(value, SafeData):
        return [(escape(character), character) for character in str(value)]
    found: list[tuple[str, str]] = []
    for tag, entity, character in _MARKUP.findall(str(value)):
        shown = html.unescape(entity)[:1] if entity else character
        found.append((tag or entity or character, shown))
    return found


@register.filter
def phrase_breaks(value: Any) -> SafeString:
    """Escaped text that breaks only between words (``word-break: keep-all``), numbers joined to their units.

    A value that is already safe keeps its tags, so a highlighted title can be passed through.
    """
    if value is None:
        return mark_safe("")
    units = _units(value)
    plain = join_units("".join(shown for _written, shown in units))
    breaks: set[int] = set()
    at = 0
    for piece in phrase_pieces(plain):
        at += len(piece)
        # A space is a place to break by itself.
        if at < len(plain) and not (piece[-1].isspace() or plain[at].isspace()):
            breaks.add(at)
    written: list[str] = []
    at = 0
    for raw, shown in units:
        if at in breaks:
            written.append("<wbr>")
            breaks.discard(at)
        joined = shown and plain[at] != shown
        written.append(plain[at] if joined else raw)
        if shown in _DASHES and plain[at - 1 : at].isdigit() and plain[at + 1 : at + 2].isdigit():
            # Browsers may break on either side of a dash; not inside a range of years.
            written[-1] = f"{WORD_JOINER}{written[-1]}{WORD_JOINER}"
        at += len(shown)
    return mark_safe("".join(written))


@register.filter
def highlight(value: Any, query: str) -> SafeString:
    """Escaped text with what the query asks for in ``<mark>``."""
    if value is None:
        return mark_safe("")
    return marking.highlight(str(value), marking.marks_for(parse(query or "")))
