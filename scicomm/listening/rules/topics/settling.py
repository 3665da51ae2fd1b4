"""The look back: topics that turned out to be one are joined, a topic that became two is split."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, Final

from scicomm.listening.rules.topics.clusters import RECENT, Cluster, Cold, Vector, cosine, packed, unpacked
from scicomm.listening.rules.topics.index import Index
from scicomm.listening.rules.topics.items import Merge, Split

EVERY: Final = 200
EVERY_SECONDS: Final = 3600.0
ONE: Final = 0.21
"""Likeness from which two topics of headlines are one."""
LONGER: Final = 0.3
"""How that grows with the words of an item: long texts share more words by chance."""
HEADLINE: Final = 10
SMALL_EASIER: Final = 0.8
"""A topic of one or two items says little; it joins another sooner."""
SMALL: Final = 2
COMMON: Final = 1000
CANDIDATES: Final = 20
TWO: Final = 0.08
"""Likeness under which two halves of a topic are two topics."""
LEAST_HALF: Final = 6
LEAST_TO_SPLIT: Final = 24
ROUNDS: Final = 4
UNPACKED: Final = 1000
"""Packed topics whose weights are kept unpacked: some ten megabytes at most."""


class Settler:
    """Looks at the topics that changed since it looked last."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.dirty: set[int] = set()
        self.looked_number = 0
        self.looked_at = 0.0
        self._unpacked: dict[int, tuple[Cold, Vector]] = {}

    def is_due(self, number: int, at: float) -> bool:
        """Whether so many items, or so much time of the stream, went by."""
        if not self.dirty:
            return False
        return number - self.looked_number >= EVERY or at - self.looked_at >= EVERY_SECONDS

    def settle(self, number: int, at: float) -> Iterator[Merge | Split]:
        """Join and split what has to be; the changes in order."""
        keys = sorted(self.dirty)
        self.dirty = set()
        self.looked_number, self.looked_at = number, at
        for key in keys:
            cluster = self.index.clusters.get(key)
            if cluster is None:
                continue
            found, likeness = self._twin(cluster)
            if found is not None:
                kept, gone = (cluster, found) if cluster.key < found.key else (found, cluster)
                self.join(kept, gone)
                yield Merge(kept.key, gone.key, at, likeness)
            elif cluster.size >= LEAST_TO_SPLIT and cluster.size >= 1.5 * cluster.checked:
                cluster.checked = cluster.size
                yield from self._split(cluster, at)

    def join(self, kept: Cluster, gone: Cluster) -> None:
        """Put one topic into another."""
        self.index.remove(gone.key)
        self.index.add(kept, gone.weights)
        kept.size += gone.size
        kept.words += gone.words
        kept.last_at = max(kept.last_at, gone.last_at)
        kept.last_number = max(kept.last_number, gone.last_number)
        kept.recent = sorted([*kept.recent, *gone.recent], key=lambda pair: pair[0])[-RECENT:]

    def part(self, cluster: Cluster, moved: Sequence[tuple[int, Vector]], new: int) -> Cluster:
        """Take items out of a topic into a new one."""
        taken = {item for item, _vector in moved}
        other = Cluster(new, last_at=cluster.last_at, last_number=cluster.last_number, size=len(moved))
        self.index.clusters[new] = other
        for _item, vector in moved:
            self.index.add(cluster, vector, -1.0)
            self.index.add(other, vector)
            other.words += len(vector)
        other.recent = [(item, packed(vector)) for item, vector in moved]
        other.checked = other.size
        cluster.recent = [pair for pair in cluster.recent if pair[0] not in taken]
        cluster.size = max(cluster.size - other.size, 1)
        cluster.words = max(cluster.words - other.words, 1)
        return other

    def state(self) -> list[Any]:
        return [sorted(self.dirty), self.looked_number, self.looked_at]

    def restore(self, state: list[Any]) -> None:
        dirty, self.looked_number, self.looked_at = state
        self.dirty = set(dirty)

    def _twin(self, cluster: Cluster) -> tuple[Cluster | None, float]:
        """The topic that this one is the same as. Two releases of ours stay two."""
        best, found = 0.0, None
        for other in self.index.near(cluster, COMMON, CANDIDATES):
            if cluster.key < 0 and other.key < 0:
                continue
            likeness = cosine(cluster, other, self._read)
            if likeness > best and likeness >= self._needed(cluster, other):
                best, found = likeness, other
        return found, best

    def _read(self, cluster: Cluster) -> Vector:
        """The weights of a topic; those of a packed one are kept a while, because the same ones are compared again and again."""
        cold = cluster.cold
        if cold is None:
            return cluster.held
        known = self._unpacked.get(cluster.key)
        if known is not None and known[0] is cold:
            return known[1]
        if len(self._unpacked) >= UNPACKED:
            del self._unpacked[next(iter(self._unpacked))]
        vector = unpacked(cold.weights)
        self._unpacked[cluster.key] = (cold, vector)
        return vector

    @staticmethod
    def _needed(cluster: Cluster, other: Cluster) -> float:
        words = max((cluster.words_an_item + other.words_an_item) / 2, 3.0)
        needed = ONE * (words / HEADLINE) ** LONGER
        return needed * SMALL_EASIER if min(cluster.size, other.size) <= SMALL else needed

    def _split(self, cluster: Cluster, at: float) -> Iterator[Split]:
        halves = _halves([(item, unpacked(vector)) for item, vector in cluster.recent])
        if halves is None:
            return
        first, second = halves
        if min(first[0][0], second[0][0]) == second[0][0]:
            first, second = second, first
        new = second[0][0]
        if (
            min(len(first), len(second)) >= LEAST_HALF
            and _likeness(first, second) < TWO
            and new not in self.index.clusters
        ):
            self.part(cluster, second, new)
            yield Split(cluster.key, new, tuple(item for item, _vector in second), at)


Items = list[tuple[int, Vector]]


def _sum(items: Items) -> Vector:
    total: Vector = {}
    for _item, vector in items:
        for word, weight in vector.items():
            total[word] = total.get(word, 0.0) + weight
    return total


def _dot(one: Vector, other: Vector) -> float:
    few, many = (one, other) if len(one) < len(other) else (other, one)
    return sum([weight * many[word] for word, weight in few.items() if word in many])


def _length(vector: Vector) -> float:
    return math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0


def _likeness(first: Items, second: Items) -> float:
    one, other = _sum(first), _sum(second)
    return _dot(one, other) / (_length(one) * _length(other))


def _halves(items: Items) -> tuple[Items, Items] | None:
    """Spherical two-means over a topic's last items, begun with the item least like all and the one least like that one."""
    if len(items) < 2 * LEAST_HALF:
        return None
    middle = _sum(items)
    far = min(items, key=lambda pair: (_dot(pair[1], middle), pair[0]))[1]
    opposite = min(items, key=lambda pair: (_dot(pair[1], far), -_dot(pair[1], middle), pair[0]))[1]
    one, other = far, opposite
    first: Items = []
    second: Items = []
    for _round in range(ROUNDS):
        one_length, other_length = _length(one), _length(other)
        first, second = [], []
        for pair in items:
            nearer = _dot(pair[1], one) / one_length >= _dot(pair[1], other) / other_length
            (first if nearer else second).append(pair)
        if not first or not second:
            return None
        one, other = _sum(first), _sum(second)
    return first, second
