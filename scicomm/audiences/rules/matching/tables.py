"""What speaks for a pair besides interests: as small tables for one story, and as one row for each group of alike readers.

Both implementations of the kernel start from these tables, so that they differ only in how they walk through interests.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scicomm.audiences.rules.matching.arrays import (
    FLAGS,
    LEVEL_AT,
    MEDIA,
    OWN,
    PERSONAL,
    READS,
    REGION,
    SET,
    YOUNG,
    Array,
    Item,
    Items,
    Readers,
    part,
)
from scicomm.audiences.rules.matching.regions import region_points
from scicomm.audiences.rules.matching.weights import OWN_LANGUAGE, REFUSED, SEGMENT, YOUNG_LEVELS, level_points

# So many pairs of group and thing are worked out at a time: 16 MB of tables for each thread.
_CELLS = 2_000_000
_ROWS = 50_000


@dataclass(frozen=True)
class StoryTables:
    """Points of one story by level, by number of the set of segments and of the region; REFUSED where it is not offered."""

    level: Array
    sets: Array
    regions: Array
    own_points: int


def story_tables(readers: Readers, item: Item) -> StoryTables:
    return StoryTables(
        level_points()[:, item.level].copy(),
        np.where(np.asarray(readers.sets) & item.segments, SEGMENT, 0).astype(np.int32),
        region_points(np.asarray(readers.regions), item.region),
        item.own_points,
    )


@dataclass(frozen=True)
class Groups:
    """Readers who are alike in everything but their interests, for these candidates: `rows` sorted by group, where each
    group starts in `rows`, and one row of the matrix that stands for it."""

    rows: Array
    starts: Array
    first: Array

    def __len__(self) -> int:
        return len(self.first)


def groups_of(readers: Readers, rows: Array, items: Items) -> Groups:
    """Groups of the given rows. Who gets the common edition differs only by language and by being younger than 14."""
    traits = np.asarray(readers.traits)[rows]
    flags = part(traits, FLAGS)
    languages, media = _mask(items.language), _mask(items.medium)
    chosen = part(traits, MEDIA)
    set_class = np.unique(np.asarray(readers.sets) & np.bitwise_or.reduce(items.segments), return_inverse=True)[1]
    places = np.unique(items.region)
    seen = region_points(np.asarray(readers.regions)[:, None], places[None, :])
    region_class = np.unique(seen, axis=0, return_inverse=True)[1].reshape(-1)
    key = part(traits, OWN)
    for values, size in (
        (part(traits, READS) & languages, 256),
        (part(traits, LEVEL_AT), 8),
        (np.where(chosen == 0, media, chosen & media), 256),
        (set_class[part(traits, SET)], int(set_class.max(initial=0)) + 1),
        (region_class[part(traits, REGION)], int(region_class.max(initial=0)) + 1),
    ):
        key = key * size + values
    common = -1 - (part(traits, OWN) * 2 + ((flags & YOUNG) != 0))
    key = np.where(is_personal(flags), key, common)
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=key[order[:1]] - 1))
    return Groups(rows[order], np.append(starts, len(rows)), rows[order[starts]])


def is_personal(flags: Array) -> Array:
    """Chosen by interests: those who want it and are not younger than 14."""
    return (flags & (PERSONAL | YOUNG)) == PERSONAL


def _mask(values: Array) -> int:
    return int(np.bitwise_or.reduce(1 << values.astype(np.int64))) if len(values) else 0


@dataclass(frozen=True)
class Block:
    """Some rows, the group of each (counted from 0), and by group the points without interests and who has interests at all."""

    rows: Array
    group: Array
    base: Array
    personal: Array


def blocks(groups: Groups, items: Items) -> Iterator[tuple[Array, Array, Array]]:
    """Pieces of all groups, (rows, group of each row, representatives), small enough for memory and for sharing the work."""
    at, many = 0, len(groups.rows)
    while at < many:
        low = int(np.searchsorted(groups.starts, at, side="right")) - 1
        until = int(groups.starts[min(low + max(1, _CELLS // max(1, len(items))), len(groups))])
        end = min(at + _ROWS, until)
        high = int(np.searchsorted(groups.starts, end, side="left"))
        starts = np.clip(groups.starts[low : high + 1], at, end)
        yield groups.rows[at:end], np.repeat(np.arange(high - low), np.diff(starts)), groups.first[low:high]
        at = end


def block_of(readers: Readers, rows: Array, group: Array, first: Array, items: Items) -> Block:
    """Points of every group for every thing without interests; REFUSED where it is not offered."""
    traits = np.asarray(readers.traits)[first]
    personal = is_personal(part(traits, FLAGS))
    base = np.where(personal[:, None], _personal_base(readers, traits, items), _common_base(traits, items))
    return Block(rows, group, base, personal)


def _personal_base(readers: Readers, traits: Array, items: Items) -> Array:
    level = level_points()[part(traits, LEVEL_AT)[:, None], items.level[None, :]]
    region = region_points(np.asarray(readers.regions)[part(traits, REGION)][:, None], items.region[None, :])
    segments = np.asarray(readers.sets)[part(traits, SET)][:, None] & items.segments[None, :]
    media = part(traits, MEDIA)[:, None]
    reads = (part(traits, READS)[:, None] >> items.language[None, :]) & 1
    own = np.where(part(traits, OWN)[:, None] == items.language[None, :], OWN_LANGUAGE, 0)
    points = level + region + own + np.where(segments, SEGMENT, 0) + items.own_points[None, :]
    wanted = (reads == 1) & ((media == 0) | ((media >> items.medium[None, :]) & 1 == 1)) & (level >= 0) & (region >= 0)
    return np.where(wanted, points, REFUSED).astype(np.int32)


def _common_base(traits: Array, items: Items) -> Array:
    young = (part(traits, FLAGS) & YOUNG) != 0
    own = part(traits, OWN)[:, None] == items.language[None, :]
    allowed = own & (~young[:, None] | np.isin(items.level, YOUNG_LEVELS)[None, :])
    return np.where(allowed, OWN_LANGUAGE + items.own_points[None, :], REFUSED).astype(np.int32)
