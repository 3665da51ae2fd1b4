"""A topic as the engine holds it: the sum of its items' vectors."""

from __future__ import annotations

import math
import sys
from array import array
from dataclasses import dataclass, field
from typing import Any

Vector = dict[str, float]
Packed = tuple[tuple[str, ...], "array[float]"]
"""A vector that is only kept: half as large as a dictionary."""

RECENT = 60
"""Items of a topic whose vectors are kept, to see whether it became two."""


def packed(vector: Vector) -> Packed:
    return tuple(vector), array("d", vector.values())


def unpacked(vector: Packed) -> Vector:
    return dict(zip(*vector, strict=True))


@dataclass(slots=True)
class Cluster:
    """One live topic: the sum of its items' vectors, its squared length, and the last items themselves."""

    key: int
    weights: Vector = field(default_factory=dict)
    square: float = 0.0
    size: int = 0
    words: int = 0
    last_at: float = 0.0
    last_number: int = 0
    checked: int = 0
    recent: list[tuple[int, Packed]] = field(default_factory=list)

    @property
    def length(self) -> float:
        # All its words taken out again, the square of a topic may end a hair below 0.
        return math.sqrt(max(self.square, 0.0)) or 1.0

    @property
    def words_an_item(self) -> float:
        return self.words / max(self.size, 1)

    def cosine(self, other: Cluster) -> float:
        """How like another topic this one is, 0 to 1."""
        few, many = (
            (self.weights, other.weights) if len(self.weights) < len(other.weights) else (other.weights, self.weights)
        )
        shared = [word for word in few if word in many]
        return sum([few[word] * many[word] for word in shared]) / (self.length * other.length)

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


def shared(vector: Vector) -> Vector:
    """The same vector with words of which the process has one copy: tens of thousands of topics speak in the same words."""
    return {sys.intern(word): weight for word, weight in vector.items()}
