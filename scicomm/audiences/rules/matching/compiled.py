"""The loops compiled by numba, once a process, kept on disk under a folder that the caller names; absent without numba."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from types import FunctionType, SimpleNamespace
from typing import Any

import numpy as np

from scicomm.audiences.rules.matching import loops
from scicomm.audiences.rules.matching.arrays import Array, Item, Items, Readers
from scicomm.audiences.rules.matching.tables import block_of, blocks, groups_of, story_tables
from scicomm.audiences.rules.matching.weights import interest_points

_lock = threading.Lock()
_scratch = threading.local()


@cache
def has_numba() -> bool:
    """Whether numba can be imported; its wheels come later than Python's releases."""
    try:
        import numba  # noqa: F401 - optional, and a second to import: only who matches pays for it
    except ImportError:
        return False
    return True


@cache
def _jitted(folder: str) -> SimpleNamespace:
    import numba  # optional, see has_numba

    config: Any = numba.config
    before, made = config.CACHE_DIR, dict(vars(loops))
    config.CACHE_DIR = folder or before
    try:
        for name in loops.ORDER:
            plain = getattr(loops, name)
            # The same code, whose names are those of the functions compiled before it.
            twin = FunctionType(plain.__code__, made, name)
            twin.__module__, twin.__qualname__ = plain.__module__, plain.__qualname__
            # What is called for every thing is inlined: handing over arrays counts references, which costs more than the work.
            inline: Any = "always" if name in loops.INNER else "never"
            try:
                made[name] = numba.njit(twin, nogil=True, inline=inline, cache=bool(folder))
            except RuntimeError:  # the folder cannot be written: compiled anew in each process
                made[name] = numba.njit(twin, nogil=True, inline=inline)
    finally:
        config.CACHE_DIR = before
    return SimpleNamespace(**{name: made[name] for name in loops.ORDER})


def jitted(folder: Path | None) -> SimpleNamespace:
    with _lock:
        return _jitted(str(folder) if folder else "")


def recipients(readers: Readers, item: Item, limit: int, folder: Path | None) -> tuple[Array, Array]:
    """Rows and scores of who gets a story, best first; ties by row."""
    code, tables, many = jitted(folder), story_tables(readers, item), len(readers)
    if getattr(_scratch, "size", -1) != many:
        _scratch.size, _scratch.marks = many, np.zeros(many, np.int32)
        # One place more: a row met again is written behind the last hit and counted by nobody.
        _scratch.hits, _scratch.keys = np.empty(many + 1, np.int32), np.empty(many + 1, np.int64)
    marks, hits, keys = _scratch.marks, _scratch.hits, _scratch.keys
    found = code.gather(
        np.array(item.subjects, np.int64), readers.column_start, readers.column_row, readers.column_weight,
        gathered_points(), marks, hits,
    )  # fmt: skip
    kept = code.keys_of(
        hits, found, marks, readers.traits, (item.language, item.medium, tables.own_points), tables.level, tables.sets,
        tables.regions, keys,
    )  # fmt: skip
    return best_keys(keys[:kept], limit)


def gathered_points() -> Array:
    """Points by weight where "never" outweighs everything."""
    points = interest_points()
    points[0] = loops.NEVER_POINTS
    return points


def best_keys(keys: Array, limit: int) -> tuple[Array, Array]:
    """Rows and scores of the greatest keys, sorted: only what is asked for is put in order."""
    if limit < len(keys):
        keys = np.partition(keys, len(keys) - limit)[len(keys) - limit :] if limit > 0 else keys[:0]
    keys = np.sort(keys)[::-1]
    return 0xFFFFFFFF - (keys & 0xFFFFFFFF), (keys >> 32).astype(np.int32)


def digests(readers: Readers, items: Items, rows: Array, bounds: tuple[int, int, int], seen: tuple[Array, Array],
            count: int, folder: Path | None, threads: int) -> tuple[Array, Array, Array]:  # fmt: skip
    """Digests of the rows: (rows, things[rows, count] with -1 for none, scores), in the order of groups."""
    code, points, bound = jitted(folder), gathered_points(), bound_of(items, bounds)
    groups = groups_of(readers, rows, items)
    chosen = np.full((len(rows), count), -1, np.int32)
    scores = np.zeros((len(rows), count), np.int32)

    def work(at: int, some: Array, group: Array, first: Array) -> None:
        block = block_of(readers, some, group, first, items)
        part = slice(at, at + len(some))
        code.fill(
            block.rows, block.group, block.base, falling_keys(block.base), block.personal, readers.start, readers.subject,
            readers.weight, items.column_start, items.column_item, points, *seen,
            (*bound, np.zeros(bound[2].shape[1], np.int32)), scratch_for(len(items)), chosen[part], scores[part],
        )  # fmt: skip

    jobs, at = [], 0
    with ThreadPoolExecutor(max(1, threads)) as pool:
        for some, group, first in blocks(groups, items):
            jobs.append(pool.submit(work, at, some, group, first))
            at += len(some)
    for job in jobs:
        job.result()
    return groups.rows, chosen, scores


def falling_keys(base: Array) -> Array:
    """Keys of all things by group, falling; -1 for what is not offered."""
    low = 0xFFFFFFFF - np.arange(base.shape[1], dtype=np.int64)
    keys = np.where(base >= 0, (base.astype(np.int64) << 32) + low, -1)
    return np.ascontiguousarray(np.sort(keys, axis=1)[:, ::-1])


def scratch_for(many: int) -> tuple[Array, ...]:
    """Scratch arrays of `loops.fill` for so many things."""
    interest, stamp, taken, hits = (np.zeros(many, np.int32) for _array in range(4))
    return interest, stamp, taken, hits, np.zeros(many, np.int64)


def bound_of(items: Items, bounds: tuple[int, int, int]) -> tuple[Array, Array, Array]:
    """What each thing is counted under (its subjects, unit and medium, as a list by thing) and how many of each key a turn
    of filling allows: first all bounds hold, then those of subjects, then none."""
    subjects = int(items.subject.max(initial=-1)) + 1
    units = int(items.unit.max(initial=0)) + 1
    media = int(items.medium.max(initial=0)) + 1
    key = np.concatenate((items.subject, subjects + items.unit, subjects + units + items.medium))
    own = np.arange(len(items))
    order = np.argsort(np.concatenate((np.repeat(own, np.diff(items.start)), own, own)), kind="stable")
    kinds = np.repeat([0, 1, 2], [subjects, units, media])
    limit = np.full((3, len(kinds)), np.iinfo(np.int32).max, np.int32)
    limit[0] = np.array(bounds)[kinds]
    limit[1, kinds == 0] = bounds[0]
    return items.start + 2 * np.arange(len(items) + 1), key[order].astype(np.int32), limit


def threads_here() -> int:
    """One thread a core, four at most: beyond that memory is the limit."""
    return min(4, os.cpu_count() or 1)
