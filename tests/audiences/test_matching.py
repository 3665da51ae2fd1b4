"""Promise: compiled and plain kernel give exactly what the plain words of the oracle say, for every reader and story."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scicomm.audiences.rules import matching
from scicomm.audiences.rules.matching import Engine, Item, Readers, Seen, Traits, tables
from tests.audiences import matching_oracle as oracle
from tests.audiences.matching_oracle import Person

REGIONS = (0, 110000, 110100, 110108, 310000, 440100, 440300, 440305)
ENGINES = [Engine.PLAIN, *([Engine.COMPILED] if matching.has_numba() else [])]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where compiled code is kept; work is cut into pieces far smaller than the real ones, so that cuts are tried too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "_ROWS", 37)
        patch.setattr(tables, "_CELLS", 400)
        yield tmp_path_factory.mktemp("compiled")


def world(seed: int, many: int, subjects: int, things: int) -> tuple[list[Person], list[Item], dict[int, set[int]]]:
    """A world by chance: few values, so that ties, refusals and full bounds are common."""
    rng = np.random.default_rng(seed)
    pick: Callable[..., Any] = lambda *values: values[int(rng.integers(len(values)))]  # noqa: E731
    people = []
    for number in rng.permutation(many):
        liked = rng.integers(0, subjects, int(rng.integers(0, 9)))
        own = int(rng.integers(0, 3))
        people.append(
            Person(
                id=int(number) * 7 + 1, interests={int(s): pick(1, 1, 2, 3, -1) for s in liked}, own=own,
                reads={own, *rng.integers(0, 3, int(rng.integers(0, 2))).tolist()}, level=int(rng.integers(1, 6)),
                media=set(rng.integers(0, 7, int(pick(0, 0, 2, 4))).tolist()), left=pick(0, 1, 2, 40),
                segments=set(rng.integers(0, 5, int(rng.integers(0, 3))).tolist()), region=pick(*REGIONS),
                is_reachable=pick(True, True, True, False), wants_personal=pick(True, True, True, False),
                is_young=pick(False, False, False, False, True),
            )
        )  # fmt: skip
    items = [
        Item(
            id=1000 - number, subjects=tuple(sorted(set(rng.integers(0, subjects, int(rng.integers(0, 5))).tolist()))),
            language=int(rng.integers(0, 3)), level=int(rng.integers(1, 6)), segments=pick(0, 0, 1, 6, 17),
            region=pick(0, 0, 0, *REGIONS), medium=int(rng.integers(0, 7)), unit=pick(5, 5, 9, 12),
            freshness=pick(100, 80, 0), popularity=pick(0, 0, 200), pick=pick(0, 0, 150),
        )
        for number in range(things)
    ]  # fmt: skip
    seen = {one.id: set(rng.integers(990, 1001, 3).tolist()) for one in people if rng.random() < 0.3}
    return people, items, seen


def arrays(people: list[Person], subjects: int) -> Readers:
    def column(values: list[int]) -> np.ndarray[Any, Any]:
        return np.array(values, np.int64)

    def mask(bits: set[int]) -> int:
        return sum(1 << bit for bit in bits)

    traits = Traits(
        flags=column([one.is_reachable + 2 * one.wants_personal + 4 * one.is_young for one in people]),
        own=column([one.own for one in people]), reads=column([mask(one.reads) for one in people]),
        level=column([one.level for one in people]), media=column([mask(one.media) for one in people]),
        left=column([one.left for one in people]), segments=column([mask(one.segments) for one in people]),
        region=column([one.region for one in people]),
    )  # fmt: skip
    triples = [(row, subject, weight) for row, one in enumerate(people) for subject, weight in one.interests.items()]
    row, subject, weight = (column([triple[place] for triple in triples]) for place in range(3))
    return matching.readers_of(
        column([one.id for one in people]), traits, row, subject, weight, np.arange(subjects) + 100
    )


WORLDS = st.tuples(
    st.integers(0, 2**32), st.one_of(st.integers(1, 40), st.integers(300, 1000)), st.integers(1, 30), st.integers(1, 60),
    st.integers(1, 12),
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WORLDS)
def test_both_kernels_equal_the_oracle(folder: Path, drawn: tuple[int, int, int, int, int]) -> None:
    seed, many, subjects, things, count = drawn
    people, rows, seen = world(seed, many, subjects, things)
    readers, items = arrays(people, subjects), matching.items_of(rows, subjects)
    sparse = Seen.of(readers, items, {key: list(values) for key, values in seen.items()})
    wanted = {one.id: oracle.digest(one, rows, count, seen.get(one.id, set())) for one in people}
    for engine in ENGINES:
        for item in rows[:6]:
            expected = oracle.recipients(people, item)
            for limit in (len(people), 7):
                at, scores = matching.recipients(readers, item, limit, engine=engine, folder=folder)
                assert [*zip(readers.ids[at].tolist(), scores.tolist(), strict=True)] == expected[:limit], engine
        got, chosen, scores = matching.digests(readers, items, count, seen=sparse, engine=engine, folder=folder)
        found = {
            int(readers.ids[row]): [
                (rows[place].id, int(points)) for place, points in zip(*pair, strict=True) if place >= 0
            ]
            for row, *pair in zip(got, chosen, scores, strict=True)
        }
        assert found == wanted, engine
    for one in people[:20]:
        row = int(readers.rows_of(np.array([one.id]))[0])
        by_id = {item.id: item for item in rows}
        for key, points in wanted[one.id]:
            assert sum(reason.points for reason in matching.reasons(readers, row, by_id[key])) == points
    _fates_agree(people, readers, rows[0])


def _fates_agree(people: list[Person], readers: Readers, item: Item) -> None:
    """Everybody who said something of a subject has a fate, and those reached are those the oracle names."""
    at, why = matching.fates(readers, item)
    assert set(readers.ids[at].tolist()) == {one.id for one in people if set(one.interests) & set(item.subjects)}
    reached = set(readers.ids[at[why == matching.Why.REACHED.value]].tolist())
    assert reached == {key for key, _score in oracle.recipients(people, item)}


def test_laws_of_a_digest() -> None:
    """What the oracle could have wrong as well, said once more of its results."""
    people, rows, seen = world(7, 300, 12, 60)
    by_id = {item.id: item for item in rows}
    readers = arrays(people, 12)
    got, chosen, _scores = matching.digests(readers, matching.items_of(rows, 12), 6)
    common: dict[Any, set[tuple[int, ...]]] = {}
    for row, places in zip(got, chosen.tolist(), strict=True):
        one = next(person for person in people if person.id == readers.ids[row])
        held = [rows[place] for place in places if place >= 0]
        assert len({item.id for item in held}) == len(held)
        if one.is_personal:
            assert not any(one.interests.get(subject) == -1 for item in held for subject in item.subjects)
            assert all(item.language in one.reads and abs(item.level - one.level) <= 2 for item in held)
        else:
            common.setdefault((one.own, one.is_young), set()).add(tuple(places))
            assert all(item.level <= 2 for item in held) or not one.is_young
    assert common
    assert all(len(editions) == 1 for editions in common.values()), "the common edition is the same for all"
    assert len(by_id) == 60
    assert seen


def test_taking_apart_and_building_again_changes_nothing() -> None:
    people, rows, _seen = world(3, 200, 9, 5)
    readers = arrays(people, 9)
    again = matching.readers_of(*matching.taken_apart(readers), readers.subjects)
    assert all((getattr(readers, name) == getattr(again, name)).all() for name in vars(readers))
    assert readers.rows_of(np.array([people[0].id, -5])).tolist()[1] == -1
    assert matching.recipients(arrays([], 9), rows[0], 5)[0].tolist() == []
    assert matching.digests(arrays([], 9), matching.items_of([], 9), 5)[1].shape == (0, 5)
    nobody = [replace(people[0], reads={40})]
    with pytest.raises(matching.TooMany):
        arrays(nobody, 9)


def test_small_numbers_of_people_are_not_shown() -> None:
    assert matching.shown({1: 3, 2: 40, 3: 9, 4: 0}) == {1: None, 2: 40, 3: None, 4: 0}
    assert matching.shown({1: 3, 2: 4, 3: 9}) == {1: None, 2: None, 3: 9}
    assert matching.shown({1: 3, 2: 9}, adds_up=False) == {1: None, 2: 9}


def test_points_are_whole_and_monotonous() -> None:
    points = [matching.popularity_points(number) for number in range(3000)]
    assert points == sorted(points)
    assert (points[0], points[16], points[48], points[-1]) == (0, 250, 500, 1500)
    fresh = [matching.freshness_points(hours) for hours in range(1000)]
    assert fresh == sorted(fresh, reverse=True)
    assert matching.freshness_points(-30) == matching.freshness_points(30)
    assert [matching.region_number(code) for code in ("11", "1101", "110108", "", "北京", "1")] == [
        110000, 110100, 110108, 0, 0, 0,
    ]  # fmt: skip
