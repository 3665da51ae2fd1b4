"""Whether a text names one of our titles, in Chinese or English; which titles there are is not known here.

Two signs count. The whole title stands in the text (punctuation and case aside, numerals as figures, traditional characters where
OpenCC is installed). Or the titles share so many words that chance is out of the question: Dice's coefficient of their content
words is at least 0.8, at least four words are shared, and neither has a word of substance in the place of one of the other:
"phosphorus in lakes" is not "nitrogen in lakes". Both need a title that says something: four English words or six Chinese
characters, and words that are seldom enough together, for "Here is what you need to know" stands everywhere.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from scicomm.listening.rules.topics.features import UNLISTED, shares
from scicomm.search import analysis, folding, stemming

Key = TypeVar("Key")

SIMILAR_ENOUGH: Final = 0.8
SHARED_WORDS: Final = 4
LEAST_TOLD: Final = 7.5
"""What the words of a title must say together: powers of ten by which each is seldomer than one word in a hundred."""
LIGHT: Final = 3e-4
"""A word that stands more often than this in its language is no word of substance."""
SHARED_LETTERS: Final = 4
"""Of two Latin words of which one begins as the other, so many letters are shared at least if they are one word."""
WINDOW: Final = 4
"""Pieces that find a title: each that is long enough has as many."""
_LENGTH_WANTED = 4.0
_HAN_A_WORD = 1.5
_LEAST_SIZE = SIMILAR_ENOUGH / (2 - SIMILAR_ENOUGH)
"""How large a title must be beside another to reach the coefficient, and the share of its words that are shared then."""
_PIECE = re.compile(rf"[{analysis.HAN}]|\d+|[^\W\d_{analysis.HAN}]+(?:['’][^\W\d_{analysis.HAN}]+)*")
_LIGHT_WORDS = frozenset(
    stemming.stem(word)
    for word in (
        *("研究", "分析", "进展", "探讨", "影响", "论文", "新", "发现", "取得", "发表"),
        *("study", "paper", "research", "review", "new", "effects", "analysis", "using", "based"),
    )
)
Pieces = tuple[str, ...]


@dataclass(frozen=True)
class TitleMatch(Generic[Key]):
    """Which title was named and how surely: `score` is 1 for the whole title, else Dice's coefficient."""

    key: Key
    title: str
    score: float
    whole: bool


@dataclass(frozen=True, slots=True)
class _Entry(Generic[Key]):
    key: Key
    title: str
    rank: float
    pieces: Pieces
    words: frozenset[str]


def pieces_of(normalised: str) -> list[str]:
    """What a normalised text is compared by: single Chinese characters, Latin words and figures, without what stands between."""
    return _PIECE.findall(normalised)


def content_words(text: str) -> frozenset[str]:
    """The words that carry meaning, English ones by their stem; without those that stand in any title."""
    words = {stemming.stem(word) for word in analysis.words(text) if word not in analysis.STOP_WORDS}
    return frozenset(words - _LIGHT_WORDS - {""})


def is_long_enough(text: str) -> bool:
    """Whether a title is long enough to be told apart from everyday words."""
    tokens = list(analysis.tokens(folding.normalise(text)))
    han = sum(len(token.text) for token in tokens if token.han)
    return han / _HAN_A_WORD + sum(not token.han for token in tokens) >= _LENGTH_WANTED


def tells(words: Iterable[str]) -> float:
    """How much words say together: everyday ones nothing, each other one by how seldom it is."""
    known = shares()
    return sum(max(0.0, -2.0 - math.log10(max(known.get(word, UNLISTED), UNLISTED))) for word in words)


def _tells_more(words: frozenset[str], other: frozenset[str]) -> bool:
    """Whether words hold one of substance that is no other cut or form of a word of the other title: 可抑制 is 抑制."""
    known = shares()
    return any(known.get(word, 0.0) < LIGHT and not any(_is_form_of(word, one) for one in other) for word in words)


def _is_form_of(word: str, other: str) -> bool:
    few, many = sorted((word, other), key=len)
    if few.isdigit() or (few.isascii() and len(few) < SHARED_LETTERS):
        return False
    return many.startswith(few) or many.endswith(few)


