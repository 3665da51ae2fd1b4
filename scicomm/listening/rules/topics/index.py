"""The live topics, found by their words."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from typing import Final

from scicomm.listening.rules.topics.clusters import Cluster, Vector
from scicomm.listening.rules.topics.postings import FOLD, Postings

MOST_KEPT: Final = 600
"""Words of a topic; then the heavier half stays, so that a topic that goes on for months does not grow."""
HEAVIEST: Final = 25
"""Words of a topic by which its twins are found."""


class Index:
    """The live topics, and which of them hold a word. `fold` is handed on to the postings."""

    def __init__(self, fold: int = FOLD) -> None:
        self.clusters: dict[int, Cluster] = {}
        self.postings = Postings(self.clusters, fold)

    def put(self, cluster: Cluster) -> None:
        """Hold a topic that has its words already."""
        self.clusters[cluster.key] = cluster
        self.postings.touch(cluster)
        for word in cluster.weights:
            self.postings.hold(word, cluster.key)
        self.postings.fold_when_due()

    def add(self, cluster: Cluster, vector: Vector, sign: float = 1.0) -> None:
        """Add (or take away, with `sign` -1) a vector to a topic's sum."""
        self.postings.touch(cluster)
        weights = cluster.held
        for word, weight in vector.items():
            old = weights.get(word)
            if old is None:
                if sign < 0:
                    continue
                self.postings.hold(word, cluster.key)
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

    def remove(self, key: int) -> None:
        """The topic has ended."""
        cluster = self.clusters.pop(key, None)
        if cluster:
            self.postings.remove(cluster)

    def alike(
        self, vector: Sequence[tuple[str, float]], *, common: int, first: int, floor: float
    ) -> Iterator[tuple[Cluster, float]]:
        """Topics that may be at least `floor` like a vector of length 1, with the products of their words; see `Postings`."""
        for key, score in self.postings.alike(vector, common=common, first=first, floor=floor):
            yield self.clusters[key], score

    def near(self, cluster: Cluster, common: int, most: int) -> list[Cluster]:
        """Topics that share the heaviest words, those that share most first; words of more than `common` topics do not count."""
        found = self.postings.near(cluster.weights, cluster.key, heaviest=HEAVIEST, common=common, most=most)
        return [self.clusters[key] for key in found]

    def _shorten(self, cluster: Cluster) -> None:
        kept = heapq.nlargest(MOST_KEPT // 2, cluster.held.items(), key=lambda pair: (pair[1], pair[0]))
        names = {word for word, _weight in kept}
        for word in [word for word in cluster.held if word not in names]:
            self._drop_word(cluster, word)
        cluster.square = sum(weight * weight for weight in cluster.held.values())

    def _drop_word(self, cluster: Cluster, word: str) -> None:
        cluster.held.pop(word, None)
        self.postings.drop(word, cluster.key)
