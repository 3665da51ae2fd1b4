"""Topics as the engine holds them: sums of vectors, found by their words."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field
from typing import Any

Vector = dict[str, float]

MOST_KEPT = 600
"""Words of a topic; then the heavier half stays, so that a topic that goes on for months does not grow."""
RECENT = 60
"""Items of a topic whose vectors are kept, to see whether it became two."""


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
    recent: list[tuple[int, Vector]] = field(default_factory=list)

    @property
    def length(self) -> float:
        return math.sqrt(self.square) or 1.0

    @property
    def words_an_item(self) -> float:
        return self.words / max(self.size, 1)

    def cosine(self, other: Cluster) -> float:
        """How like another topic this one is, 0 to 1."""
        few, many = (
            (self.weights, other.weights) if len(self.weights) < len(other.weights) else (other.weights, self.weights)
        )
        return sum(weight * many.get(word, 0.0) for word, weight in few.items()) / (self.length * other.length)

    def state(self) -> list[Any]:
        """As plain values, for `dump`."""
        return [
            self.key, self.weights, self.square, self.size, self.words, self.last_at, self.last_number, self.checked,
            self.recent,
        ]  # fmt: skip

    @classmethod
    def of(cls, state: list[Any]) -> Cluster:
        *values, recent = state
        cluster = cls(*values)
        cluster.recent = [(item, vector) for item, vector in recent]
        return cluster


class Index:
    """The live topics, and which of them hold a word."""

    def __init__(self) -> None:
        self.clusters: dict[int, Cluster] = {}
        self.holding: dict[str, set[int]] = {}

    def put(self, cluster: Cluster) -> None:
        self.clusters[cluster.key] = cluster
        for word in cluster.weights:
            self.holding.setdefault(word, set()).add(cluster.key)

    def add(self, cluster: Cluster, vector: Vector, sign: float = 1.0) -> None:
        """Add (or take away, with `sign` -1) a vector to a topic's sum."""
        weights = cluster.weights
        for word, weight in vector.items():
            old = weights.get(word)
            if old is None:
                if sign < 0:
                    continue
                self.holding.setdefault(word, set()).add(cluster.key)
                old = 0.0
            new = old + sign * weight
            if new <= 1e-9:
                self._drop_word(cluster, word)
                new = 0.0
            else:
                weights[word] = new
            cluster.square += new * new - old * old
        if len(weights) > MOST_KEPT:
            self._shorten(cluster)

    def remove(self, key: int) -> Cluster | None:
        cluster = self.clusters.pop(key, None)
        for word in cluster.weights if cluster else ():
            self._forget(word, key)
        return cluster

    def near(self, cluster: Cluster, common: int, most: int) -> list[Cluster]:
        """Topics that share the heaviest words, those that share most first; words of more than `common` topics do not count."""
        shared: dict[int, int] = {}
        heaviest = heapq.nlargest(25, cluster.weights.items(), key=lambda pair: (pair[1], pair[0]))
        for word, _weight in heaviest:
            keys = self.holding.get(word, ())
            if len(keys) <= common:
                for key in keys:
                    shared[key] = shared.get(key, 0) + 1
        shared.pop(cluster.key, None)
        best = heapq.nsmallest(most, shared.items(), key=lambda pair: (-pair[1], pair[0]))
        return [self.clusters[key] for key, _count in best]

    def _shorten(self, cluster: Cluster) -> None:
        kept = heapq.nlargest(MOST_KEPT // 2, cluster.weights.items(), key=lambda pair: (pair[1], pair[0]))
        names = {word for word, _weight in kept}
        for word in [word for word in cluster.weights if word not in names]:
            self._drop_word(cluster, word)
        cluster.square = sum(weight * weight for weight in cluster.weights.values())

    def _drop_word(self, cluster: Cluster, word: str) -> None:
        cluster.weights.pop(word, None)
        self._forget(word, cluster.key)

    def _forget(self, word: str, key: int) -> None:
        keys = self.holding.get(word)
        if keys is not None:
            keys.discard(key)
            if not keys:
                del self.holding[word]
