"""The arrays that matching works on: readers and things, how a reader's traits are packed, what one row says in words.

Readers are a matrix of profiles by subjects with whole-number weights, kept by rows (CSR) and by columns (CSC), and one packed
number of traits a profile: one look-up in memory decides whether a profile can get a thing at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np

Array = np.ndarray[Any, Any]

# Where each trait stands in the packed number: (first bit, how many bits). 63 bits, so that the number is never negative.
REACHABLE: Final = 1  # confirmed, not paused, not erased; a guardian agreed where one must
PERSONAL: Final = 2
YOUNG: Final = 4
FLAGS: Final = (0, 4)
OWN: Final = (4, 3)  # place of the own language
READS: Final = (7, 8)  # bit mask of languages read, the own one among them
LEVEL_AT: Final = (15, 3)
MEDIA: Final = (18, 8)  # bit mask of kinds; 0 is everything
LEFT: Final = (26, 4)  # mails that may still go out this week
SET: Final = (30, 20)  # number of the set of segments
REGION: Final = (50, 13)  # number of the region
# So that int32 holds the sum of anything a reader can say of one thing.
MOST_SUBJECTS: Final = 60
MOST_LEFT: Final = (1 << LEFT[1]) - 1


def part(traits: Array, where: tuple[int, int]) -> Array:
    """One trait of packed numbers."""
    return (traits >> where[0]) & ((1 << where[1]) - 1)


class TooMany(ValueError):
    """More languages, kinds, sets of segments or regions than the packed number holds."""


def packed(columns: dict[tuple[int, int], Array]) -> Array:
    """Traits packed into one int64 a profile. Raises TooMany when a value does not fit."""
    total: Array | None = None
    for (first, bits), values in columns.items():
        if len(values) and (int(values.max()) >> bits or int(values.min()) < 0):
            raise TooMany(f"{int(values.max())} does not fit into {bits} bits")
        shifted = values.astype(np.int64) << first
        total = shifted if total is None else total | shifted
    return np.zeros(0, np.int64) if total is None else total


@dataclass(frozen=True)
class Readers:
    """Profiles by rows in the order of their ids, subjects by columns.

    ids int64[P] · traits int64[P] · start int64[P+1], subject int16[N], weight int8[N]: by rows · column_start int64[S+1],
    column_row int32[N], column_weight int8[N]: by columns, rows ascending · subjects int64[S]: key of each column ·
    sets int64[K]: mask of segments of each set · regions int32[R]: code of six digits of each region, 0 is anywhere.
    """

    ids: Array
    traits: Array
    start: Array
    subject: Array
    weight: Array
    column_start: Array
    column_row: Array
    column_weight: Array
    subjects: Array
    sets: Array
    regions: Array

    def __len__(self) -> int:
        return len(self.ids)

    def rows_of(self, ids: Array) -> Array:
        """Rows of profiles by their ids; -1 for those that are not there."""
        if not len(self.ids):
            return np.full(len(ids), -1)
        at = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[at] == ids, at, -1)

    @property
    def nbytes(self) -> int:
        return sum(int(getattr(self, field.name).nbytes) for field in fields(self))


@dataclass(frozen=True)
class Traits:
    """What profiles are made from, one value a profile: `flags` of REACHABLE, PERSONAL and YOUNG, `own` place of the language,
    masks of languages, media and segments, `region` as a code of six digits, `left` mails of this week."""

    flags: Array
    own: Array
    reads: Array
    level: Array
    media: Array
    left: Array
    segments: Array
    region: Array


def readers_of(ids: Array, traits: Traits, row: Array, subject: Array, weight: Array, subjects: Array) -> Readers:
    """Builds the arrays: ids in any order, interests as triples (row in `ids`, column, weight) in any order, each pair once."""
    order = np.argsort(ids, kind="stable")
    place = np.empty(len(ids), np.int64)
    place[order] = np.arange(len(ids))
    sets, set_of = np.unique(traits.segments[order], return_inverse=True)
    regions, region_of = np.unique(traits.region[order], return_inverse=True)
    one = {field.name: getattr(traits, field.name)[order] for field in fields(Traits)}
    packing = {
        FLAGS: one["flags"], OWN: one["own"], READS: one["reads"], LEVEL_AT: one["level"], MEDIA: one["media"],
        LEFT: np.minimum(one["left"], MOST_LEFT), SET: set_of, REGION: region_of,
    }  # fmt: skip
    row = place[row]
    by_row = np.argsort(row * max(len(subjects), 1) + subject, kind="stable")
    row, subject, weight = (
        row[by_row].astype(np.int32),
        subject[by_row].astype(np.int16),
        weight[by_row].astype(np.int8),
    )
    # 16-bit keys are sorted by their digits, in one pass, and rows stay in their order.
    by_column = np.argsort(subject, kind="stable")
    return Readers(
        ids[order].astype(np.int64), packed(packing),
        _starts(row, len(ids)), subject, weight,
        _starts(subject, len(subjects)), row[by_column], weight[by_column],
        subjects.astype(np.int64), sets.astype(np.int64), regions.astype(np.int32),
    )  # fmt: skip


def taken_apart(readers: Readers) -> tuple[Array, Traits, Array, Array, Array]:
    """The opposite of `readers_of`: ids, traits, and the triples by rows; for exchanging some profiles of a snapshot."""
    traits = np.asarray(readers.traits)
    segments = np.asarray(readers.sets)[part(traits, SET)]
    region = np.asarray(readers.regions)[part(traits, REGION)]
    flags, own, reads, level, media, left = (part(traits, at) for at in (FLAGS, OWN, READS, LEVEL_AT, MEDIA, LEFT))
    values = Traits(flags, own, reads, level, media, left, segments, region)
    row = np.repeat(np.arange(len(readers)), np.diff(readers.start))
    return np.asarray(readers.ids), values, row, np.asarray(readers.subject), np.asarray(readers.weight)


def _starts(keys: Array, count: int) -> Array:
    """Where each key's run begins in a sorted list of keys."""
    return np.concatenate(([0], np.cumsum(np.bincount(keys, minlength=count)))).astype(np.int64)


