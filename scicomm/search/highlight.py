"""Marking what was found, on the original text: spans, safe HTML with ``<mark>``, the best short piece; no index."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from typing import cast

import numpy as np
from django.utils.safestring import SafeString, mark_safe

from scicomm.search import analysis, folding, forms, spelling, stemming
from scicomm.search.tree import Node, ParsedQuery, Phrase, Term

SNIPPET_WIDTH = 200
"""Width of a snippet in half-width columns; a Chinese character takes two."""
_SCAN = 30_000
_WINDOW, _OVERLAP = 2_000, 120
_SPANS_LOOKED_AT = 60
_FUZZY_SCAN = 4
_SHORT_STEM = 3
_IRREGULAR = frozenset(("die", "lie", "tie"))
_WIDE = 0x2E80
# Latin letters with marks, and Greek ones: what stems fold or spell out.
_FOREIGN = re.compile("[\u00c0-\u03ff\u1e00-\u1eff\u2c60-\u2c7f\ua720-\ua7ff]")
_GLUED = re.compile(analysis.LETTER)
_WORD = re.compile(rf"{analysis.LETTER}{analysis.REST_OF_WORD}")
_ACCENTED = re.compile(
    rf"(?<!{analysis.LETTER}){analysis.LETTER}{{0,2}}[^\W_{analysis.HAN}\x00-\x7f]{analysis.REST_OF_WORD}"
)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marks:
    """What to mark: stems of Latin words, Chinese strings, word beginnings, and (word, allowed changes)."""

    stems: frozenset[str] = frozenset()
    strings: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()
    similar: tuple[tuple[str, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.stems or self.strings or self.beginnings or self.similar)


def marks_for(query: ParsedQuery, *, parts: bool = False) -> Marks:
    """What a query asks to see, wherever it was found. Stop words are marked only when nothing else was asked.

    With ``parts`` the words inside long Chinese words are marked too: what was found loosely may hold only these.
    """
    leaves = [leaf for leaf in query.leaves() if isinstance(leaf, (Term, Phrase))]
    marks = _collect(leaves, analysis.STOP_WORDS) or _collect(leaves, frozenset())
    if not parts:
        return marks
    inner = {part for string in marks.strings for part in analysis.parts(string)} - analysis.STOP_WORDS
    return replace(marks, strings=(*marks.strings, *sorted(inner - set(marks.strings))))


def _collect(leaves: Iterable[Node], stops: frozenset[str]) -> Marks:
    stems: set[str] = set()
    strings: set[str] = set()
    beginnings: set[str] = set()
    similar: set[tuple[str, int]] = set()
    for leaf in leaves:
        if not isinstance(leaf, (Term, Phrase)):
            continue
        for token in analysis.tokens(folding.normalise(leaf.text)):
            if token.han:
                whole = isinstance(leaf, Phrase) or leaf.field == "author"
                cut = [token.text] if whole else analysis.segment(token.text)
                strings.update(word for word in cut if word not in stops)
            elif token.text not in stops:
                stems.add(stemming.stem(token.text))
                if isinstance(leaf, Term) and leaf.prefix:
                    beginnings.add(stemming.plain(token.text))
                if isinstance(leaf, Term) and leaf.fuzzy and len(token.text) >= _FUZZY_SCAN:
                    similar.add((stemming.plain(token.text), leaf.fuzzy))
    longest_first = tuple(sorted(strings, key=lambda word: (-len(word), word)))
    return Marks(frozenset(stems - {""}), longest_first, tuple(sorted(beginnings - {""})), tuple(sorted(similar)))


def spans(text: str, marks: Marks) -> list[Span]:
    """Places to mark in the original text, in order, not overlapping; neighbours of one Chinese run are joined."""
    if not (marks.stems or marks.beginnings or marks.similar) and text.isascii():
        return []  # an English title under a Chinese question, one of two as a rule
    normalised, offsets = folding.normalise_with_offsets(text, numbers=_has_figures(marks))
    found = list(_latin_spans(normalised, marks))
    for string in marks.strings:
        at = normalised.find(string)
        while at >= 0:
            found.append((at, at + len(string)))
            at = normalised.find(string, at + 1)
    carried = _original(_joined(found), offsets)
    return [(start, forms.before_tags(text, end)) for start, end in carried] if "<" in text else carried


@lru_cache(maxsize=256)
def _beginnings(marks: Marks) -> tuple[str, ...]:
    """First letters that a word shares with what was asked for, if it could be marked.

    Stemming keeps three letters of a long stem and two of a short one; only "dying" and its like keep one.
    """
    shared = {stem[: 1 if stem in _IRREGULAR else 2 if len(stem) <= _SHORT_STEM else 3] for stem in marks.stems} | set(
        marks.beginnings
    )
    return tuple(one for one in sorted(shared) if not any(one != other and one.startswith(other) for other in shared))


@lru_cache(maxsize=256)
def _read_whole(marks: Marks) -> bool:
    """Whether every word must be looked at: for similar spellings, and for units, which may hang on their number."""
    return bool(marks.similar) or any(forms.is_unit(stem) for stem in marks.stems)


@lru_cache(maxsize=256)
def _has_figures(marks: Marks) -> bool:
    asked = (*marks.stems, *marks.strings, *marks.beginnings, *(word for word, _changes in marks.similar))
    return any(letter.isdigit() for word in asked for letter in word)


def _latin_spans(normalised: str, marks: Marks) -> Iterator[Span]:
    if not (marks.stems or marks.beginnings or marks.similar):
        return
    if _read_whole(marks):
        for token in analysis.tokens(normalised):
            if not token.han and _latin_hit(token.text, marks):
                yield token.start, token.end
        return
    for match in _candidates(normalised, marks):
        word = match.group()
        number = forms.measure(word)
        if _latin_hit(number[0] if number else word, marks):
            yield match.start(), match.start() + len(number[0]) if number else match.end()


def _candidates(normalised: str, marks: Marks) -> Iterator[re.Match[str]]:
    """Words that begin with the right letters, found by searching for these: a text is passed over at the speed of memory.
    Words with a letter beyond ASCII among their first (Müller) are always looked at."""
    for beginning in _beginnings(marks):
        at = normalised.find(beginning)
        while at >= 0:
            if (at == 0 or not _GLUED.match(normalised, at - 1)) and (match := _WORD.match(normalised, at)):
                yield match
            at = normalised.find(beginning, at + 1)
    if not normalised.isascii() and _FOREIGN.search(normalised):
        yield from _ACCENTED.finditer(normalised)


def _latin_hit(word: str, marks: Marks) -> bool:
    if stemming.stem(word) in marks.stems:
        return True
    if not marks.beginnings and not marks.similar:
        return False
    form = stemming.plain(word)
    return any(form.startswith(start) for start in marks.beginnings) or any(
        spelling.distance(form, near, changes) <= changes for near, changes in marks.similar
    )


def _joined(found: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _original(found: list[Span], offsets: Sequence[int]) -> list[Span]:
    """Spans of the normalised text carried back; one that ends inside a split character takes all of it."""
    carried: list[Span] = []
    for start, end in found:
        while end < len(offsets) - 1 and offsets[end] == offsets[end - 1]:
            end += 1
        carried.append((offsets[start], offsets[end]))
    return _joined(carried)


def _render(text: str, found: list[Span], start: int, end: int) -> str:
    pieces: list[str] = []
    at = start
    for left, right in found:
        left, right = max(left, start), min(right, end)
        if left < right:
            pieces += [escape(text[at:left]), "<mark>", escape(text[left:right]), "</mark>"]
            at = right
    return "".join([*pieces, escape(text[at:end])])


def highlight(text: str, marks: Marks) -> SafeString:
    """The whole text, escaped, with what was found in ``<mark>``."""
    return mark_safe(_render(text, spans(text, marks) if marks else [], 0, len(text)))


def _columns(text: str) -> Sequence[int]:
    """Columns used up before each character, and at the end."""
    if text.isascii():
        return range(len(text) + 1)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    columns = np.zeros(len(text) + 1, dtype=np.int64)
    np.cumsum(1 + (codes >= _WIDE), out=columns[1:])
    return cast(Sequence[int], columns)


def _advance(columns: Sequence[int], start: int, width: int) -> int:
    """The offset reached when ``width`` columns were used up from ``start``; backwards for a negative width."""
    return min(bisect_left(columns, max(0, columns[start] + width)), len(columns) - 1)


def _best_start(text: str, columns: Sequence[int], found: list[Span], width: int) -> int:
    """Where to begin so that the most different words are seen; the first such place wins."""
    found = found[:_SPANS_LOOKED_AT]
    words = [text[left:right].lower() for left, right in found]
    best, best_count, end = found[0][0], 0, 0
    for number, (start, _end) in enumerate(found):
        limit = columns[start] + width * 3 // 4
        while end < len(found) and columns[found[end][1]] <= limit:
            end += 1
        seen = len(set(words[number:end]))
        if seen > best_count:
            best, best_count = start, seen
    return best


def _clean_start(text: str, start: int) -> int:
    """Not on a space and not inside a Latin word: forward to the next word if there is one near."""
    if text[start] == " ":
        return start + 1
    if start == 0 or not (text[start - 1].isalnum() and text[start].isascii() and text[start].isalnum()):
        return start
    space = text.find(" ", start, start + 24)
    return space + 1 if space >= 0 else start


def _clean_end(text: str, start: int, end: int) -> int:
    if end >= len(text) or not (text[end].isascii() and text[end].isalnum()):
        return end
    space = text.rfind(" ", max(start, end - 24), end)
    return space if space > start else end


def snippet(texts: Iterable[str], marks: Marks, width: int = SNIPPET_WIDTH) -> SafeString:
    """A piece of the first text in which something was found, else the beginning of the first that is not empty."""
    beginning = ""
    for text in texts:
        # Window by window, because most have it near the beginning; what lies on an edge stands in two windows.
        for start in range(0, min(len(text), _SCAN) if marks else 0, _WINDOW):
            candidate = " ".join(text[start : start + _WINDOW + _OVERLAP].split())
            found = spans(candidate, marks)
            if found:
                more = len(text) > start + _WINDOW + _OVERLAP
                return _best_piece(candidate, found, width, cut=(start > 0, more))
        beginning = beginning or " ".join(text[: 2 * width].split())
    if not beginning:
        return mark_safe("")
    return _piece(beginning, _columns(beginning), [], 0, width)


def _best_piece(text: str, found: list[Span], width: int, cut: tuple[bool, bool]) -> SafeString:
    columns = _columns(text)
    first = _best_start(text, columns, found, width)
    near = first <= _advance(columns, 0, width // 4)
    start = 0 if near else min(first, _clean_start(text, _advance(columns, first, -width // 4)))
    return _piece(text, columns, found, start, width, cut)


def _piece(
    text: str,
    columns: Sequence[int],
    found: list[Span],
    start: int,
    width: int,
    cut: tuple[bool, bool] = (False, False),
) -> SafeString:
    """``cut``: whether more text stands before and after this one."""
    end = _clean_end(text, start, _advance(columns, start, width))
    body = _render(text, found, start, end)
    return mark_safe(f"{'…' if start > 0 or cut[0] else ''}{body}{'…' if end < len(text) or cut[1] else ''}")
