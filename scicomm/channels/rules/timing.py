"""The best time to post, from a channel's own figures: weekday by hour, drawn to the overall mean where there are few posts.

Shrinkage after James and Stein (1961): a cell's mean of log reach is weighted by n / (n + k), with k from the data itself, so
that three lucky posts on a Sunday night do not win over forty steady ones.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, pvariance

# Fewer posts with figures than this: nothing is suggested.
LEAST_POSTS = 20
# A cell needs so many posts to be suggested at all.
LEAST_IN_CELL = 3
# Hours are taken together in blocks: a channel posts too seldom for every hour to stand for itself.
BLOCK = 2
MOST_K, LEAST_K = 50.0, 1.0
WORKDAY, FREE = "workday", "free"


@dataclass(frozen=True, slots=True)
class Post:
    """A post: its local moment, its reach, and whether its day was a holiday (a worked weekend is none)."""

    at: dt.datetime
    reach: int
    is_holiday: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A time to post: weekday (0 is Monday; None stands for public holidays), first hour, and what to expect.

    `lift` is the shrunk expectation over the channel's overall one: 1.2 is a fifth more; `raw` the same without shrinkage.
    """

    weekday: int | None
    hour: int
    posts: int
    lift: float
    raw: float


@dataclass(frozen=True, slots=True)
class Timing:
    """What the posts of a channel say: the slots from the best down, or why there are none."""

    slots: tuple[Slot, ...]
    posts: int
    too_few: bool


def _cell(post: Post) -> tuple[int | None, int]:
    # Public holidays stand apart: a Thursday in the week of National Day tells nothing of Thursdays.
    return (None if post.is_holiday else post.at.weekday()), post.at.hour // BLOCK * BLOCK


def holiday_days(holidays: Iterable[dt.date], worked: Collection[dt.date]) -> frozenset[dt.date]:
    """The days of public holidays with the weekends that touch them; a weekend that is worked is no holiday.

    `holidays` are days off that are no weekend days, as the calendar of working days lists them.
    """
    found = set(holidays)
    for day in list(found):
        for step in (-1, 1):
            near = day + dt.timedelta(days=step)
            while near.weekday() >= 5 and near not in worked:
                found.add(near)
                near += dt.timedelta(days=step)
    return frozenset(found)


def shrunk(cell: Sequence[float], overall: float, k: float) -> float:
    """A cell's mean drawn to the overall mean: it always lies between the two."""
    weight = len(cell) / (len(cell) + k)
    return weight * fmean(cell) + (1 - weight) * overall


def _strength(cells: Sequence[Sequence[float]]) -> float:
    """k: the variance inside cells over that between them, within bounds; the less cells differ, the more they shrink."""
    within = [pvariance(cell) for cell in cells if len(cell) > 1]
    between = pvariance([fmean(cell) for cell in cells]) if len(cells) > 1 else 0.0
    inside = fmean(within) if within else 0.0
    if between <= 0:
        return MOST_K
    return min(max(inside / between, LEAST_K), MOST_K)


def best_slots(posts: Sequence[Post], count: int) -> Timing:
    """The best `count` slots of a channel."""
    if len(posts) < LEAST_POSTS:
        return Timing((), len(posts), too_few=True)
    cells: dict[tuple[int | None, int], list[float]] = defaultdict(list)
    for post in posts:
        cells[_cell(post)].append(math.log1p(post.reach))
    everything = [value for cell in cells.values() for value in cell]
    overall, k = fmean(everything), _strength(list(cells.values()))
    slots = [
        Slot(weekday, hour, len(cell), math.exp(shrunk(cell, overall, k) - overall), math.exp(fmean(cell) - overall))
        for (weekday, hour), cell in cells.items()
        if len(cell) >= LEAST_IN_CELL
    ]
    slots.sort(key=lambda slot: (-slot.lift, -slot.posts, -1 if slot.weekday is None else slot.weekday, slot.hour))
    return Timing(tuple(slots[: max(count, 0)]), len(posts), too_few=False)
