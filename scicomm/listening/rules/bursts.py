"""Whether a topic grows faster than its own rhythm lets expect; whole hours since 1970, no database, no clock.

The level of a topic is the mean of its last weeks, older hours counting less (half after a week), measured against the hours of
day and week in which the whole stream is busy: so nights and weekends do not look like silence, nor mornings like bursts. What a
window should hold by that level follows a negative binomial law (a Poisson law whose mean is itself not known exactly, with day
to day variation on top). A burst begins where a window holds so many reports that its rhythm gives them less than once in 10^5;
it ends when the topic has fallen back for some hours, and goes on where it returns within a day. Two thresholds, so no flapping.

Poisson tails with a decaying mean are the plain relative of Kleinberg's two-state model (KDD 2002), and need no look ahead.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

HOUR: Final = 3600
WEEK: Final = 168
BACK: Final = 28 * 24
"""Hours of the past that tell the rhythm."""
RECENT: Final = 24
"""The last hours tell nothing about the rhythm: a burst must not be its own excuse."""
HALF: Final = 7 * 24.0
WINDOWS: Final = ((3, 5), (6, 6), (24, 10))
"""Hours looked at together, and the fewest reports in them that can be a burst."""
CHANCES: Final = (1e-5, 1e-10, 1e-20)
"""How unlikely a window must be for a burst of level 1, 2 and 3."""
TIMES: Final = 3.0
"""How many times the expected number it must be at least: a large topic is surely, but not much, above its level each Monday."""
STEADY: Final = 12.0
"""How well a level can be known at most: days differ by some 30 % even where years were counted."""
HOLD: Final = 8
FALLEN: Final = 1.5
SHARE: Final = 0.15
"""It has ended when the last `HOLD` hours hold no more than `FALLEN` times what is expected, or `SHARE` of its best such time."""
AGAIN: Final = 24
"""A topic that flares up again within so many hours goes on with the burst it had."""
DOUBT: Final = 0.5
"""What is believed of a topic before anything is counted: half a report in `LEAST` hours."""
LEAST: Final = 24.0


@dataclass(frozen=True)
class Rhythm:
    """How busy the hours of a week are, mean 1; `since` is the hour in which listening began.

    The hours of a week are counted in the house's own time: `shift` hours ahead of UTC, Monday 0 o'clock the first.
    """

    weights: tuple[float, ...]
    since: int = 0
    shift: int = 0

    def weight(self, hour: int) -> float:
        # 1 January 1970 was a Thursday.
        return self.weights[(hour + self.shift + 72) % WEEK]


def _usual_weight(place: int) -> float:
    """How busy an hour of the week is where nothing is known yet: nights a fifth of the day, weekends two thirds."""
    day, hour = divmod(place, 24)
    by_hour = 0.3 if hour < 6 else 0.8 if hour < 8 or hour >= 22 else 1.3
    return by_hour * (0.7 if day >= 5 else 1.12)


USUAL: Final = tuple(_usual_weight(place) for place in range(WEEK))
"""The rhythm of a stream of which nothing is known."""
BELIEF: Final = 10.0
"""How many reports in an hour of the week weigh as much as the usual rhythm."""


def rhythm_of(hours: Iterable[tuple[int, int]], *, since: int, shift: int = 0) -> Rhythm:
    """The rhythm of a stream from its hours (number of the hour, reports), joined with the usual one where little was counted."""
    counted, seen = [0.0] * WEEK, [0] * WEEK
    for hour, reports in hours:
        place = (hour + shift + 72) % WEEK
        counted[place] += reports
        seen[place] += 1
    mean = sum(counted) / max(sum(seen), 1)
    pairs = zip(counted, seen, USUAL, strict=True)
    raw = [(found + BELIEF * usual) / (mean * times + BELIEF) for found, times, usual in pairs]
    level = sum(raw) / WEEK
    return Rhythm(tuple(max(value / level, 0.05) for value in raw), since, shift)


@dataclass(frozen=True)
class State:
    """A burst in whole hours: `end` is None while it lasts; `highest` counts its hour `peak`, `expected` is of the whole."""

    start: int
    peak: int
    end: int | None
    level: int
    reports: int
    highest: int
    expected: float


def tail(found: int, mean: float, shape: float) -> float:
    """The chance of at least `found` where the mean is expected: negative binomial of that shape (larger: like Poisson)."""
    if found <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    odds = mean / (mean + shape)
    start = math.lgamma(found + shape) - math.lgamma(shape) - math.lgamma(found + 1)
    term = start + found * math.log(odds) + shape * math.log1p(-odds)
    # The terms from `found` on, each from the one before; they fall once the mean is passed.
    total, factor, number = 1.0, 1.0, found
    while number < found + 10_000:
        factor *= odds * (number + shape) / (number + 1)
        total += factor
        number += 1
        if factor < total * 1e-9:
            break
    return min(math.exp(min(term + math.log(total), 0.0)), 1.0)


@lru_cache(maxsize=64)
def _exposure(rhythm: Rhythm, now: int) -> float:
    """How many mean hours of listening tell the level, older ones counting less."""
    first = max(now - BACK, rhythm.since)
    return sum(rhythm.weight(hour) * 0.5 ** ((now - hour) / HALF) for hour in range(first, now - RECENT + 1))


def _level(series: Mapping[int, int], now: int, rhythm: Rhythm) -> tuple[float, float]:
    """Reports in a mean hour by the topic's own past, and how surely that is known (the shape of its law)."""
    first = max(now - BACK, rhythm.since)
    counted = sum(
        reports * 0.5 ** ((now - hour) / HALF) for hour, reports in series.items() if first <= hour <= now - RECENT
    )
    exposure = _exposure(rhythm, now)
    # Three doubts add up: few reports were counted, days differ, and few days were seen.
    doubt = 1 / (DOUBT + counted) + (1 + 24 / max(exposure, 12.0)) / STEADY
    return (DOUBT + counted) / (exposure + LEAST), 1 / doubt


