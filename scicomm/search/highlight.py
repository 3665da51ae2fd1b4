"""Marking what was found, on the original text: spans, safe HTML with ``<mark>``, the best short piece; no index."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from scicomm.search import analysis, spelling
from scicomm.search.tree import Node, ParsedQuery, Phrase, Term

SNIPPET_WIDTH = 200
"""Width of a snippet in half-width columns; a Chinese character takes two."""
_SCAN = 30_000
_FUZZY_SCAN = 4
_SHORT_STEM = 3

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
        for token in analysis.tokens(analysis.normalise(leaf.text)):
            if token.han:
                whole = isinstance(leaf, Phrase) or leaf.field == "author"
                cut = [token.text] if whole else analysis.segment(token.text)
                strings.update(word for word in cut if word not in stops)
            elif token.text not in stops:
                stems.add(analysis.stem(token.text))
                if isinstance(leaf, Term) and leaf.prefix:
                    beginnings.add(analysis.plain(token.text))
                if isinstance(leaf, Term) and leaf.fuzzy and len(token.text) >= _FUZZY_SCAN:
                    similar.add((analysis.plain(token.text), leaf.fuzzy))
    longest_first = tuple(sorted(strings, key=lambda word: (-len(word), word)))
    return Marks(frozenset(stems - {""}), longest_first, tuple(sorted(beginnings - {""})), tuple(sorted(similar)))


def spans(text: str, marks: Marks) -> list[Span]:
    """Places to mark in the original text, in order, not overlapping; neighbours of one Chinese run are joined."""
    normalised, offsets = analysis.normalise_with_offsets(text)
    found = [(token.start, token.end) for token in _candidates(normalised, marks) if _latin_hit(token.text, marks)]
    for string in marks.strings:
        at = normalised.find(string)
        while at >= 0:
            found.append((at, at + len(string)))
            at = normalised.find(string, at + 1)
    return _original(_joined(found), offsets)


@lru_cache(maxsize=256)
def _beginning_pattern(marks: Marks) -> re.Pattern[str]:
    """Where a Latin word may begin that could be marked: it shares its first letters with something asked for.

    Stemming keeps the first letters (three of a long stem; one of a short one, for "dying" and "die"); a word with an
    accent among its first letters is always looked at. Long texts are passed over several times faster so.
    """
    shared = {stem[: 1 if len(stem) <= _SHORT_STEM else 3] for stem in marks.stems} | set(marks.beginnings)
    letter = rf"[^\W_{analysis.HAN}]"
    accented = rf"{letter}{{0,2}}[^\W_{analysis.HAN}\x00-\x7f]"
    return re.compile(rf"(?<!{letter})(?:{'|'.join([*map(re.escape, sorted(shared)), accented])})")


def _candidates(normalised: str, marks: Marks) -> Iterator[analysis.Token]:
    if marks.similar:
        yield from (token for token in analysis.tokens(normalised) if not token.han)
    elif marks.stems or marks.beginnings:
        for match in _beginning_pattern(marks).finditer(normalised):
            token = analysis.token_at(normalised, match.start())
            if token is not None and not token.han:
                yield token


def _latin_hit(word: str, marks: Marks) -> bool:
    if analysis.stem(word) in marks.stems:
        return True
    if not marks.beginnings and not marks.similar:
        return False
    form = analysis.plain(word)
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


def _original(found: list[Span], offsets: list[int]) -> list[Span]:
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


def _columns(text: str) -> list[int]:
    """Columns used up before each character, and at the end."""
    return [0, *accumulate(1 if character < "\u2e80" else 2 for character in text)]


def _advance(columns: list[int], start: int, width: int) -> int:
    """The offset reached when ``width`` columns were used up from ``start``; backwards for a negative width."""
    return min(bisect_left(columns, max(0, columns[start] + width)), len(columns) - 1)


def _best_start(text: str, columns: list[int], found: list[Span], width: int) -> int:
    """Where to begin so that the most different words are seen; the first such place wins."""
    best, best_count = found[0][0], 0
    for number, (start, _end) in enumerate(found):
        limit = _advance(columns, start, width * 3 // 4)
        seen = {text[left:right].lower() for left, right in found[number : number + 40] if right <= limit}
        if len(seen) > best_count:
            best, best_count = start, len(seen)
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
    candidates = [" ".join(text[:_SCAN].split()) for text in texts if text]
    for text in candidates:
        found = spans(text, marks) if marks else []
        if found:
            columns = _columns(text)
            first = _best_start(text, columns, found, width)
            near = first <= _advance(columns, 0, width // 4)
            start = 0 if near else min(first, _clean_start(text, _advance(columns, first, -width // 4)))
            return _piece(text, columns, found, start, width)
    return _piece(candidates[0], _columns(candidates[0][: width + 1]), [], 0, width) if candidates else mark_safe("")


def _piece(text: str, columns: list[int], found: list[Span], start: int, width: int) -> SafeString:
    end = _clean_end(text, start, _advance(columns, start, width))
    body = _render(text, found, start, end)
    return mark_safe(f"{'…' if start > 0 else ''}{body}{'…' if end < len(text) else ''}")
