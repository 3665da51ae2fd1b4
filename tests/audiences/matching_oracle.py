"""The matching once more, slowly and in the plainest words: what both kernels must equal. Knows nothing of arrays."""

from __future__ import annotations

from dataclasses import dataclass, field

from scicomm.audiences.rules.matching import Item
from scicomm.audiences.rules.matching import weights as w


@dataclass
class Person:
    """One reader as they described themselves."""

    id: int
    interests: dict[int, int]
    own: int = 0
    reads: set[int] = field(default_factory=lambda: {0})
    level: int = 3
    media: set[int] = field(default_factory=set)
    left: int = 3
    segments: set[int] = field(default_factory=set)
    region: int = 0
    is_reachable: bool = True
    wants_personal: bool = True
    is_young: bool = False

    @property
    def is_personal(self) -> bool:
        return self.wants_personal and not self.is_young


def segments_of(item: Item) -> set[int]:
    return {bit for bit in range(63) if item.segments >> bit & 1}


def distance_points(person: Person, item: Item) -> int | None:
    """None: too far."""
    here, there = f"{person.region:06}", f"{item.region:06}"
    if person.region == 0 or item.region == 0:
        return 0
    if here[:2] != there[:2]:
        return None
    if here == there and there[4:] != "00":
        return w.COUNTY
    if here[:4] == there[:4] and there[2:4] != "00":
        return w.CITY
    return w.PROVINCE


def interest(person: Person, item: Item) -> int:
    return min(
        w.INTEREST_MOST, sum(w.INTEREST[person.interests[s]] for s in item.subjects if person.interests.get(s, 0) > 0)
    )


def score(person: Person, item: Item, seen: set[int]) -> int | None:
    """The score of a thing for a digest; None when it is not offered."""
    if not person.is_personal:
        if item.id in seen or item.language != person.own or (person.is_young and item.level > 2):
            return None
        return w.OWN_LANGUAGE + item.freshness + item.popularity + item.pick
    near = distance_points(person, item)
    steps = abs(person.level - item.level)
    if (
        item.id in seen
        or any(person.interests.get(subject) == -1 for subject in item.subjects)
        or item.language not in person.reads
        or (person.media and item.medium not in person.media)
        or steps >= len(w.LEVEL)
        or near is None
    ):
        return None
    total = interest(person, item) + w.LEVEL[steps] + near + item.freshness + item.popularity + item.pick
    if person.segments & segments_of(item):
        total += w.SEGMENT
    return total + (w.OWN_LANGUAGE if item.language == person.own else 0)


def recipients(people: list[Person], item: Item) -> list[tuple[int, int]]:
    """(id, score) of all whom a story reaches, in order."""
    found = []
    for person in people:
        points = score(person, item, set())
        wants = person.is_reachable and person.is_personal and person.left > 0
        if wants and points is not None and interest(person, item) > 0:
            found.append((person.id, points))
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def digest(person: Person, items: list[Item], count: int, seen: set[int]) -> list[tuple[int, int]]:
    """(id, score) of the best things for one reader, in the order they were taken."""
    scored = [
        (points, -place, item) for place, item in enumerate(items) if (points := score(person, item, seen)) is not None
    ]
    scored.sort(key=lambda one: one[:2], reverse=True)
    most_subject, most_unit, most_medium = w.bounds(count)
    taken: list[tuple[int, Item]] = []
    for turn in ("all bounds", "subjects only", "none"):
        for points, _place, item in scored:
            mine = [other for _points, other in taken]
            if len(taken) == count or item in mine:
                continue
            full = any(sum(subject in other.subjects for other in mine) >= most_subject for subject in item.subjects)
            if turn != "none" and full:
                continue
            if turn == "all bounds" and (
                sum(other.unit == item.unit for other in mine) >= most_unit
                or sum(other.medium == item.medium for other in mine) >= most_medium
            ):
                continue
            taken.append((points, item))
    return [(item.id, points) for points, item in taken]
