"""What a watch asks for, as a tree of small frozen parts; reading, printing and matching stand in the files beside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Region(StrEnum):
    """Where words are looked for."""

    ANY = ""
    TITLE = "title"
    TEXT = "text"
    SOURCE = "source"


class Trait(StrEnum):
    """What is known of an item beside its words."""

    HOST = "host"
    CLASS = "class"
    LANGUAGE = "language"
    UNIT = "unit"
    DOI = "doi"
    IS = "is"


@dataclass(frozen=True, slots=True)
class Words:
    """One word or several side by side, normalised. `exact`: as written; else English words count in any form of theirs.

    Words with Chinese in them are found wherever they stand in a sentence, because no blank marks where one begins.
    """

    words: tuple[str, ...]
    exact: bool = False
    region: Region = Region.ANY


@dataclass(frozen=True, slots=True)
class Beginning:
    """English words that begin so: `micro*`."""

    start: str
    region: Region = Region.ANY


@dataclass(frozen=True, slots=True)
class Near:
    """Words or phrases in any order with at most `distance` other words between them all."""

    parts: tuple[Words | Beginning, ...]
    distance: int


@dataclass(frozen=True, slots=True)
class Has:
    """An item that has this trait: `host:example.org`, `is:linked`."""

    trait: Trait
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    part: Node


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]


Leaf: TypeAlias = Words | Beginning | Near | Has
Node: TypeAlias = Words | Beginning | Near | Has | Not | And | Or

# These only narrow: a watch of nothing else would be told of nearly everything.
NARROWING = frozenset({Trait.CLASS, Trait.LANGUAGE, Trait.UNIT, Trait.IS})


def joined(kind: type[And] | type[Or], parts: list[Node]) -> Node:
    """Parts under one operator: groups of the same kind are opened, the same part stands once, one part stays alone."""
    flat: dict[Node, None] = {}
    for part in parts:
        for one in part.parts if isinstance(part, kind) else (part,):
            flat[one] = None
    found = tuple(flat)
    return found[0] if len(found) == 1 else kind(found)


def negated(node: Node) -> Node:
    """What must not be; twice is not at all."""
    return node.part if isinstance(node, Not) else Not(node)


def leaves(node: Node, *, also_forbidden: bool = True) -> Iterator[Leaf]:
    """The leaves of a tree in the order of writing; without the forbidden ones on demand."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from leaves(part, also_forbidden=also_forbidden)
    elif isinstance(node, Not):
        if also_forbidden:
            yield from leaves(node.part)
    else:
        yield node


def asks_for_something(node: Node) -> bool:
    """Whether every way to fit holds a word (or a place) that must be there. What only forbids or narrows would fit nearly
    everything, and could be found by nothing but looking at every text."""
    if isinstance(node, Not):
        return False
    if isinstance(node, And):
        return any(asks_for_something(part) for part in node.parts)
    if isinstance(node, Or):
        return all(asks_for_something(part) for part in node.parts)
    return not (isinstance(node, Has) and node.trait in NARROWING)