@dataclass(frozen=True)
class Item:
    """One thing as matching sees it: columns of its subjects with all broader ones, place of its language, mask of segments."""

    id: int
    subjects: tuple[int, ...]
    language: int
    level: int
    segments: int = 0
    region: int = 0
    medium: int = 0
    unit: int = 0
    freshness: int = 0
    popularity: int = 0
    # Points for an editor's pick; days since it is public, or until it begins where one goes to it. Days are for the words.
    pick: int = 0
    days: int = 0
    begins: bool = False

    @property
    def own_points(self) -> int:
        """What speaks for it whoever reads it."""
        return self.freshness + self.popularity + self.pick


@dataclass(frozen=True)
class Items:
    """Candidates in the order that decides ties (newest first), as arrays, and by subjects (`column_*`, as with readers)."""

    rows: tuple[Item, ...]
    ids: Array
    start: Array
    subject: Array
    language: Array
    level: Array
    segments: Array
    region: Array
    medium: Array
    unit: Array
    own_points: Array
    column_start: Array
    column_item: Array

    def __len__(self) -> int:
        return len(self.rows)


def items_of(rows: Sequence[Item], subjects: int) -> Items:
    """Arrays of things; `subjects` is the number of columns. Units are numbered from 0 in the order of their keys."""
    if any(len(item.subjects) > MOST_SUBJECTS for item in rows):
        raise TooMany(f"A thing has more than {MOST_SUBJECTS} subjects")
    counts = [len(item.subjects) for item in rows]
    subject = np.array([one for item in rows for one in sorted(item.subjects)], np.int32)
    item_of = np.repeat(np.arange(len(rows)), counts)
    by_column = np.argsort(subject, kind="stable")

    def column(name: str, kind: Any) -> Array:
        return np.array([getattr(item, name) for item in rows], kind)

    units = np.unique(column("unit", np.int64), return_inverse=True)[1].astype(np.int32)
    return Items(
        tuple(rows), column("id", np.int64), np.concatenate(([0], np.cumsum(counts))).astype(np.int64), subject,
        column("language", np.int32), column("level", np.int32), column("segments", np.int64),
        column("region", np.int32), column("medium", np.int32), units,
        column("own_points", np.int32),
        _starts(subject, subjects), item_of[by_column].astype(np.int32),
    )  # fmt: skip
