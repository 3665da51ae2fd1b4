"""Decisions about readers as people: children and guardians, numbers that give nobody away. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TypeVar

K = TypeVar("K")

GUARDIAN_SALT = "audiences.guardian"
LEAVE_ALL_SALT = "audiences.leave.all"
WHY_SALT = "audiences.why"
# What the key of a guardian's address is for (`core.secrets`).
GUARDIAN_SEAL = "audiences.guardian"

# A guardian who does not answer within this time has not agreed: everything is erased, and nobody is reminded.
ANSWER_WITHIN = dt.timedelta(days=14)

# Values of Level: a child under 14 gets nothing above school knowledge.
MOST_FOR_CHILDREN = 2

# No figure below this is shown (k-anonymity): a small one says who it is.
FEWEST = 5


def highest_level(is_under_14: bool, level: int) -> int:
    """The level a reader gets at most."""
    return min(level, MOST_FOR_CHILDREN) if is_under_14 else level


def anonymous(counts: Mapping[K, int], *, fewest: int = FEWEST) -> dict[K, int | None]:
    """Figures of groups that together make a whole, those that would give somebody away as None.

    What is hidden must not come out by subtraction from the whole: as long as the hidden ones together are fewer than
    `fewest`, the next smallest is hidden too.
    """
    shown: dict[K, int | None] = {
        key: (count if count >= fewest or count == 0 else None) for key, count in counts.items()
    }
    hidden = sum(counts[key] for key, count in shown.items() if count is None)
    while 0 < hidden < fewest:
        rest = [key for key, count in shown.items() if count]
        if not rest:
            break
        smallest = min(rest, key=lambda key: counts[key])
        shown[smallest] = None
        hidden += counts[smallest]
    return shown
