"""The kernel's two questions: who gets a story, in order, and what are the best things for each reader. Pure.

Compiled loops answer for many readers, plain numpy for few or without numba; both give the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np

from scicomm.audiences.rules.matching import compiled, vectors
from scicomm.audiences.rules.matching.arrays import FLAGS, LEFT, REACHABLE, Array, Item, Items, Readers, part
from scicomm.audiences.rules.matching.weights import bounds

# Below so many pairs numpy is done before numba is loaded.
_WORTH_COMPILING = 2_000_000


class Engine(Enum):
    """Which implementation works; `AUTO` chooses by size and by what is installed."""

    AUTO = "auto"
    COMPILED = "compiled"
    PLAIN = "plain"


@dataclass(frozen=True)
class Seen:
    """What each row got lately, as a sparse set: places in the candidates, by rows (CSR)."""

    start: Array
    item: Array

    @classmethod
    def of(cls, readers: Readers, items: Items, keys: Mapping[int, Sequence[int]]) -> Seen:
        """From ids of things by id of profile; ids that are no candidates or no profiles are passed over."""
        place = {int(key): number for number, key in enumerate(items.ids)}
        ids = np.fromiter(keys, np.int64, len(keys))
        found = [
            (int(row), place[item])
            for row, profile in zip(readers.rows_of(ids), ids, strict=True)
            if row >= 0
            for item in set(keys[int(profile)])
            if item in place
        ]
        found.sort()
        rows = np.array([row for row, _item in found], np.int64)
        start = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=len(readers))))).astype(np.int64)
        return cls(start, np.array([item for _row, item in found], np.int32))

    @classmethod
    def nothing(cls, readers: Readers) -> Seen:
        return cls(np.zeros(len(readers) + 1, np.int64), np.zeros(0, np.int32))


def _compiles(engine: Engine, pairs: int) -> bool:
    if engine is Engine.AUTO:
        return pairs >= _WORTH_COMPILING and compiled.has_numba()
    return engine is Engine.COMPILED


def recipients(
    readers: Readers, item: Item, limit: int, *, engine: Engine = Engine.AUTO, folder: Path | None = None
) -> tuple[Array, Array]:
    """Rows and scores of the readers whom a story reaches by their interests, best first, at most `limit`; ties by id.

    They are reachable, want things chosen for them, are not under 14, have room this week, read its language, take its kind,
    are at most two levels away, not in another province, and said "never" to none of its subjects.
    """
    if not len(readers):
        return np.zeros(0, np.int64), np.zeros(0, np.int32)
    if _compiles(engine, len(readers) * 10):
        return compiled.recipients(readers, item, limit, folder)
    return vectors.recipients(readers, item, limit)


def digests(
    readers: Readers, items: Items, count: int, *, rows: Array | None = None, seen: Seen | None = None,
    engine: Engine = Engine.AUTO, folder: Path | None = None, threads: int = 0, is_bounded: bool = True,
) -> tuple[Array, Array, Array]:  # fmt: skip
    """The best `count` things for each row: (rows, places in `items` with -1 for none, scores), all int, rows in any order.

    Asks neither for consent nor for caps: who gets a digest is decided before (`due_rows`) and again when it is sent.
    `is_bounded=False` leaves the bounds of variety out.
    """
    rows = np.arange(len(readers)) if rows is None else rows
    if not len(rows) or not len(items):
        return rows, np.full((len(rows), count), -1, np.int32), np.zeros((len(rows), count), np.int32)
    most = bounds(count) if is_bounded else (count, count, count)
    given = seen or Seen.nothing(readers)
    if _compiles(engine, len(rows) * len(items)):
        threads = threads or compiled.threads_here()
        return compiled.digests(readers, items, rows, most, (given.start, given.item), count, folder, threads)
    return vectors.digests(readers, items, rows, most, (given.start, given.item), count)


def due_rows(readers: Readers) -> Array:
    """Rows of those who may be written to: reachable, with room this week, as of the snapshot."""
    traits = np.asarray(readers.traits)
    return np.flatnonzero((part(traits, FLAGS) & REACHABLE != 0) & (part(traits, LEFT) > 0))
