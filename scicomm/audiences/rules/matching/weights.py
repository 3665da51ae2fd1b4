"""Every weight of the matching in one place, as whole points, each with its reason; nothing else in the room knows a number.

Points are whole numbers (int32) so that sums and ties are exact and every implementation gives the same list. The scale: 100
points are one "some" interest of a reader in one subject of the thing.
"""

from __future__ import annotations

from typing import Final

import numpy as np

# What a reader's interest in a subject (1 some, 2 more, 3 most of all) adds. What was asked for outweighs all else together
# only from "most of all" on: a single mild interest should not bring an old thing that fits in no other way.
INTEREST: Final = {1: 100, 2: 200, 3: 320}
# More than this never comes from interests, so that a thing filed under ten subjects does not win by being filed.
INTEREST_MOST: Final = 640
# "Never": the thing is left out, whatever else speaks for it.
NEVER: Final = -1

# By the distance between the reader's level and the thing's. One step is still read, two are work; further is not offered.
LEVEL: Final = (90, 45, 0)
# Under 14 only these levels, and nothing chosen by interests (Personal Information Protection Law, article 31).
YOUNG_LEVELS: Final = (1, 2)

# The thing was made for a public that the reader belongs to.
SEGMENT: Final = 80
# In the reader's own language rather than one they also read.
OWN_LANGUAGE: Final = 60

# Where one has to go: the same county, city, province (GB/T 2260). Another province is too far and left out.
COUNTY: Final = 120
CITY: Final = 90
PROVINCE: Final = 40

# Hours since it became public (or until it begins): up to this age, these points. A digest is weekly for most, so that the
# week counts in full steps; after a month only what else speaks for a thing does.
FRESHNESS: Final = ((24, 100), (72, 80), (168, 60), (336, 30), (720, 10))
# A thing is called new as long as it has at least these points (a week).
NEW_FROM: Final = 60

# Twice as many readers say as much as two and a half mild interests: chosen on one half of MovieLens' users and measured on the
# other (decision 6). With less the matching falls behind popularity alone; with this it is not surely ahead. Counted from 16
# readers on, below which numbers say nothing, and only where the caller knows numbers; digests do not.
DOUBLING: Final = 250
FEW_READERS: Final = 16
POPULARITY_MOST: Final = 1500
# A thing is called read by many from these points on (112 readers).
MANY_FROM: Final = 750

# An editor's pick: more than one mild interest, so that it leads the common edition, less than what somebody asked for more of.
PICK: Final = 150

# The version of all this, kept with every digest: another one whenever a weight or a rule changes.
VERSION: Final = "points-2"

# One digest holds at most so many of a subject, and this share of its places (rounded up) of a unit and of a medium.
SUBJECT_BOUND: Final = 2
UNIT_SHARE: Final = 0.4
MEDIUM_SHARE: Final = 0.6

# Of a score nothing but the interest depends on what only one reader chose; refused pairs carry this instead of points.
REFUSED: Final = -(2**30)


def interest_points() -> np.ndarray:
    """Points by weight, at index weight + 1; the place of "never" holds nothing (it is handled before)."""
    return np.array([0, 0, INTEREST[1], INTEREST[2], INTEREST[3]], np.int32)


def level_points() -> np.ndarray:
    """Points by level of the reader and level of the thing (1 to 5); REFUSED where they are too far apart."""
    table = np.full((6, 6), REFUSED, np.int32)
    for reader in range(1, 6):
        for item in range(1, 6):
            if abs(reader - item) < len(LEVEL):
                table[reader, item] = LEVEL[abs(reader - item)]
    return table


def freshness_points(hours: float) -> int:
    """Points for something public for so many hours (negative: it begins in so many hours, which counts alike)."""
    return next((points for most, points in FRESHNESS if abs(hours) <= most), 0)


def popularity_points(readers: int) -> int:
    """Points for so many readers: DOUBLING for each doubling, with tenths read off a whole-number scale (no floating logs)."""
    scaled = max(0, readers) + FEW_READERS
    whole = scaled.bit_length() - 1
    tenth = (scaled * 10 >> whole) - 10  # 0..9: where between two powers of two, on a straight line
    whole -= FEW_READERS.bit_length() - 1
    return min(POPULARITY_MOST, whole * DOUBLING + tenth * DOUBLING // 10)


def bounds(count: int) -> tuple[int, int, int]:
    """How many of a subject, a unit and a medium stand in a digest of `count` things at most."""
    return (
        SUBJECT_BOUND,
        max(1, -(-int(count * UNIT_SHARE * 10) // 10)),
        max(1, -(-int(count * MEDIUM_SHARE * 10) // 10)),
    )
