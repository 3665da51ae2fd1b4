"""A public item as the watches see it: its texts prepared once, its traits, and which scopes reach it."""

from __future__ import annotations

import operator
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scicomm.listening.rules.watches.once import once
from scicomm.listening.rules.watches.tree import Region, Trait
from scicomm.listening.rules.watches.wording import GLUE, HAN, HAS_HAN, WORD, packed, plain, stem, words_in
from scicomm.search import analysis

_TOKEN = re.compile(rf"[{HAN}]+|{GLUE}+(?:'{GLUE}+)*")


def _pairs(words: list[str]) -> frozenset[str]:
    """Every two words side by side, as one string each: a tuple would be one more thing for the garbage collector to visit."""
    return frozenset(map(operator.add, words, map(" ".__add__, words[1:])))


class Text:
    """One piece of text in normal form. What is dear is made when it is first asked for, and once."""

    def __init__(self, written: str) -> None:
        self.packed = packed(written)
        self.has_han = not self.packed.isascii() and HAS_HAN.search(self.packed) is not None

    @once
    def surface(self) -> list[str]:
        return words_in(self.packed)

    @once
    def stems(self) -> list[str]:
        return [*map(stem, self.surface)]

    @once
    def plains(self) -> list[str]:
        # What is pure ASCII and folded is spelt so already.
        return self.surface if self.packed.isascii() else [*map(plain, self.surface)]

    @once
    def stem_set(self) -> frozenset[str]:
        return frozenset(self.stems)

    @once
    def plain_set(self) -> frozenset[str]:
        return frozenset(self.plains)

    @once
    def stem_pairs(self) -> frozenset[str]:
        return _pairs(self.stems)

    @once
    def plain_pairs(self) -> frozenset[str]:
        return _pairs(self.plains)

    @once
    def grams(self) -> frozenset[str]:
        """Every two characters side by side."""
        return frozenset(map(operator.add, self.packed, self.packed[1:]))

    @once
    def word_starts(self) -> list[int]:
        """Where each Latin word begins, in characters of the normal form."""
        return [match.start() for match in WORD.finditer(self.packed)]

    @once
    def positions(self) -> list[int]:
        """Where each word begins, Chinese ones by dictionary: nearness is counted in these."""
        starts: list[int] = []
        for match in _TOKEN.finditer(self.packed):
            at = match.start()
            if HAS_HAN.match(match.group()):
                for word in analysis.segment(match.group()):
                    starts.append(at)
                    at += len(word)
            else:
                starts.append(at)
        return starts

    def position(self, character: int) -> int:
        """The number of the word that a character stands in."""
        return bisect_right(self.positions, character) - 1


@dataclass(frozen=True)
class Item:
    """What is asked of a mention. `paths` are the tree paths of the units it reaches; `units` the slugs of its line upward."""

    title: str
    text: str
    language: str = ""
    source: str = ""
    source_class: str = ""
    host: str = ""
    units: Sequence[str] = ()
    paths: Sequence[str] = ()
    dois: Sequence[str] = ()
    is_linked: bool = False
    is_copy: bool = False

    @once
    def parts(self) -> dict[Region, list[Text]]:
        """The texts by region. A phrase never reaches from the title into the text."""
        title, text, source = Text(self.title), Text(self.text), Text(self.source)
        return {Region.TITLE: [title], Region.TEXT: [text], Region.SOURCE: [source], Region.ANY: [title, text]}

    @once
    def traits(self) -> frozenset[tuple[Trait, str]]:
        found = [(Trait.LANGUAGE, self.language), (Trait.CLASS, self.source_class)]
        found += [(Trait.UNIT, slug.lower()) for slug in self.units]
        found += [(Trait.DOI, doi.lower()) for doi in self.dois]
        host = self.host.lower().removeprefix("www.")
        while host:
            # example.org stands for all its hosts.
            found.append((Trait.HOST, host))
            host = host.partition(".")[2]
        kinds = {"linked": self.is_linked, "own": self.source_class == "own", "copy": self.is_copy}
        found += [(Trait.IS, name) for name, value in kinds.items() if value]
        return frozenset(found)


@dataclass(frozen=True)
class Scope:
    """Which items a watch looks at, before any word is asked: cheap, and many watches share one."""

    languages: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    without_own: bool = False
    without_copies: bool = False
    path: str = ""

    def reaches(self, item: Item) -> bool:
        """Units in line only: those above or below the unit of the watch, never beside it."""
        return (
            (not self.languages or item.language in self.languages)
            and (not self.classes or item.source_class in self.classes)
            and not (self.without_own and item.source_class == "own")
            and not (self.without_copies and item.is_copy)
            and (not self.path or any(_in_line(self.path, path) for path in item.paths))
        )


def _in_line(first: str, second: str) -> bool:
    return first.startswith(second) or second.startswith(first)


EVERYTHING = Scope()


def paths_of(path: str, steplen: int) -> Iterable[str]:
    """A tree path and all above it."""
    return (path[:length] for length in range(steplen, len(path) + 1, steplen))
