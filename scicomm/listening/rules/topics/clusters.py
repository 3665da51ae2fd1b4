"""A topic as the engine holds it: the sum of its items' vectors."""

from __future__ import annotations

import math
import sys
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

Vector = dict[str, float]
Packed = tuple[tuple[str, ...], "array[float]"]
"""A vector that is only kept: half as large as a dictionary."""

NO_VECTOR: Vector = {}
NO_ITEMS: list[tuple[int, Packed]] = []
RECENT = 60
"""Items of a topic whose vectors are kept, to see whether it became two."""


def packed(vector: Vector) -> Packed:
    return tuple(vector), array("d", vector.values())


def unpacked(vector: Packed) -> Vector:
    return dict(zip(*vector, strict=True))


Recent = list[tuple[int, Packed]]


class Cold(NamedTuple):
    """What a topic holds while nobody speaks of it: some sixteen bytes a word instead of a hundred."""

    weights: Packed
    items: array[int]
    lengths: array[int]
    words: tuple[str, ...]
    """The words of the last items, one after another; so many an item as `lengths` says."""
    values: array[float]

    @classmethod
    def of(cls, weights: Vector, recent: Recent) -> Cold:
        values = array("d")
        for _item, vector in recent:
            values += vector[1]
        words = tuple(chain.from_iterable(vector[0] for _item, vector in recent))
        lengths = array("I", [len(vector[0]) for _item, vector in recent])
        return cls(packed(weights), array("q", [item for item, _vector in recent]), lengths, words, values)

    def recent(self) -> Recent:
        found, at = [], 0
        for item, length in zip(self.items, self.lengths, strict=True):
            found.append((item, (self.words[at : at + length], self.values[at : at + length])))
            at += length
        return found


@dataclass(slots=True)
class Cluster:
    """One live topic: the sum of its items' vectors, its squared length, and the last items themselves.

    A topic of which nobody spoke lately is `cold`: packed, and unpacked into a copy for who reads it. Only a warm one is changed.
    """

    key: int
    held: Vector = field(default_factory=dict)
    """The sum while the topic is warm; see `weights`."""
    square: float = 0.0
    size: int = 0
    words: int = 0
    last_at: float = 0.0
    last_number: int = 0
    checked: int = 0
    held_recent: Recent = field(default_factory=list)
    cold: Cold | None = None

    @property
    def weights(self) -> Vector:
        """The sum of the items' vectors, by word."""
        return self.held if self.cold is None else unpacked(self.cold.weights)

    @property
    def recent(self) -> Recent:
        """The last items and their vectors, the oldest first."""
        return self.held_recent if self.cold is None else self.cold.recent()

    @recent.setter
    def recent(self, value: Recent) -> None:
        self.warm()
        self.held_recent = value

    def warm(self) -> None:
        """Unpack it for a change."""
        if self.cold is not None:
            self.held, self.held_recent, self.cold = self.weights, self.recent, None

    def cool(self) -> None:
        """Pack it until somebody speaks of it again."""
        if self.cold is None:
            self.cold = Cold.of(self.held, self.held_recent)
            self.held, self.held_recent = NO_VECTOR, NO_ITEMS

    @property
    def length(self) -> float:
        # All its words taken out again, the square of a topic may end a hair below 0.
        return math.sqrt(max(self.square, 0.0)) or 1.0

    @property
    def words_an_item(self) -> float:
        return self.words / max(self.size, 1)

    def state(self) -> list[Any]:
        """As plain values, for `dump`."""
        return [
            self.key, self.weights, self.square, self.size, self.words, self.last_at, self.last_number, self.checked,
            [(item, unpacked(vector)) for item, vector in self.recent],
        ]  # fmt: skip

    @classmethod
    def of(cls, state: list[Any]) -> Cluster:
        key, weights, *values, recent = state
        cluster = cls(key, shared(weights), *values)
        cluster.recent = [(item, packed(shared(vector))) for item, vector in recent]
        return cluster


def cosine(one: Cluster, other: Cluster, read: Callable[[Cluster], Vector]) -> float:
    """How like two topics are, 0 to 1. `read` gives the weights of one: who compares many keeps what it unpacked."""
    first, second = read(one), read(other)
    few, many = (first, second) if len(first) < len(second) else (second, first)
    shared = [word for word in few if word in many]
    return sum([few[word] * many[word] for word in shared]) / (one.length * other.length)


def shared(vector: Vector) -> Vector:
    """The same vector with words of which the process has one copy: tens of thousands of topics speak in the same words."""
    return {sys.intern(word): weight for word, weight in vector.items()}
