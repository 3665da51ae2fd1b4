"""Why a pair of reader and thing has its score: reasons that add up to it, and why a thing is not for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from scicomm.audiences.rules.matching.arrays import (
    FLAGS,
    LEFT,
    LEVEL_AT,
    MEDIA,
    OWN,
    PERSONAL,
    REACHABLE,
    READS,
    REGION,
    SET,
    YOUNG,
    Array,
    Item,
    Readers,
    part,
)
from scicomm.audiences.rules.matching.regions import region_points
from scicomm.audiences.rules.matching.tables import is_personal, story_tables
from scicomm.audiences.rules.matching.vectors import touched
from scicomm.audiences.rules.matching.weights import (
    INTEREST,
    INTEREST_MOST,
    MANY_FROM,
    NEW_FROM,
    OWN_LANGUAGE,
    SEGMENT,
    level_points,
)


@dataclass(frozen=True)
class Reason:
    """One addend of a score. `value` by code: interest (key of the subject, `weight`), near (code of the region),
    segment (mask of segments in common), level (distance), language (place), new and soon (days), pick, many, common: 0."""

    code: str
    points: int
    value: int = 0
    weight: int = 0


def reasons(readers: Readers, row: int, item: Item) -> tuple[Reason, ...]:
    """Reasons of one pair, strongest first; their points are the score. Asks not whether the thing may be offered at all."""
    traits = np.asarray(readers.traits[row : row + 1])
    one = {where: int(part(traits, where)[0]) for where in (FLAGS, OWN, LEVEL_AT, SET, REGION)}
    found = [
        Reason("soon" if item.begins else "new", item.freshness, item.days),
        Reason("many", item.popularity),
        Reason("pick", item.pick),
    ]
    if not is_personal(part(traits, FLAGS))[0]:
        return _strongest([Reason("common", OWN_LANGUAGE), *found])
    found += _interests(readers, row, item)
    shared = int(readers.sets[one[SET]]) & item.segments
    region = int(readers.regions[one[REGION]])
    found += [
        Reason("level", int(level_points()[one[LEVEL_AT], item.level]), abs(one[LEVEL_AT] - item.level)),
        Reason("segment", SEGMENT if shared else 0, shared),
        Reason("near", int(region_points(region, item.region)), item.region),
        Reason("language", OWN_LANGUAGE if one[OWN] == item.language else 0, item.language),
    ]
    return _strongest(found)


def _interests(readers: Readers, row: int, item: Item) -> list[Reason]:
    """Strongest interests first; what goes beyond the most that interests may add adds nothing."""
    run = slice(int(readers.start[row]), int(readers.start[row + 1]))
    pairs = zip(readers.subject[run].tolist(), readers.weight[run].tolist(), strict=True)
    shared = sorted(
        ((weight, -column) for column, weight in pairs if column in item.subjects and weight > 0), reverse=True
    )
    found, left = [], INTEREST_MOST
    for weight, column in shared:
        points = min(INTEREST[weight], left)
        left -= points
        found.append(Reason("interest", points, int(readers.subjects[-column]), weight))
    return found


def _strongest(found: list[Reason]) -> tuple[Reason, ...]:
    return tuple(
        sorted((reason for reason in found if reason.points), key=lambda reason: (-reason.points, reason.code))
    )


def is_said(reason: Reason) -> bool:
    """Whether a reason is worth a sentence: not a little freshness, and not a few readers. One without points was read from
    where only those are kept that were worth it."""
    return not reason.points or reason.points >= {"new": NEW_FROM, "soon": NEW_FROM, "many": MANY_FROM}.get(
        reason.code, 0
    )


class Why(Enum):
    """What became of a reader with an interest in a story: reached, or the first thing that stands against it."""

    REACHED = 0
    UNREACHABLE = 1
    NEVER = 2
    COMMON = 3
    LANGUAGE = 4
    LEVEL = 5
    MEDIUM = 6
    FAR = 7
    FULL = 8


def fates(readers: Readers, item: Item) -> tuple[Array, Array]:
    """Rows of all readers who said something of a subject of the story, and the number of the `Why` of each."""
    rows, _interest, never = touched(readers, item)
    traits, tables = np.asarray(readers.traits)[rows], story_tables(readers, item)
    flags, media = part(traits, FLAGS), part(traits, MEDIA)
    against = (
        (Why.UNREACHABLE, flags & REACHABLE == 0),
        (Why.COMMON, flags & (PERSONAL | YOUNG) != PERSONAL),
        (Why.NEVER, never),
        (Why.LANGUAGE, (part(traits, READS) >> item.language) & 1 == 0),
        (Why.LEVEL, tables.level[part(traits, LEVEL_AT)] < 0),
        (Why.MEDIUM, (media != 0) & ((media >> item.medium) & 1 == 0)),
        (Why.FAR, tables.regions[part(traits, REGION)] < 0),
        (Why.FULL, part(traits, LEFT) == 0),
    )
    return rows, np.select([hit for _why, hit in against], [why.value for why, _hit in against], Why.REACHED.value)


def shown(counts: dict[int, int], least: int = 5, *, adds_up: bool = True) -> dict[int, int | None]:
    """Counts of people for a screen: None for fewer than `least`, so that nobody is recognised.

    Where the parts add up to a total that is shown as well, a single hidden part would be their difference: the next
    smallest is hidden with it.
    """
    hidden = {key for key, count in counts.items() if 0 < count < least}
    if adds_up and len(hidden) == 1:
        others = [key for key, count in counts.items() if count and key not in hidden]
        hidden |= set(sorted(others, key=lambda key: counts[key])[:1])
    return {key: None if key in hidden else count for key, count in counts.items()}


def parts_of(readers: Readers, rows: Array) -> dict[str, Array]:
    """Level, own language and mask of segments of some rows, for counting."""
    traits = np.asarray(readers.traits)[rows]
    return {
        "level": part(traits, LEVEL_AT),
        "own": part(traits, OWN),
        "segments": np.asarray(readers.sets)[part(traits, SET)],
    }
