"""Figures of releases: when to ask again, middle and spread, and the three measures 时 (timeliness), 度 (fit) and 效 (effect).

Every measure keeps what it was made of; a missing input gives None and the reason, never a zero.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

HOUR = 3600
# After its release the platform is asked for the numbers of a piece at these moments, then never again.
ASK_AT = (HOUR, 6 * HOUR, 24 * HOUR, 3 * 24 * HOUR, 7 * 24 * HOUR, 30 * 24 * HOUR)
# Failures in a row after which a step is left out.
MOST_FAILURES = 5
METRICS = ("reads", "likes", "shares", "comments", "clicks", "saves", "deliveries", "opens")
INTERACTIONS = ("likes", "shares", "comments", "saves")
# Below so many posts with numbers no middle of a channel is said.
FEW_POSTS = 8


def next_ask(sent_at: dt.datetime, step: int) -> dt.datetime | None:
    """When a release is asked about for the `step`-th time (from 0); None when that was all."""
    return sent_at + dt.timedelta(seconds=ASK_AT[step]) if 0 <= step < len(ASK_AT) else None


def step_after(sent_at: dt.datetime, now: dt.datetime) -> int:
    """Which step comes next at a moment: what was slept through is not asked for again, one question gives the newest numbers."""
    age = (now - sent_at).total_seconds()
    return sum(1 for seconds in ASK_AT if seconds <= age)


def retry_at(now: dt.datetime, failures: int, wait: int | None) -> dt.datetime:
    """When to ask again after a failure: as the platform asks, else after 5, 10, 20 … minutes, a day at most."""
    seconds = wait if wait and wait > 0 else min(300 * 2 ** max(failures - 1, 0), 24 * HOUR)
    return now + dt.timedelta(seconds=min(seconds, 7 * 24 * HOUR))


def quantile(values: Sequence[float], part: float) -> float | None:
    """A quantile by linear interpolation between the ordered values (Hyndman and Fan 1996, type 7); None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    place = min(max(part, 0.0), 1.0) * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    # Written this way the result never leaves the two values between which it lies, whatever is lost in rounding.
    return min(max(ordered[low] + (ordered[high] - ordered[low]) * (place - low), ordered[low]), ordered[high])


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of some posts and the half of them that lies around it."""

    count: int
    median: float | None
    low: float | None
    high: float | None

    @property
    def is_few(self) -> bool:
        return self.count < FEW_POSTS


def spread_of(values: Iterable[float]) -> Spread:
    """Median and quartiles."""
    found = list(values)
    return Spread(len(found), quantile(found, 0.5), quantile(found, 0.25), quantile(found, 0.75))


def per_thousand(value: float | None, followers: int | None) -> float | None:
    """So many for each 1,000 followers; None where either is missing or nobody follows."""
    return None if value is None or not followers else value * 1000 / followers


def hours_between(start: dt.datetime | dt.date | None, end: dt.datetime | None) -> float | None:
    """Hours from a moment to another; a day counts from its first minute in UTC+8. None where one is missing or they are reversed
    (a story told before its paper has no delay to measure)."""
    if start is None or end is None:
        return None
    if not isinstance(start, dt.datetime):
        start = dt.datetime.combine(start, dt.time(), tzinfo=dt.timezone(dt.timedelta(hours=8)))
    hours = (end - start).total_seconds() / HOUR
    return hours if hours >= 0 else None


@dataclass(frozen=True, slots=True)
class Timeliness:
    """时: hours from the paper, and from the Chinese release to the English one."""

    from_paper: float | None
    to_english: float | None


@dataclass(frozen=True, slots=True)
class Fit:
    """度: how many of the planned channels were reached, how many are for its audience, and what went wrong."""

    planned: int
    reached: int
    for_audience: int | None
    problems: int
    corrections: int

    @property
    def share(self) -> float | None:
        """The share of planned channels that were reached, 0 to 1."""
        return self.reached / self.planned if self.planned else None


@dataclass(frozen=True, slots=True)
class Effect:
    """效: reach against what the channel usually reaches (1 is usual), interactions for each reader, mentions earned."""

    against_usual: float | None
    per_reach: float | None
    mentions: int
    compared: int = 0
    reach: dict[str, int] = field(default_factory=dict)


def fit_of(
    states: Sequence[tuple[str, Sequence[str]]],
    wanted: Sequence[str],
    *,
    arrived: Iterable[str],
    wrong: Iterable[str],
    corrections: int,
) -> Fit:
    """Fit of a story from the states of its releases and whom their channels are for. Called-off ones were not planned."""
    there, bad = frozenset(arrived), frozenset(wrong)
    planned = [(state, segments) for state, segments in states if state != "cancelled"]
    meant = set(wanted)
    matching = sum(1 for state, segments in planned if state in there and meant & set(segments))
    return Fit(
        planned=len(planned),
        reached=sum(1 for state, _segments in planned if state in there),
        for_audience=matching if meant else None,
        problems=sum(1 for state, _segments in planned if state in bad),
        corrections=corrections,
    )


def effect_of(
    posts: Sequence[tuple[int, float | None]], interactions: int | None, reach: dict[str, int], mentions: int
) -> Effect:
    """Effect from posts as pairs (reach, the channel's median): the median of their ratios, so that one outlier does not speak
    for all; interactions are counted only where reach is known."""
    ratios = [value / median for value, median in posts if median]
    total = sum(value for value, _median in posts)
    return Effect(
        against_usual=quantile(ratios, 0.5),
        per_reach=interactions / total if interactions is not None and total else None,
        mentions=mentions,
        compared=len(ratios),
        reach=reach,
    )
