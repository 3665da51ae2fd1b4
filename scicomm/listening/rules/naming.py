"""Names in texts: people, units and journals, in Chinese and English, found together in one pass over the text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from scicomm.search import analysis, folding

K = TypeVar("K")
_LETTERS: Final = rf"[^\W_{analysis.HAN}]+"
# Hyphens and apostrophes hold a word together, but for the one of a possessive: Keller's is Keller.
_WORD: Final = re.compile(rf"[{analysis.HAN}]|{_LETTERS}(?:(?:-|['’](?!s(?![^\W_{analysis.HAN}]))){_LETTERS})*")


@dataclass(frozen=True, slots=True)
class Found(Generic[K]):
    """A name in a text: whose, in which words, where (characters)."""

    key: K
    words: str
    start: int
    end: int


class Names(Generic[K]):
    """Names under keys; one name may be several people's. Longest names are found first, and no shorter one inside them.

    Case and traditional characters make no difference, but a short name in capitals counts in capitals only.
    """

    def __init__(self) -> None:
        self._by_name: dict[tuple[str, ...], list[K]] = {}
        # The lengths of the names that begin with a word, or with two, longest first: most words of a text begin none.
        self._single: set[str] = set()
        self._capitals: set[str] = set()
        self._sizes: dict[tuple[str, str], tuple[int, ...]] = {}

    def put(self, key: K, name: str) -> None:
        words = tuple(_WORD.findall(folding.fold(name)))
        capitals = len(words) == 1 and words[0].isascii() and name.strip().isupper()
        if len("".join(words)) < 2 or (
            len(words) == 1 and words[0].isascii() and len(words[0]) < (3 if capitals else 4)
        ):
            return
        keys = self._by_name.setdefault(words, [])
        if key not in keys:
            keys.append(key)
        if len(words) == 1:
            self._single.add(words[0])
            if capitals:
                self._capitals.add(words[0])
        else:
            sizes = {*self._sizes.get(words[:2], ()), len(words)}
            self._sizes[words[:2]] = tuple(sorted(sizes, reverse=True))

    def find(self, text: str) -> list[Found[K]]:
        """The names in a text from left to right."""
        folded, offsets = folding.normalise_with_offsets(text, numbers=False)
        words = _WORD.findall(folded)
        pairs, single = self._sizes, self._single
        begins = {at for at, pair in enumerate(itertools.pairwise(words)) if pair in pairs}
        if single:
            begins |= {at for at, word in enumerate(words) if word in single}
        if not begins:
            return []
        places = [match.span() for match in _WORD.finditer(folded)]
        found: list[Found[K]] = []
        after = 0
        for at in sorted(begins):
            size = self._longest(words, at) if at >= after else 0
            if size:
                start, end = offsets[places[at][0]], offsets[places[at + size - 1][1]]
                if size == 1 and words[at] in self._capitals and not text[start:end].isupper():
                    continue
                after = at + size
                found += [Found(key, text[start:end], start, end) for key in self._by_name[tuple(words[at:after])]]
        return found

    def _longest(self, words: list[str], at: int) -> int:
        """How many words the longest name has that begins here; 0 where none does."""
        for size in self._sizes.get(tuple(words[at : at + 2]), ()):  # type: ignore[arg-type]  # fewer at the end are no key
            if tuple(words[at : at + size]) in self._by_name:
                return size
        return 1 if words[at] in self._single else 0


def person_names(family_zh: str, given_zh: str, family_en: str, given_en: str) -> Iterable[str]:
    """How the press writes a person: the whole Chinese name, the English one in either order, with and without hyphens."""
    if family_zh and given_zh:
        yield f"{family_zh}{given_zh}"
    if family_en and given_en:
        for given in {given_en, given_en.replace("-", ""), given_en.replace("-", " ")}:
            yield f"{given} {family_en}"
            yield f"{family_en} {given}"
