"""The same kernel in plain numpy: used without numba and for small numbers, where compiling would cost more than it saves."""

from __future__ import annotations

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
    Items,
    Readers,
    part,
)
from scicomm.audiences.rules.matching.compiled import best_keys
from scicomm.audiences.rules.matching.tables import Block, block_of, blocks, groups_of, story_tables
from scicomm.audiences.rules.matching.weights import INTEREST_MOST, OWN_LANGUAGE, interest_points

# So many pairs of reader and thing are worked out at a time.
_CELLS = 400_000


def touched(readers: Readers, item: Item) -> tuple[Array, Array, Array]:
    """Rows with an interest in one of the story's subjects or "never" in one, their points, and whether it is never."""
    marks = np.zeros(len(readers), np.int32)
    never = np.zeros(len(readers), bool)
    points = interest_points()
    for column in item.subjects:
        run = slice(int(readers.column_start[column]), int(readers.column_start[column + 1]))
        rows, weights = np.asarray(readers.column_row[run]), np.asarray(readers.column_weight[run])
        # Each row stands once in a column, so that indexed adding adds each.
        marks[rows] += points[weights + 1]
        never[rows[weights < 0]] = True
    rows = np.flatnonzero((marks > 0) | never)
    return rows, np.minimum(marks[rows], INTEREST_MOST), never[rows]


def recipients(readers: Readers, item: Item, limit: int) -> tuple[Array, Array]:
    """As `compiled.recipients`."""
    rows, interest, never = touched(readers, item)
    tables, traits = story_tables(readers, item), np.asarray(readers.traits)[rows]
    media = part(traits, MEDIA)
    level, near = tables.level[part(traits, LEVEL_AT)], tables.regions[part(traits, REGION)]
    kept = (
        ~never & (part(traits, FLAGS) & (REACHABLE | PERSONAL | YOUNG) == REACHABLE | PERSONAL)
        & (part(traits, LEFT) > 0) & ((part(traits, READS) >> item.language) & 1 == 1)
        & ((media == 0) | ((media >> item.medium) & 1 == 1)) & (level >= 0) & (near >= 0)
    )  # fmt: skip
    own = np.where(part(traits, OWN) == item.language, OWN_LANGUAGE, 0)
    score = interest + level + near + own + tables.sets[part(traits, SET)] + tables.own_points
    return best_keys((score[kept].astype(np.int64) << 32) + (0xFFFFFFFF - rows[kept]), limit)


def digests(
    readers: Readers, items: Items, rows: Array, bounds: tuple[int, int, int], seen: tuple[Array, Array], count: int
) -> tuple[Array, Array, Array]:
    """As `compiled.digests`."""
    groups = groups_of(readers, rows, items)
    chosen, scores = [], []
    for some, group, first in blocks(groups, items):
        block = block_of(readers, some, group, first, items)
        step = max(1, _CELLS // max(1, len(items)))
        for low in range(0, len(some), step):
            points = _points(readers, items, block, slice(low, low + step), seen)
            picked = _pick(points, items, bounds, count)
            chosen.append(picked)
            scores.append(np.where(picked >= 0, np.take_along_axis(points, np.maximum(picked, 0), axis=1), 0))
    if not chosen:
        return groups.rows, np.full((0, count), -1, np.int32), np.zeros((0, count), np.int32)
    return groups.rows, np.concatenate(chosen).astype(np.int32), np.concatenate(scores).astype(np.int32)


def _runs(starts: Array, keys: Array) -> tuple[Array, Array]:
    """For keys with runs in a list: the places of all runs one after the other, and which key each belongs to."""
    low, size = starts[keys], starts[keys + 1] - starts[keys]
    of = np.repeat(np.arange(len(keys)), size)
    return np.arange(len(of)) - np.repeat(np.cumsum(size) - size, size) + low[of], of


def _points(readers: Readers, items: Items, block: Block, some: slice, seen: tuple[Array, Array]) -> Array:
    """Points of every pair of these rows and things; negative where the thing is not offered."""
    rows, group, many = block.rows[some], block.group[some], len(items)
    base, personal = block.base[group], block.personal[group]
    mine = np.flatnonzero(personal)
    place, of = _runs(np.asarray(readers.start), rows[mine])
    weight = np.asarray(readers.weight[place])
    at, pair = _runs(items.column_start, np.asarray(readers.subject[place]).astype(np.int64))
    cell = mine[of[pair]] * many + items.column_item[at]
    added = interest_points()[weight[pair] + 1]
    interest = np.bincount(cell, weights=added, minlength=base.size)[: base.size].astype(np.int32).reshape(base.shape)
    out = np.zeros(base.size, bool)
    out[cell[weight[pair] < 0]] = True
    place, of = _runs(seen[0], rows)
    out[of * many + seen[1][place]] = True
    total = base + np.minimum(interest, INTEREST_MOST)
    return np.where(out.reshape(base.shape) | (base < 0), -1, total)


def _pick(points: Array, items: Items, bounds: tuple[int, int, int], count: int) -> Array:
    """The best things of each row within the bounds; what they leave empty is filled without them, subjects last."""
    many, lines = points.shape[0], np.arange(points.shape[0])
    order = np.argsort(-points, axis=1, kind="stable")
    width = int(np.diff(items.start).max(initial=0))
    names, flat = np.unique(items.subject, return_inverse=True)
    subjects = np.full((len(items), max(width, 1)), len(names))
    sizes = np.diff(items.start)
    subjects[np.repeat(np.arange(len(items)), sizes), np.arange(len(flat)) - np.repeat(items.start[:-1], sizes)] = flat
    of_subject = np.zeros((many, len(names) + 1), np.int32)
    of_unit = np.zeros((many, int(items.unit.max(initial=0)) + 1), np.int32)
    of_medium = np.zeros((many, int(items.medium.max(initial=0)) + 1), np.int32)
    chosen, found = np.full((many, count), -1), np.zeros(many, np.int64)
    taken = np.zeros(points.shape, bool)
    for turn in range(3):
        for item in order.T:
            if found.min() == count:
                return chosen
            fits = (points[lines, item] >= 0) & ~taken[lines, item] & (found < count)
            if turn == 0:
                fits &= (of_unit[lines, items.unit[item]] < bounds[1]) & (
                    of_medium[lines, items.medium[item]] < bounds[2]
                )
            if turn < 2:
                filed = subjects[item]
                fits &= ((of_subject[lines[:, None], filed] < bounds[0]) | (filed == len(names))).all(axis=1)
            at, picked = lines[fits], item[fits]
            chosen[at, found[at]] = picked
            found[at] += 1
            taken[at, picked] = True
            of_unit[at, items.unit[picked]] += 1
            of_medium[at, items.medium[picked]] += 1
            np.add.at(of_subject, (at[:, None], subjects[picked]), 1)
    return chosen