def _most_apart(size: int) -> int:
    """Of so many words, how many may be missing in a title that is similar: one of the rest of them is shared for certain."""
    return size - max(math.ceil(_LEAST_SIZE * size), SHARED_WORDS) + 1


class TitleIndex(Generic[Key]):
    """Our titles, prepared once and asked for many texts; titles come and go. Those with the lower rank are preferred; without
    ranks, they are given in order of preference, best first.

    A whole title is found by its first four pieces. A similar one is found by its seldomest words: two that share two thirds of
    their words share one of the seldomest third, so the words that stand in a thousand titles are never looked up.
    """

    def __init__(self, titles: Iterable[tuple[Key, str]] = ()) -> None:
        self._heads: dict[Pieces, list[int]] = {}
        self._words: dict[str, list[int]] = {}
        self._entries: dict[int, _Entry[Key]] = {}
        self._by_key: dict[Key, list[int]] = {}
        self._number = 0
        prepared = [(key, title, content_words(title), rank) for rank, (key, title) in enumerate(titles)]
        # Fixed here, so that titles that come later are filed as those before them were.
        self._order = Counter(word for _key, _title, words, _rank in prepared for word in words)
        for key, title, words, rank in prepared:
            self._add(key, title, words, rank)

    def __len__(self) -> int:
        return len(self._entries)

    def put(self, key: Key, title: str, rank: float = 0.0) -> None:
        """One more title under a key."""
        self._add(key, title, content_words(title), rank)

    def discard(self, key: Key) -> None:
        """All titles of a key go."""
        for number in self._by_key.pop(key, ()):
            entry = self._entries.pop(number)
            self._heads[entry.pieces[:WINDOW]].remove(number)
            for word in self._seldomest(entry.words):
                self._words[word].remove(number)

    def _add(self, key: Key, title: str, words: frozenset[str], rank: float) -> None:
        pieces = tuple(pieces_of(folding.normalise(title)))
        if len(pieces) < WINDOW or not is_long_enough(title) or tells(words) < LEAST_TOLD:
            return
        self._number += 1
        self._entries[self._number] = _Entry(key, title, rank, pieces, words)
        self._by_key.setdefault(key, []).append(self._number)
        self._heads.setdefault(pieces[:WINDOW], []).append(self._number)
        for word in self._seldomest(words):
            self._words.setdefault(word, []).append(self._number)

    def _seldomest(self, words: frozenset[str]) -> list[str]:
        count = _most_apart(len(words))
        return sorted(words, key=lambda word: (self._order[word], word))[:count] if count > 0 else []

    def find(self, title: str, text: str = "") -> TitleMatch[Key] | None:
        """The title that an item with this title and text names, or None. A whole title wins over a similar one, a longer
        whole title over a shorter."""
        return self._whole(pieces_of(folding.normalise(f"{title}\n{text}"))) or self._similar(title)

    def _whole(self, pieces: list[str]) -> TitleMatch[Key] | None:
        heads = self._heads
        windows = zip(pieces, pieces[1:], pieces[2:], pieces[3:], strict=False)
        best: _Entry[Key] | None = None
        for at in [at for at, window in enumerate(windows) if window in heads]:
            for number in heads[tuple(pieces[at : at + WINDOW])]:
                entry = self._entries[number]
                if entry.pieces == tuple(pieces[at : at + len(entry.pieces)]) and (
                    best is None or (-len(entry.pieces), entry.rank) < (-len(best.pieces), best.rank)
                ):
                    best = entry
        return TitleMatch(best.key, best.title, 1.0, True) if best else None

    def _similar(self, title: str) -> TitleMatch[Key] | None:
        words = content_words(title)
        near = {number for word in self._seldomest(words) for number in self._words.get(word, ())}
        scored = []
        for entry in (self._entries[number] for number in near):
            shared = len(words & entry.words)
            score = 2 * shared / (len(words) + len(entry.words))
            if shared >= SHARED_WORDS and score >= SIMILAR_ENOUGH:
                scored.append((-score, entry.rank, entry))
        for score, _rank, entry in sorted(scored, key=lambda one: one[:2]):
            mine, its = words - entry.words, entry.words - words
            if not (_tells_more(mine, its) and _tells_more(its, mine)):
                return TitleMatch(entry.key, entry.title, round(-score, 3), False)
        return None
