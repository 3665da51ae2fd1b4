"""All words of all watches that are looked for in one region, so that one walk through a text finds those that stand in it.

Every step is a meeting of two sets, which costs what the smaller one holds: neither the number of watches nor the length of the
text is gone through in Python.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from scicomm.listening.rules.watches.items import Text
from scicomm.listening.rules.watches.occurrences import han_pattern
from scicomm.listening.rules.watches.tree import Beginning, Words
from scicomm.listening.rules.watches.wording import is_han, plain, stem


def sense(leaf: Words | Beginning) -> tuple[object, ...]:
    """What is looked up for a leaf; the same for leaves that stand in the same texts (cell and cells)."""
    if isinstance(leaf, Beginning):
        return "starts", leaf.region, leaf.start
    if is_han(leaf.words):
        return "piece", leaf.region, leaf.words[0]
    if leaf.exact:
        return "exact", leaf.region, *map(plain, leaf.words)
    return "stem", leaf.region, *map(stem, leaf.words)


class Lexicon:
    """Leaves by what they are found by; each leaf has a number."""

    def __init__(self) -> None:
        self.stems: dict[str, int] = {}
        self.exacts: dict[str, int] = {}
        # By their length, because a word is asked for its first so many letters.
        self.beginnings: dict[int, dict[str, int]] = {}
        self.stem_phrases: dict[str, dict[tuple[str, ...], int]] = {}
        self.exact_phrases: dict[str, dict[tuple[str, ...], int]] = {}
        self.characters: dict[str, int] = {}
        self.pieces: dict[str, dict[str, int]] = {}

    def add(self, leaf: Words | Beginning, number: int) -> None:
        place, key = self._place(leaf)
        place[key] = number

    def remove(self, leaf: Words | Beginning) -> None:
        place, key = self._place(leaf)
        del place[key]

    def _place(self, leaf: Words | Beginning) -> tuple[MutableMapping[Any, int], Any]:
        """The table a leaf stands in, and its key there."""
        if isinstance(leaf, Beginning):
            return self.beginnings.setdefault(len(leaf.start), {}), leaf.start
        if is_han(leaf.words):
            piece = leaf.words[0]
            return (self.characters, piece) if len(piece) == 1 else (self._gram(piece), piece)
        words = tuple(plain(word) if leaf.exact else stem(word) for word in leaf.words)
        if len(words) == 1:
            return (self.exacts if leaf.exact else self.stems), words[0]
        phrases = self.exact_phrases if leaf.exact else self.stem_phrases
        return phrases.setdefault(f"{words[0]} {words[1]}", {}), words

    def _gram(self, piece: str) -> dict[str, int]:
        """Where a piece stands already; else under whichever of its grams is the least used, so that no list grows long."""
        grams = [piece[at : at + 2] for at in range(len(piece) - 1)]
        for gram in grams:
            if piece in self.pieces.get(gram, ()):
                return self.pieces[gram]
        return self.pieces.setdefault(min(grams, key=lambda gram: len(self.pieces.get(gram, ()))), {})

    def find(self, text: Text, found: set[int]) -> None:
        """Put the numbers of all leaves that stand in the text into `found`."""
        if self.stems:
            found.update(map(self.stems.__getitem__, self.stems.keys() & text.stem_set))
        if self.exacts:
            found.update(map(self.exacts.__getitem__, self.exacts.keys() & text.plain_set))
        for length, starts in self.beginnings.items():
            heads = {word[:length] for word in text.plain_set}
            found.update(map(starts.__getitem__, starts.keys() & heads))
        if self.stem_phrases:
            _phrases(self.stem_phrases, text.stem_pairs, text.stems, found)
        if self.exact_phrases:
            _phrases(self.exact_phrases, text.plain_pairs, text.plains, found)
        if text.has_han:
            self._find_han(text, found)

    def _find_han(self, text: Text, found: set[int]) -> None:
        found.update(map(self.characters.__getitem__, self.characters.keys() & set(text.packed)))
        for gram in self.pieces.keys() & text.grams:
            for piece, number in self.pieces[gram].items():
                if piece == gram or piece in text.packed:
                    # Only where a Latin word begins or ends the piece a look at its neighbours is needed.
                    is_plain = "\u4e00" <= piece[0] <= "\u9fff" and "\u4e00" <= piece[-1] <= "\u9fff"
                    if is_plain or han_pattern(piece).search(text.packed):
                        found.add(number)


def _phrases(
    table: dict[str, dict[tuple[str, ...], int]], pairs: frozenset[str], forms: list[str], found: set[int]
) -> None:
    for pair in table.keys() & pairs:
        for words, number in table[pair].items():
            if len(words) == 2 or _stands(words, forms):
                found.add(number)


def _stands(words: tuple[str, ...], forms: list[str]) -> bool:
    wanted, first = list(words), words[0]
    return any(
        form == first and forms[at : at + len(wanted)] == wanted for at, form in enumerate(forms[: 1 - len(wanted)])
    )