def _sum(series: Mapping[int, int], first: int, last: int) -> int:
    return sum(series.get(hour, 0) for hour in range(first, last + 1))


def expected(rhythm: Rhythm, level: float, first: int, last: int) -> float:
    """Reports that a level lets expect from the first to the last hour."""
    return level * sum(rhythm.weight(hour) for hour in range(first, last + 1))


def _onset(series: Mapping[int, int], now: int, rhythm: Rhythm) -> tuple[int, int]:
    """The level of a burst that shows in the windows that end now (0: none), and the first hour of the window that shows it."""
    level, shape = _level(series, now, rhythm)
    found, start = 0, now
    for hours, least in WINDOWS:
        reports, mean = _sum(series, now - hours + 1, now), expected(rhythm, level, now - hours + 1, now)
        if reports < least or reports < TIMES * mean:
            continue
        chance = tail(reports, mean, shape)
        height = sum(chance <= limit for limit in CHANCES)
        if height > found:
            found, start = height, now - hours + 1
    return found, next((hour for hour in range(start, now + 1) if series.get(hour)), start)


def judge(series: Mapping[int, int], now: int, rhythm: Rhythm, last: State | None = None) -> State | None:
    """What the hour `now` says about a topic: `series` are its independent reports by hour, `last` its last burst, if any.

    Gives the burst that lasts, began, went on or has just ended; `last` itself where nothing changed.
    """
    height, start = _onset(series, now, rhythm)
    if last is None or last.end is not None:
        if not height:
            return last
        goes_on = last is not None and last.end is not None and start - last.end <= AGAIN
        begun = last if goes_on and last else State(start, start, None, height, 0, 0, 0.0)
        last = replace(begun, end=None)
    return _measured(replace(last, level=max(last.level, height)), series, now, rhythm)


def _measured(burst: State, series: Mapping[int, int], now: int, rhythm: Rhythm) -> State:
    """An open burst with its figures as of now, and its end where it has fallen back."""
    level, _shape = _level(series, burst.start, rhythm)
    hours = [hour for hour in range(burst.start, now + 1) if series.get(hour)]
    peak = max(hours, key=lambda hour: (series[hour], -hour), default=burst.start)
    held = _sum(series, now - HOLD + 1, now)
    best = max((_sum(series, hour - HOLD + 1, hour) for hour in hours), default=held)
    today, _shape = _level(series, now, rhythm)
    usual = expected(rhythm, max(level, today), now - HOLD + 1, now)
    fallen = held <= max(FALLEN * usual, SHARE * best, 1.0)
    end = (hours[-1] if hours else burst.start) if fallen and now - burst.start >= HOLD else None
    until = now if end is None else end
    return State(
        burst.start, peak, end, burst.level, _sum(series, burst.start, until), series.get(peak, 0),
        round(expected(rhythm, level, burst.start, until), 2),
    )  # fmt: skip
