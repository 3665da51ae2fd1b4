"""The engine of topics: one pass over a stream, in order, with a look back now and then.

An item joins the live topic whose centroid it is most like (cosine of log tf times idf, the idf of the stream joined with that of
the language at large), or opens its own. Every so many items, or every hour of the stream, topics that turned out to be one are
joined, and one that became two is split; both are told. All that decides is in the items: no clock, no chance, no outside.

Measured on news streams, words with a good idf are as good as sentence encoders for this (Event2012 and Event2018, Mazoyer et
al. 2020), and the stream's own idf starts blind: hence the language's.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from scicomm.listening.rules.topics.clusters import RECENT, Cluster, Vector, packed, unpacked
from scicomm.listening.rules.topics.features import features
from scicomm.listening.rules.topics.index import Index
from scicomm.listening.rules.topics.items import Merge, Placed, Split, TopicItem
from scicomm.listening.rules.topics.settling import Settler
from scicomm.listening.rules.topics.vocabulary import Vocabulary

JOIN: Final = 0.18
"""Likeness from which an item joins a topic."""
LATELY: Final = 0.2
"""How much more like a topic counts that an item joined just before; it fades over some fifty items."""
FLOOR: Final = JOIN / (1.0 + LATELY) * 0.999
"""Likeness under which an item joins no topic however lately it was spoken of; a little lower, for the last digit."""
FADING: Final = 0.1
"""How much less a topic counts for each day in which nobody spoke of it."""
DAY: Final = 86400.0
WINDOW: Final = 7 * DAY
"""A topic of which nobody speaks so long has ended; one with hardly any items sooner."""
SMALL: Final = 2
SMALL_WINDOW: Final = 2.5 * DAY
COMMON: Final = 400
"""A word of more topics than this finds no new candidates, unless it is among the item's first ones; it still counts for those
that were found."""
FIRST: Final = 3
MOST_CLUSTERS: Final = 150_000
VERSION: Final = 2


class TopicEngine:
    """Puts each item into the topic it is most like, or opens a new one.

    The same items in the same order give the same topics, whether in one batch or many, also after `dump` and `load`.
    """

    def __init__(self) -> None:
        self.number = 0
        self.now = 0.0
        self.vocabulary = Vocabulary()
        self.index = Index()
        # Keys in the order in which they were touched, the longest untouched first: small topics end sooner.
        self.small: dict[int, None] = {}
        self.large: dict[int, None] = {}
        self.settler = Settler(self.index)
        self.changes: list[Merge | Split] = []

    def add(self, item: TopicItem) -> Placed:
        """Put one item into its topic."""
        if self.settler.is_due(self.number, item.at):
            self._settle(max(self.now, item.at))
        self.number += 1
        self.now = max(self.now, item.at)
        vector = self.vocabulary.vector(features(item.title, item.text))
        found, score = self._best(vector)
        is_new = found is None or score < JOIN
        cluster = Cluster(item.id) if found is None or is_new else found
        words = () if is_new else self._reasons(cluster, vector)
        self._join(cluster, item.id, vector)
        return Placed(item.id, cluster.key, 0.0 if is_new else min(score, 1.0), is_new, words)

    def register(self, key: int, at: float, title: str, text: str = "") -> None:
        """Open a topic before anybody speaks of it: that of our own release. `key` is below 0; doing it twice changes nothing."""
        if key not in self.index.clusters:
            self.now = max(self.now, at)
            self._join(Cluster(key), 0, self.vocabulary.vector(features(title, text)))

    def merge(self, kept: int, gone: int) -> None:
        """A person said that two topics are one. Topics that have ended are passed over."""
        first, second = self.index.clusters.get(kept), self.index.clusters.get(gone)
        if first and second and first is not second:
            self.settler.join(first, second)
            self._forget(gone)
            self._touch(first)

    def split(self, topic: int, items: Sequence[int], new: int) -> None:
        """A person said that some items of a topic are another, whose key is `new`. Items that came long ago stay in the sum."""
        cluster = self.index.clusters.get(topic)
        wanted = set(items)
        moved = [(item, unpacked(vector)) for item, vector in cluster.recent if item in wanted] if cluster else []
        if cluster and moved and new not in self.index.clusters:
            self._touch(self.settler.part(cluster, moved, new))

    def taken_changes(self) -> list[Merge | Split]:
        """The merges and splits since one asked last, in order."""
        taken, self.changes = self.changes, []
        return taken

    def settle(self) -> None:
        """Look back now, at the end of a stream."""
        self._settle(self.now)

    def lines(self) -> Iterator[bytes]:
        """All that the engine knows, to go on from after a restart: what is small, then each topic, a line each; UTF-8. Piece by
        piece, because the whole is as large as the engine itself."""
        small, large = list(self.small), list(self.large)
        clusters = self.index.clusters
        yield _line(
            [VERSION, self.number, self.now, self.vocabulary.state(), len(clusters), small, large, self.settler.state()]
        )
        for cluster in clusters.values():
            yield _line(cluster.state())

    def dump(self) -> bytes:
        """The lines as one."""
        return b"".join(self.lines())

    @classmethod
    def load(cls, lines: Iterable[bytes]) -> TopicEngine:
        """An engine as it was when its lines were written. Raises ValueError for lines that are none of ours, of another version,
        or not all."""
        engine = cls()
        try:
            given = iter(lines)
            version, engine.number, engine.now, vocabulary, count, small, large, settler = json.loads(next(given))
            if version != VERSION:
                raise ValueError(f"a state of version {version}")
            engine.vocabulary = Vocabulary(*vocabulary)
            for line in given:
                engine.index.put(Cluster.of(json.loads(line)))
            engine.small, engine.large = dict.fromkeys(small), dict.fromkeys(large)
            engine.settler.restore(settler)
        except (TypeError, KeyError, AttributeError, StopIteration) as error:
            raise ValueError("these lines are no state of the engine") from error
        if len(engine.index.clusters) != count:
            raise ValueError("lines of the state are missing")
        return engine

    def _best(self, vector: Vector) -> tuple[Cluster | None, float]:
        """The live topic that is most like a vector, and how like; none below `JOIN` has to be found."""
        heaviest_first = sorted(vector.items(), key=lambda pair: (-pair[1], pair[0]))
        best, found = 0.0, None
        for cluster, score in self.index.alike(heaviest_first, common=COMMON, first=FIRST, floor=FLOOR):
            likeness = score / cluster.length
            if likeness < FLOOR:
                continue
            likeness *= self._nearness(cluster)
            if likeness > best or (likeness == best and found and cluster.key < found.key):
                best, found = likeness, cluster
        return found, best

    def _nearness(self, cluster: Cluster) -> float:
        idle = self.now - cluster.last_at
        if idle > (SMALL_WINDOW if cluster.size <= SMALL and cluster.key > 0 else WINDOW):
            return 0.0
        lately = 1.0 + LATELY * math.exp((cluster.last_number - self.number) / 50)
        return lately * math.exp(-FADING * idle / DAY)

    @staticmethod
    def _reasons(cluster: Cluster, vector: Vector) -> tuple[str, ...]:
        """The words that an item shares with its topic, the weightiest first."""
        weights = cluster.weights
        shared = [(weight * weights[word], word) for word, weight in vector.items() if word in weights]
        return tuple(word for _weight, word in sorted(shared, key=lambda pair: (-pair[0], pair[1]))[:6])

    def _join(self, cluster: Cluster, item: int, vector: Vector) -> None:
        self.index.clusters.setdefault(cluster.key, cluster)
        self.index.add(cluster, vector)
        cluster.size += 1
        cluster.words += len(vector)
        cluster.last_at, cluster.last_number = self.now, self.number
        if item:
            cluster.held_recent.append((item, packed(vector)))
            del cluster.held_recent[:-RECENT]
        self.settler.dirty.add(cluster.key)
        self._touch(cluster)

    def _touch(self, cluster: Cluster) -> None:
        self.small.pop(cluster.key, None)
        self.large.pop(cluster.key, None)
        (self.small if cluster.size <= SMALL and cluster.key > 0 else self.large)[cluster.key] = None

    def _forget(self, key: int) -> None:
        self.small.pop(key, None)
        self.large.pop(key, None)

    def _settle(self, now: float) -> None:
        for change in self.settler.settle(self.number, now):
            self.changes.append(change)
            if isinstance(change, Merge):
                self._forget(change.gone)
                self._touch(self.index.clusters[change.kept])
            else:
                self._touch(self.index.clusters[change.new])
        self._end(now)

    def _end(self, now: float) -> None:
        """Drop the topics that have ended, and the oldest small ones where there are too many."""
        for order, window in ((self.small, SMALL_WINDOW), (self.large, WINDOW)):
            for key in list(order):
                cluster = self.index.clusters[key]
                if now - cluster.last_at <= window and (
                    order is self.large or len(self.index.clusters) <= MOST_CLUSTERS
                ):
                    break
                self.index.remove(key)
                self.settler.dirty.discard(key)
                del order[key]


def _line(state: list[Any]) -> bytes:
    return json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
