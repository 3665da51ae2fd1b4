"""Names in texts: people, units and journals, in Chinese and English, found together in one pass over the text.

A name is not a person: two people share it, and 高山 is a mountain too. So a name counts by what stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from scicomm.search import analysis

K = TypeVar("K")
_WORD: Final = re.compile(rf"[{analysis.HAN}]|[^\W_{analysis.HAN}]+(?:['’-][^\W_{analysis.HAN}]+)*")
_SPACES: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Found(Generic[K]):
    """A name in a text: whose, in which words, where (characters)."""

    key: K
    words: str
    start: int
    end: int


class Names(Generic[K]):
    """Names under keys; one name may be several people's. Longest names are found first, and no shorter one inside them."""

    def __init__(self) -> None:
        self._by_name: dict[tuple[str, ...], set[K]] = {}
        self._first: dict[str, int] = {}

    def put(self, key: K, name: str) -> None:
        words = tuple(_words(name))
        if len("".join(words)) < 2 or (len(words) == 1 and words[0].isascii() and len(words[0]) < 4):
            return
        self._by_name.setdefault(words, set()).add(key)
        self._first[words[0]] = max(self._first.get(words[0], 0), len(words))

    def find(self, text: str) -> Iterator[Found[K]]:
        """The names in a text from left to right."""
        tokens = [(match.group().lower(), match.start(), match.end()) for match in _WORD.finditer(text)]
        at = 0
        while at < len(tokens):
            step = 1
            for size in range(min(self._first.get(tokens[at][0], 0), len(tokens) - at), 0, -1):
                keys = self._by_name.get(tuple(token for token, _s, _e in tokens[at : at + size]))
                if keys:
                    start, end = tokens[at][1], tokens[at + size - 1][2]
                    for key in keys:
                        yield Found(key, text[start:end], start, end)
                    step = size
                    break
            at += step


def _words(name: str) -> list[str]:
    return [match.group().lower() for match in _WORD.finditer(_SPACES.sub(" ", name))]


def person_names(family_zh: str, given_zh: str, family_en: str, given_en: str) -> Iterable[str]:
    """How the press writes a person: the whole Chinese name, the English one in either order, with and without hyphens."""
    if family_zh and given_zh:
        yield f"{family_zh}{given_zh}"
    if family_en and given_en:
        for given in {given_en, given_en.replace("-", ""), given_en.replace("-", " ")}:
            yield f"{given} {family_en}"
            yield f"{family_en} {given}"
