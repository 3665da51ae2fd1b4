"""Measures the matching on any interaction set: what a reader took last, asked of the real kernel with what they took before.

Everything that ranks knows only what was before: interests are learnt from a reader's earlier interactions, popularity counts
earlier ones, and candidates are what was there and the reader had not taken. Popularity and chance are measured in the same run.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from scicomm.audiences.rules import matching
from scicomm.audiences.rules.matching import PERSONAL, REACHABLE, Item, Items, Readers, Seen, Traits
from scicomm.config.evaluations.interactions import InteractionSet, Taken

DEPTH: Final = 10
DAY: Final = 86400.0
# Who has taken fewer has said too little to learn from.
LEAST: Final = 5
RESAMPLES: Final = 5000
# A subject taken so many times as often as by all is chosen "most of all", "more", "some"; at least
# twice, not by one accident.
LIFTS: Final = ((2.5, 3), (1.7, 2), (1.25, 1))


@dataclass(frozen=True)
class Case:
    """One question: what comes next for this reader, who took `before`; `wanted` is what they then took."""

    user: str
    time: float
    before: tuple[int, ...]
    wanted: frozenset[int]


@dataclass(frozen=True)
class Scores:
    ndcg_10: float
    recall_10: float
    mrr_10: float
    coverage: float


@dataclass(frozen=True)
class Lead:
    """How far the matching's nDCG@10 is ahead of another ranking (below 0: behind), over the same questions. `low` and `high`
    hold 95 % of paired bootstrap resamples of the users; `certainty` is the share of resamples in which it is ahead."""

    difference: float
    low: float
    high: float
    certainty: float


@dataclass(frozen=True)
class Figures:
    """Means over all cases, by ranking; `leads` of the matching over each other ranking."""

    items: int
    users: int
    interactions: int
    cases: int
    unknown: int
    liked: float | None
    split: str
    half: str
    rankings: dict[str, Scores]
    leads: dict[str, Lead]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def evaluate(found: InteractionSet, *, split: str = "last", liked: float | None = None, half: str = "all",
             limit: int = 20_000, advance: Callable[[int], None] = lambda _step: None) -> Figures:  # fmt: skip
    """Measure. `split`: "last" asks for each reader's last one, "time" for all after four fifths of the time.

    `liked` is the value from which an interaction counts as wanted; without it the mean of all values. `half`: only users
    whose hash is "even" or "odd" are asked for, so that weights are chosen on one half and reported on the other; what was
    read by how many before is known of all.
    """
    values = [one.value for one in found.taken if one.value is not None]
    least = liked if liked is not None else (math.fsum(values) / len(values) if values else None)
    taken = [one for one in found.taken if least is None or one.value is None or one.value >= least]
    place = {thing.id: number for number, thing in enumerate(found.things)}
    history: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for one in taken:
        history[one.user].append((one.time, place[one.item]))
    cases = _last(history) if split == "last" else _by_time(history, taken)
    cases = [case for case in cases if half in {"all", half_of(case.user)}]
    rng = np.random.default_rng(20261126)
    if len(cases) > limit:
        cases = [cases[at] for at in sorted(rng.choice(len(cases), limit, replace=False).tolist())]
    world = _World(found, taken, place, rng)
    hits: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    offered: dict[str, set[int]] = defaultdict(set)
    for some in _days(cases):
        for name, lists in world.ranked(some):
            for case, ranked in zip(some, lists, strict=True):
                hits[name].append(_measured(ranked, case.wanted))
                offered[name].update(ranked)
        advance(len(some))
    rankings = {}
    for name, rows in hits.items():
        ndcg, recall, mrr = (round(float(np.mean(column)), 4) for column in zip(*rows, strict=True))
        rankings[name] = Scores(ndcg, recall, mrr, round(len(offered[name]) / len(found.things), 4))
    gains = {name: np.array([row[0] for row in rows]) for name, rows in hits.items()}
    leads = {name: lead(gains["matching"], other) for name, other in gains.items() if name != "matching"}
    return Figures(
        len(found.things), len(history), len(taken), len(cases), found.unknown, least, split, half, rankings, leads
    )


def half_of(user: str) -> str:
    """The half that a user is in, always the same: the last bit of the SHA-256 of the id."""
    return ("even", "odd")[hashlib.sha256(user.encode()).digest()[-1] & 1]


def lead(ours: matching.Array, other: matching.Array) -> Lead:
    """A paired bootstrap with 5,000 resamples, each question once a user."""
    difference, rng = ours - other, np.random.default_rng(20261127)
    step = max(1, 2_000_000 // len(difference))
    means = np.concatenate([
        difference[rng.integers(0, len(difference), (min(step, RESAMPLES - low), len(difference)))].mean(axis=1)
        for low in range(0, RESAMPLES, step)
    ])  # fmt: skip
    low, high = np.percentile(means, (2.5, 97.5))
    ahead = (means > 0).mean() + (means == 0).mean() / 2
    return Lead(*(round(float(value), 4) for value in (difference.mean(), low, high, ahead)))


def _last(history: dict[str, list[tuple[float, int]]]) -> list[Case]:
    cases = []
    for user, rows in history.items():
        *before, (time, item) = rows
        kept = tuple(dict.fromkeys(one for _time, one in before))
        if len(kept) >= LEAST and item not in kept:
            cases.append(Case(user, time, kept, frozenset({item})))
    return sorted(cases, key=lambda case: (case.time, case.user))


def _by_time(history: dict[str, list[tuple[float, int]]], taken: list[Taken]) -> list[Case]:
    border = taken[len(taken) * 4 // 5].time
    cases = []
    for user, rows in history.items():
        before = tuple(dict.fromkeys(item for time, item in rows if time < border))
        after = frozenset(item for time, item in rows if time >= border) - set(before)
        if len(before) >= LEAST and after:
            cases.append(Case(user, border, before, after))
    return sorted(cases, key=lambda case: case.user)


def _days(cases: list[Case]) -> Iterator[list[Case]]:
    """Cases of one day together: they have the same candidates and the same popularity."""
    days: dict[int, list[Case]] = defaultdict(list)
    for case in cases:
        days[int(case.time // DAY)].append(case)
    return iter(days.values())


def _measured(ranked: list[int], wanted: frozenset[int]) -> tuple[float, float, float]:
    gains = [1 / math.log2(place + 2) for place, item in enumerate(ranked[:DEPTH]) if item in wanted]
    ideal = math.fsum(1 / math.log2(place + 2) for place in range(min(DEPTH, len(wanted))))
    first = next((1 / (place + 1) for place, item in enumerate(ranked[:DEPTH]) if item in wanted), 0.0)
    return math.fsum(gains) / ideal, len(gains) / len(wanted), first


class _World:
    """The set as it is at the beginning of a day, moved forward day by day."""

    def __init__(
        self, found: InteractionSet, taken: list[Taken], place: dict[str, int], rng: np.random.Generator
    ) -> None:
        names = sorted({subject for thing in found.things for subject in thing.subjects})
        column = {name: number for number, name in enumerate(names)}
        self.subjects = [tuple(sorted(column[name] for name in thing.subjects)) for thing in found.things]
        self.count = len(names)
        self.taken, self.place, self.rng = taken, place, rng
        first: dict[int, float] = {}
        for one in found.taken:
            first.setdefault(place[one.item], one.time)
        since = (first.get(number, math.inf) if thing.published is None else thing.published
                 for number, thing in enumerate(found.things))  # fmt: skip
        # Freshness only for what says when it was published: the first interaction of a set is no birthday.
        self.is_dated = np.array([thing.published is not None for thing in found.things])
        self.since = np.fromiter(since, float, len(found.things))
        self.at = 0
        self.readers = np.zeros(len(found.things), np.int64)
        self.by_subject: Counter[int] = Counter()

    def ranked(self, cases: list[Case]) -> Iterator[tuple[str, list[list[int]]]]:
        """The lists of every ranking for cases of one day, in the order of the cases."""
        day = cases[0].time // DAY * DAY
        while self.at < len(self.taken) and self.taken[self.at].time < day:
            item = self.place[self.taken[self.at].item]
            self.readers[item] += 1
            self.by_subject.update(self.subjects[item])
            self.at += 1
        # What appears in the course of the day can be asked for as well; how many read it is not known yet.
        alive = np.flatnonzero(self.since < day + DAY)
        alive = alive[np.argsort(-self.since[alive], kind="stable")]
        items = matching.items_of([self._item(int(number), day) for number in alive], self.count)
        readers = self._readers(cases)
        seen = Seen.of(readers, items, {number + 1: case.before for number, case in enumerate(cases)})
        yield "matching", self._lists(readers, items, seen, is_bounded=False)
        yield "matching, with variety", self._lists(readers, items, seen, is_bounded=True)
        by_readers = alive[np.argsort(-self.readers[alive], kind="stable")].tolist()
        yield "popularity", [_first(by_readers, case) for case in cases]
        yield "random", [_first(self.rng.permutation(alive).tolist(), case) for case in cases]

    def _item(self, number: int, day: float) -> Item:
        return Item(
            id=number, subjects=self.subjects[number], language=0, level=3,
            freshness=matching.freshness_points(max(0.0, day - float(self.since[number])) / 3600)
            if self.is_dated[number]
            else 0,
            popularity=matching.popularity_points(int(self.readers[number])),
        )  # fmt: skip

    def _readers(self, cases: list[Case]) -> Readers:
        """Everybody on one level, in one language; what differs is what they are interested in."""
        triples = [(row, *pair) for row, case in enumerate(cases) for pair in self._interests(case)]
        many = len(cases)
        row, subject, weight = (np.array([one[place] for one in triples], np.int64) for place in range(3))
        same, none = np.ones(many, np.int64), np.zeros(many, np.int64)
        traits = Traits(same * (REACHABLE | PERSONAL), none, same, same * 3, none, same, none, none)
        return matching.readers_of(np.arange(many) + 1, traits, row, subject, weight, np.arange(self.count))

    def _interests(self, case: Case) -> list[tuple[int, int]]:
        """Subjects a reader took more often than all did, as the three weights that a reader can choose."""
        mine = Counter(subject for item in case.before for subject in self.subjects[item])
        total = max(1, int(self.readers.sum()))
        found = []
        for subject, count in sorted(mine.items()):
            lift = count / len(case.before) / max(self.by_subject[subject] / total, 1e-9)
            weight = next((weight for least, weight in LIFTS if lift >= least), 0)
            if weight and count >= 2:
                found.append((subject, weight))
        return found

    def _lists(self, readers: Readers, items: Items, seen: Seen, *, is_bounded: bool) -> list[list[int]]:
        rows, chosen, _scores = matching.digests(readers, items, DEPTH, seen=seen, is_bounded=is_bounded)
        found: list[list[int]] = [[] for _row in range(len(readers))]
        for row, places in zip(rows.tolist(), chosen.tolist(), strict=True):
            found[row] = [int(items.ids[place]) for place in places if place >= 0]
        return found


def _first(ranked: list[int], case: Case) -> list[int]:
    before, found = set(case.before), []
    for item in ranked:
        if item not in before:
            found.append(item)
            if len(found) == DEPTH:
                break
    return found
