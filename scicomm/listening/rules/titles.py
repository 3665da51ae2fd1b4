"""Whether a text names one of our titles, in Chinese or English; which titles there are is not known here.

Two signs count. The whole title stands in the text (punctuation and case aside, and traditional characters where OpenCC is
installed). Or the titles share so many words that chance is out of the question: Dice's coefficient of their content words is at
least 0.8 and at least four words are shared. Both need a title of some length: four English words or six Chinese characters, for
a title "Water" stands everywhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from scicomm.search import analysis

Key = TypeVar("Key")

SIMILAR_ENOUGH = 0.8
SHARED_WORDS = 4
_LENGTH_WANTED = 4.0
_HAN_A_WORD = 1.5


@dataclass(frozen=True)
class TitleMatch(Generic[Key]):
    """Which title was named and how surely: `score` is 1 for the whole title, else Dice's coefficient."""

    key: Key
    title: str
    score: float
    whole: bool


@dataclass(frozen=True)
class _Entry(Generic[Key]):
    key: Key
    title: str
    form: str
    words: frozenset[str]


def form_of(text: str) -> str:
    """A text without punctuation: Chinese runs joined, each Latin word between blanks, so that words stay whole."""
    pieces = [token.text if token.han else f" {token.text} " for token in analysis.tokens(analysis.normalise(text))]
    return re.sub(r" +", " ", "".join(pieces))


def content_words(text: str) -> frozenset[str]:
    """The words that carry meaning, English ones by their stem."""
    return frozenset(analysis.stem(word) for word in analysis.words(text) if word not in analysis.STOP_WORDS) - {""}


def is_long_enough(text: str) -> bool:
    """Whether a title is long enough to be told apart from everyday words."""
    tokens = list(analysis.tokens(analysis.normalise(text)))
    han = sum(len(token.text) for token in tokens if token.han)
    return han / _HAN_A_WORD + sum(not token.han for token in tokens) >= _LENGTH_WANTED


class TitleIndex(Generic[Key]):
    """Our titles, prepared once and asked for many texts. Titles are given in order of preference, best first."""

    def __init__(self, titles: Iterable[tuple[Key, str]]) -> None:
        self._anchors: dict[str, list[int]] = {}
        self._words: dict[str, list[int]] = {}
        self._entries: list[_Entry[Key]] = []
        for key, title in titles:
            if is_long_enough(title):
                self._add(_Entry(key, title, form_of(title), content_words(title)))

    def _add(self, entry: _Entry[Key]) -> None:
        number = len(self._entries)
        self._entries.append(entry)
        self._anchors.setdefault(_anchor(entry.form), []).append(number)
        for word in entry.words:
            self._words.setdefault(word, []).append(number)

    def find(self, title: str, text: str = "") -> TitleMatch[Key] | None:
        """The title that an item with this title and text names, or None. A whole title wins over a similar one, a longer
        whole title over a shorter."""
        return self._whole(form_of(f"{title}\n{text}")) or self._similar(content_words(title))

    def _whole(self, form: str) -> TitleMatch[Key] | None:
        near = {number for anchor in _grams(form) for number in self._anchors.get(anchor, ())}
        found = [number for number in near if self._entries[number].form in form]
        if not found:
            return None
        best = self._entries[min(found, key=lambda number: (-len(self._entries[number].form), number))]
        return TitleMatch(best.key, best.title, 1.0, True)

    def _similar(self, words: frozenset[str]) -> TitleMatch[Key] | None:
        shared = Counter(number for word in words for number in self._words.get(word, ()))
        scored = [
            (2 * count / (len(words) + len(self._entries[number].words)), -number)
            for number, count in shared.items()
            if count >= SHARED_WORDS
        ]
        score, number = max(scored, default=(0.0, 0))
        if score < SIMILAR_ENOUGH:
            return None
        best = self._entries[-number]
        return TitleMatch(best.key, best.title, round(score, 3), False)


def _anchor(form: str) -> str:
    """One piece of a title that every text with the whole title must have: its longest Latin word or its first two characters."""
    latin = [token.text for token in analysis.tokens(form) if not token.han]
    return max(latin, key=len) if latin else form.strip()[:2]


def _grams(form: str) -> set[str]:
    found: set[str] = set()
    for token in analysis.tokens(form):
        if token.han:
            found.update(token.text[at : at + 2] for at in range(len(token.text) - 1))
        else:
            found.add(token.text)
    return found
