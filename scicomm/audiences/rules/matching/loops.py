"""The loops of the kernel, plain Python over arrays, written so that numba compiles them well; slow without it.

Next to nothing is allocated here; scratch arrays come from outside and are left as they were found (all 0).
A key is a score and, below it, a place, so that greater keys come first and ties go to the lower place.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scicomm.audiences.rules.matching.weights import INTEREST_MOST, OWN_LANGUAGE

A = Any
# Far below what interests can add, far above what int32 holds; "never" in one subject outweighs all others.
NEVER_POINTS = -(2**24)
_LOW = 0xFFFFFFFF


def gather(columns: A, column_start: A, column_row: A, column_weight: A, points: A, marks: A, hits: A) -> int:
    """Adds the points of a story's subjects in `marks` int32[P], row by row; `hits` gets each row once. Returns how many.

    Without a branch: what the processor would guess wrong costs ten times what it computes. `points` has NEVER_POINTS for -1.
    """
    count = 0
    for column in columns:
        for place in range(column_start[column], column_start[column + 1]):
            row = column_row[place]
            mark = marks[row]
            hits[count] = row
            count += mark == 0
            marks[row] = mark + points[column_weight[place] + 1]
    return count


def keys_of(hits: A, count: int, marks: A, traits: A, story: A, level: A, sets: A, regions: A, keys: A) -> int:
    """Keys of the hits that can get the story, marks cleared; returns how many. `story` is (language, medium, own points).

    Bits as in `arrays`: reachable, personal and not young; room this week; reads the language; takes the kind.
    """
    language, medium, own_points = story
    kept = 0
    for number in range(count):
        row = hits[number]
        packed = traits[row]
        interest = min(marks[row], INTEREST_MOST)
        marks[row] = 0
        media = (packed >> 18) & 255
        fit = level[(packed >> 15) & 7]
        near = regions[(packed >> 50) & 8191]
        own = OWN_LANGUAGE * ((packed >> 4) & 7 == language)
        score = interest + fit + near + sets[(packed >> 30) & 1048575] + own + own_points
        keys[kept] = (score << 32) + (_LOW - row)
        kept += (
            (interest > 0) & (packed & 7 == 3) & ((packed >> 26) & 15 != 0) & ((packed >> (7 + language)) & 1 == 1)
            & ((media == 0) | ((media >> medium) & 1 == 1)) & (fit >= 0) & (near >= 0)
        )  # fmt: skip
    return kept


def fill(rows: A, group: A, base: A, falling: A, personal: A, start: A, subject: A, weight: A, column_start: A, column_item: A,
         points: A, seen_start: A, seen_item: A, bound: A, scratch: A, chosen: A, scores: A) -> None:  # fmt: skip
    """Digests of `rows`: the best things by points, within the bounds as far as these leave the digest full.

    `base` are the points by group and `falling` the keys of the same in falling order; for a reader only the things are looked
    at that their interests touch. `points` has NEVER_POINTS for -1; `chosen` int32[rows, n] is -1 at the start. `scratch` is
    (interest, stamp, taken, hits, keys), by thing; a stamp or a taking counts for the reader whose number it bears.
    """
    interest, stamp, taken, hits, keys = scratch
    for number in range(len(rows)):
        row, alike, mine, count = rows[number], group[number], number + 1, 0
        if personal[alike]:
            for place in range(start[row], start[row + 1]):
                low, high = column_start[subject[place]], column_start[subject[place] + 1]
                if low < high:
                    count = touch(column_item[low:high], points[weight[place] + 1], mine, interest, stamp, hits, count)
        if seen_start[row] < seen_start[row + 1]:
            before = seen_item[seen_start[row] : seen_start[row + 1]]
            count = touch(before, NEVER_POINTS, mine, interest, stamp, hits, count)
        changed = ranked(base[alike], interest, hits, count, keys)
        found = 0
        for turn in range(3):
            if found < chosen.shape[1]:
                state = (mine, stamp, taken)
                found = walk(turn, found, keys, changed, falling[alike], state, bound, chosen[number], scores[number])
        clear(found, bound, chosen[number])


def touch(items: A, add: int, mine: int, interest: A, stamp: A, hits: A, count: int) -> int:
    """Adds points to things; those touched for the first time go into `hits`. Returns how many are there."""
    for item in items:
        if stamp[item] != mine:
            stamp[item], interest[item] = mine, 0
            hits[count] = item
            count += 1
        interest[item] += add
    return count


def ranked(base: A, interest: A, hits: A, count: int, keys: A) -> int:
    """Keys of the touched things that may be offered, falling; returns how many."""
    kept = 0
    for number in range(count):
        item = hits[number]
        score = base[item] + min(interest[item], INTEREST_MOST)
        if score < 0:
            continue
        key, place = (np.int64(score) << 32) + (_LOW - item), kept
        kept += 1
        while place > 0 and keys[place - 1] < key:
            keys[place] = keys[place - 1]
            place -= 1
        keys[place] = key
    return kept


def walk(turn: int, found: int, keys: A, changed: int, falling: A, state: A, bound: A, chosen: A, scores: A) -> int:
    """One walk through all things by falling score (touched ones and the others are two falling lists), taking what the bounds
    of this turn allow; returns how many are taken.

    `bound` is (start, key, limit, count): what a thing is counted under (subjects, unit, medium) as a list by thing, how many
    of each key a turn allows, how many there are now.
    """
    mine, stamp, taken = state
    at, below = 0, 0
    while found < len(chosen):
        while below < len(falling) and falling[below] >= 0 and stamp[_LOW - (falling[below] & _LOW)] == mine:
            below += 1
        key = falling[below] if below < len(falling) else np.int64(-1)
        if at < changed and keys[at] > key:
            key = keys[at]
            at += 1
        else:
            below += 1
        if key < 0:
            break
        item = _LOW - (key & _LOW)
        if taken[item] != mine and fits(item, turn, bound):
            taken[item] = mine
            chosen[found], scores[found] = item, key >> 32
            found += 1
    return found


def fits(item: A, turn: int, bound: A) -> bool:
    """Whether the bounds of this turn allow one more thing; if so it is counted."""
    start, key_of, limit, count = bound
    for place in range(start[item], start[item + 1]):
        if count[key_of[place]] >= limit[turn, key_of[place]]:
            return False
    for place in range(start[item], start[item + 1]):
        count[key_of[place]] += 1
    return True


def clear(found: int, bound: A, chosen: A) -> None:
    """Takes the counts of a finished digest away."""
    start, key_of, _limit, count = bound
    for number in range(found):
        for place in range(start[chosen[number]], start[chosen[number] + 1]):
            count[key_of[place]] = 0


# What calls what: the compiled ones take the places of the plain ones, in this order.
ORDER = ("gather", "keys_of", "touch", "ranked", "fits", "walk", "clear", "fill")
INNER = frozenset({"touch", "ranked", "fits", "walk", "clear"})
