"""Where a topic lies, in the dictionaries or in the arrays, decides nothing: the same answers as from looking at every topic."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from scicomm.listening.rules.topics import TopicEngine, TopicItem
from scicomm.listening.rules.topics.clusters import Cluster
from scicomm.listening.rules.topics.index import HEAVIEST, Index

WORDS = [f"word{number}" for number in range(60)]
Vector = dict[str, float]


def _vector(chance: random.Random, most: int = 12) -> Vector:
    # Words of the front are in nearly every topic, so that some are common.
    words = {WORDS[min(int(chance.expovariate(0.08)), 59)] for _word in range(chance.randint(3, most))}
    length = len(words) ** 0.5
    return {word: chance.choice((0.5, 1.0, 1.5)) / length for word in sorted(words)}


def _by_looking_at_all(index: Index, vector: list[tuple[str, float]], common: int, first: int) -> dict[int, float]:
    scores: dict[int, float] = {}
    for place, (word, weight) in enumerate(vector):
        holding = [key for key, one in index.clusters.items() if word in one.weights]
        for key in holding:
            if len(holding) <= common or place < first or key in scores:
                scores[key] = scores.get(key, 0.0) + weight * index.clusters[key].weights[word]
    return scores


def _near_by_looking_at_all(index: Index, cluster: Cluster, common: int, most: int) -> list[int]:
    heaviest = sorted(cluster.weights, key=lambda word: (cluster.weights[word], word), reverse=True)[:HEAVIEST]
    shared: Counter[int] = Counter()
    for word in heaviest:
        holding = [key for key, one in index.clusters.items() if word in one.weights]
        if len(holding) <= common:
            shared.update(holding)
    del shared[cluster.key]
    return sorted(shared, key=lambda key: (-shared[key], key))[:most]


def _changed(index: Index, chance: random.Random, key: int) -> None:
    """A topic more, one more item in a topic, items taken out of one, or a topic less."""
    known = sorted(index.clusters)
    what = chance.random()
    if what < 0.5 or not known:
        cluster = index.clusters.setdefault(key, Cluster(key))
        index.add(cluster, _vector(chance))
    elif what < 0.8:
        index.add(index.clusters[chance.choice(known)], _vector(chance))
    elif what < 0.9:
        cluster = index.clusters[chance.choice(known)]
        index.add(cluster, dict(list(cluster.weights.items())[:3]), -1.0)
    else:
        index.remove(chance.choice(known))


@pytest.mark.parametrize("fold", [1, 3, 17, 10_000])
@pytest.mark.parametrize("seed", range(4))
def test_the_answers_of_one_who_looks_at_every_topic(fold: int, seed: int) -> None:
    chance, index = random.Random(seed), Index(fold)
    for key in range(1, 260):
        _changed(index, chance, key)
        vector = sorted(_vector(chance).items(), key=lambda pair: (-pair[1], pair[0]))
        common = chance.choice((5, 40, 1000))
        wanted = _by_looking_at_all(index, vector, common, 2)
        found = {one.key: score for one, score in index.alike(vector, common=common, first=2, floor=0.3 * 0.999)}
        assert found.items() <= wanted.items(), "to the last digit"
        missing = [wanted[one] / index.clusters[one].length for one in wanted.keys() - found.keys()]
        assert max(missing, default=0.0) < 0.3
        if index.clusters:
            cluster = index.clusters[chance.choice(sorted(index.clusters))]
            most = chance.choice((1, 5, 20))
            near = [one.key for one in index.near(cluster, common, most)]
            assert near == _near_by_looking_at_all(index, cluster, common, most)
    held = Counter(word for one in index.clusters.values() for word in one.weights)
    assert index.postings.held == dict(held)


def _stream(seed: int, count: int) -> list[TopicItem]:
    """Items of a few dozen subjects over two weeks, so that topics grow, end, are joined and split."""
    chance = random.Random(seed)
    subjects = [chance.sample(range(400), 7) for _subject in range(40)]
    items, at = [], 0.0
    for number in range(1, count + 1):
        at += chance.expovariate(count / (14 * 86400.0))
        own = chance.sample(chance.choice(subjects), 4) if chance.random() < 0.7 else []
        words = [*own, *(chance.randrange(400) for _word in range(8 - len(own)))]
        items.append(TopicItem(number, at, " ".join(f"quasiword{word}x" for word in words)))
    return items


@pytest.mark.parametrize("seed", range(3))
def test_how_often_the_arrays_are_made_decides_nothing(seed: int) -> None:
    told: list[list[object]] = []
    dumps = []
    for fold in (2, 50, 1_000_000):
        engine = TopicEngine()
        engine.index.postings.fold_at = fold
        engine.register(-1, 0.0, "quasiword1x quasiword2x quasiword3x")
        events: list[object] = []
        for number, item in enumerate(_stream(seed, 1500)):
            events += [engine.add(item), *engine.taken_changes()]
            if number == 700:
                engine = TopicEngine.load(engine.lines())
                engine.index.postings.fold_at = fold
        told.append(events)
        dumps.append(engine.dump())
    assert told[0] == told[1] == told[2]
    assert dumps[0] == dumps[1] == dumps[2]
    kinds = Counter(type(event).__name__ for event in told[0])
    assert kinds["Merge"] > 3, "a stream in which nothing happens shows nothing"


def test_topics_of_which_nobody_speaks_are_packed_and_read_the_same() -> None:
    engine = TopicEngine()
    engine.index.postings.fold_at = 5
    for item in _stream(3, 400):
        engine.add(item)
    clusters = list(engine.index.clusters.values())
    packed = [one for one in clusters if one.cold is not None]
    assert len(packed) > len(clusters) / 2 and any(one.size > 5 for one in packed)
    before = engine.dump()
    for one in packed:
        weights, recent = one.weights, one.recent
        assert not one.held and not one.held_recent
        one.warm()
        assert (one.held, one.held_recent, list(one.held)) == (weights, recent, list(weights))
    assert engine.dump() == before


@pytest.mark.parametrize("wrong", ["nothing", "another version", "a topic less", "no json", "no state"])
def test_lines_that_are_no_whole_state_are_refused(wrong: str) -> None:
    engine = TopicEngine()
    for item in _stream(0, 50):
        engine.add(item)
    lines = engine.dump().splitlines(keepends=True)
    assert TopicEngine.load(lines).dump() == b"".join(lines)
    given = {
        "nothing": [],
        "another version": [lines[0].replace(b"[2,", b"[1,", 1), *lines[1:]],
        "a topic less": lines[:-1],
        "no json": [*lines[:-1], lines[-1][:-9]],
        "no state": [b"[]\n"],
    }[wrong]
    with pytest.raises(ValueError):
        TopicEngine.load(given)
