"""Which live topics hold a word, and how much: what the engine and the look back find their candidates by.

Topics that changed lately are in dictionaries; the others, by far the most on a busy day, lie in arrays sorted by word, over
which numpy adds up what a candidate shares. A topic that changes leaves the arrays at once and goes back when so many have
changed. Both halves add the same numbers in the same order, so that where a topic lies decides nothing.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np

from scicomm.listening.rules.topics.clusters import Cluster, Vector

FOLD: Final = 2048
"""Topics that change before the arrays are made anew: with more, the dictionaries are slow, with fewer one folds all the time."""
FIRST_SLOTS: Final = 1024
SPARE_WORDS: Final = 50_000
"""So many words of topics that have ended are numbered still before the words are numbered anew."""

Array = np.ndarray[Any, np.dtype[Any]]


class Postings:
    """The words of all live topics. `fold` is how many may change before the arrays are made anew; it changes no answer."""

    def __init__(self, clusters: Mapping[int, Cluster], fold: int = FOLD) -> None:
        self.clusters, self.fold_at = clusters, fold
        self.held: dict[str, int] = {}
        self.changed: dict[str, set[int]] = {}
        self.changed_keys: set[int] = set()
        self.cooling: set[int] = set()
        # The arrays: an entry is a word in a topic; entries of one word lie side by side. A topic is known by its slot.
        self.numbers: dict[str, int] = {}
        self.starts: list[int] = [0]
        self.words: Array = np.zeros(0, np.int32)
        self.slots: Array = np.zeros(0, np.int32)
        self.weights: Array = np.zeros(0, np.float64)
        self.slot_of: dict[int, int] = {}
        self.keys: Array = np.zeros(FIRST_SLOTS, np.int64)
        # One over the topic's length; 0 for a slot whose topic has changed or ended.
        self.shares: Array = np.zeros(FIRST_SLOTS, np.float64)
        self.scores: Array = np.zeros(FIRST_SLOTS, np.float64)
        self.counts: Array = np.zeros(FIRST_SLOTS, np.int32)

    # ------------------------------------------------------------------ topics that change

    def touch(self, cluster: Cluster) -> None:
        """The topic is going to change: it leaves the arrays."""
        if cluster.key in self.changed_keys:
            return
        cluster.warm()
        self.changed_keys.add(cluster.key)
        self._vacate(cluster.key)
        for word in cluster.weights:
            self.changed.setdefault(word, set()).add(cluster.key)

    def hold(self, word: str, key: int) -> None:
        """A topic that was touched has a word more."""
        self.held[word] = self.held.get(word, 0) + 1
        self.changed.setdefault(word, set()).add(key)

    def drop(self, word: str, key: int) -> None:
        """A topic has a word less."""
        _take_out(self.changed, word, key)
        if left := self.held.get(word, 0) - 1:
            self.held[word] = left
        else:
            self.held.pop(word, None)

    def remove(self, cluster: Cluster) -> None:
        """The topic has ended, or is part of another."""
        for word in cluster.weights:
            self.drop(word, cluster.key)
        self.changed_keys.discard(cluster.key)
        self._vacate(cluster.key)

    def _vacate(self, key: int) -> None:
        slot = self.slot_of.pop(key, None)
        if slot is not None:
            self.shares[slot] = 0.0

    # ------------------------------------------------------------------ candidates

    def alike(
        self, vector: Sequence[tuple[str, float]], *, common: int, first: int, floor: float
    ) -> Iterable[tuple[int, float]]:
        """Topics that are at least `floor` like a vector of length 1 (to about the last digit), by key, with their products.

        A word of more than `common` topics finds no new candidates unless it is among the `first` ones of the vector; it still
        counts for those that were found.
        """
        self.fold_when_due()
        wide = [place >= first and self.held.get(word, 0) > common for place, (word, _weight) in enumerate(vector)]
        yield from self._alike_changed(vector, wide).items()
        if self.slot_of:
            yield from self._alike_settled(vector, wide, floor)

    def _alike_changed(self, vector: Sequence[tuple[str, float]], wide: Sequence[bool]) -> dict[int, float]:
        scores: dict[int, float] = {}
        clusters = self.clusters
        for (word, weight), is_wide in zip(vector, wide, strict=True):
            keys: Iterable[int] = self.changed.get(word, ())
            if is_wide:
                keys = scores.keys() & keys
            for key in keys:
                scores[key] = scores.get(key, 0.0) + weight * clusters[key].held[word]
        return scores

    def _alike_settled(
        self, vector: Sequence[tuple[str, float]], wide: Sequence[bool], floor: float
    ) -> Iterable[tuple[int, float]]:
        scores, found = self.scores, []
        for (word, weight), is_wide in zip(vector, wide, strict=True):
            begin, end = self._entries(word)
            if begin == end:
                continue
            slots, products = self.slots[begin:end], weight * self.weights[begin:end]
            if is_wide:
                known = scores[slots] > 0.0
                scores[slots[known]] += products[known]
            else:
                scores[slots] += products
                found.append(slots)
        if not found:
            return ()
        touched = np.concatenate(found)
        chosen = np.unique(touched[scores[touched] * self.shares[touched] >= floor])
        answer = list(zip(self.keys[chosen].tolist(), scores[chosen].tolist(), strict=True))
        scores[touched] = 0.0
        return answer

    def near(self, weights: Vector, own: int, *, heaviest: int, common: int, most: int) -> list[int]:
        """Topics that share the heaviest words, those that share most first; words of more than `common` topics do not count."""
        self.fold_when_due()
        words = heapq.nlargest(heaviest, zip(weights.values(), weights, strict=True))
        counting = [word for _weight, word in words if self.held.get(word, 0) <= common]
        shared = Counter(chain.from_iterable(self.changed.get(word, ()) for word in counting))
        shared.pop(own, None)
        pairs = [(-count, key) for key, count in shared.items()]
        pairs += self._near_settled([span for span in map(self._entries, counting) if span[0] < span[1]], own, most)
        return [key for _count, key in heapq.nsmallest(most, pairs)]

    def _near_settled(self, spans: Sequence[tuple[int, int]], own: int, most: int) -> list[tuple[int, int]]:
        """The `most` topics of the arrays that share most words, with how many, less than 0."""
        if not spans:
            return []
        found = [self.slots[begin:end] for begin, end in spans]
        for slots in found:
            self.counts[slots] += 1
        touched = np.concatenate(found)
        live = touched[self.shares[touched] > 0.0]
        counts = self.counts[live]
        # A topic that shares three words stands three times among the touched. One more is wanted, in place of the topic itself.
        topics = _topics_by_count(counts)
        least = len(topics) - 1
        while least > 1 and topics[least:].sum() <= most:
            least -= 1
        chosen = np.unique(live[counts >= least])
        shared, keys = -self.counts[chosen], self.keys[chosen]
        self.counts[touched] = 0
        order = np.lexsort((keys, shared))[: most + 1]
        return [pair for pair in zip(shared[order].tolist(), keys[order].tolist(), strict=True) if pair[1] != own]

    def _entries(self, word: str) -> tuple[int, int]:
        number = self.numbers.get(word)
        return (0, 0) if number is None else (self.starts[number], self.starts[number + 1])

    # ------------------------------------------------------------------ folding

    def fold_when_due(self) -> None:
        """Make the arrays anew where so many topics changed."""
        if len(self.changed_keys) >= self.fold_at:
            self._fold()

    def _fold(self) -> None:
        """Put the topics that changed into the arrays, and forget those that left them."""
        live = self.shares[self.slots] > 0.0
        words, slots, weights = self.words[live], self.slots[live], self.weights[live]
        new = self._new_entries()
        order = np.argsort(new[0], kind="stable")
        places = np.searchsorted(words, new[0][order], side="right")
        self.words = np.insert(words, places, new[0][order])
        self.slots = np.insert(slots, places, new[1][order])
        self.weights = np.insert(weights, places, new[2][order])
        if len(self.numbers) > 2 * len(self.held) + SPARE_WORDS:
            self._number_anew()
        counted = np.bincount(self.words, minlength=len(self.numbers))
        self.starts = [0, *np.cumsum(counted).tolist()]
        self._cool()
        self.changed, self.changed_keys = {}, set()

    def _cool(self) -> None:
        """Pack the topics that went into the arrays the last time and did not change since: what is spoken of stays warm."""
        for key in self.cooling - self.changed_keys:
            if (cluster := self.clusters.get(key)) is not None:
                cluster.cool()
        self.cooling = self.changed_keys

    def _new_entries(self) -> tuple[Array, Array, Array]:
        """Words, slots and weights of the topics that changed, which get their slots here."""
        keys = sorted(self.changed_keys)
        numbers = self.numbers
        words: list[int] = []
        weights: list[float] = []
        sizes: list[int] = []
        for key in keys:
            own = self.clusters[key].weights
            words += [numbers.setdefault(word, len(numbers)) for word in own]
            weights += own.values()
            sizes.append(len(own))
        slots = self._free_slots(len(keys))
        self.keys[slots] = keys
        self.shares[slots] = [1.0 / self.clusters[key].length for key in keys]
        self.slot_of |= zip(keys, slots.tolist(), strict=True)
        return np.array(words, np.int32), np.repeat(slots, sizes), np.array(weights, np.float64)

    def _free_slots(self, count: int) -> Array:
        """Slots that no topic has; the arrays by slot grow where there are too few."""
        lacking = count + len(self.slot_of) - len(self.shares)
        if lacking > 0:
            more = max(lacking, len(self.shares))
            for name in ("keys", "shares", "scores", "counts"):
                setattr(self, name, np.concatenate([getattr(self, name), np.zeros(more, getattr(self, name).dtype)]))
        return np.flatnonzero(self.shares == 0.0)[:count].astype(np.int32)

    def _number_anew(self) -> None:
        """Number only the words that stand in the arrays: those of topics that ended go."""
        present = np.unique(self.words)
        names = list(self.numbers)
        self.numbers = {names[number]: place for place, number in enumerate(present.tolist())}
        self.words = np.searchsorted(present, self.words).astype(np.int32)


def _topics_by_count(counts: Array) -> Array:
    """How many topics share so many words, from what stands once for each word shared."""
    standing = np.bincount(counts, minlength=2)
    return standing // np.arange(len(standing)).clip(1)


def _take_out(holding: dict[str, set[int]], word: str, key: int) -> None:
    keys = holding.get(word)
    if keys is not None:
        keys.discard(key)
        if not keys:
            del holding[word]
