"""The pace of a source follows what is new in it, within bounds; nothing is asked too often and nothing is given up for ever."""

from __future__ import annotations

import datetime as dt
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from scicomm.listening.rules.schedule import (
    LAST_REVIVAL,
    is_dead,
    next_pace,
    past_skipped,
    revival_wait,
    wait_after,
    wait_between,
)

MINUTES = st.floats(1, 20_000)
BOUNDS = st.tuples(st.integers(5, 10080), st.integers(5, 10080)).map(sorted)


@given(MINUTES, st.integers(0, 1000), st.integers(0, 1000), BOUNDS)
def test_the_pace_stays_within_its_bounds_and_more_news_never_slows_it(
    minutes: float, seen: int, new: int, bounds: list[int]
) -> None:
    seen, new = max(seen, new), min(seen, new)
    shortest, longest = bounds
    pace = next_pace(minutes, seen=seen, new=new, shortest=shortest, longest=longest)
    assert shortest <= pace <= longest
    if new < seen:
        assert next_pace(minutes, seen=seen, new=new + 1, shortest=shortest, longest=longest) <= pace


@given(MINUTES, st.integers(0, 500), st.integers(0, 10**7))
def test_failures_wait_longer_and_longer_and_never_for_ever(minutes: float, failures: int, asked: int) -> None:
    wait = wait_after(minutes, failures, asked=asked)
    assert wait_after(minutes, failures) <= wait <= max(dt.timedelta(days=1), dt.timedelta(minutes=minutes))
    assert wait_after(minutes, failures) <= wait_after(minutes, failures + 1)


@given(MINUTES, st.integers(0, 10**9) | st.none(), st.integers(1, 10**6))
def test_a_servers_wish_counts_up_to_half_a_day(minutes: float, hint: int | None, key: int) -> None:
    wait = wait_between(minutes, hint_minutes=hint, key=key) / dt.timedelta(minutes=1)
    wanted = max(minutes, min(hint or 0, 720))
    assert 0.949 * wanted <= wait <= 1.051 * wanted


@given(
    st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2026, 12, 31)),
    st.frozensets(st.integers(0, 23)),
    st.frozensets(st.sampled_from(["Saturday", "Sunday", "Monday"])),
)
def test_hours_to_stay_away_in_are_left(when: dt.datetime, hours: frozenset[int], days: frozenset[str]) -> None:
    moment = when.replace(tzinfo=dt.timezone(dt.timedelta(hours=8)))
    moved = past_skipped(moment, hours, days)
    assert moment <= moved <= moment + dt.timedelta(days=7)
    in_gmt = moved.astimezone(dt.UTC)
    if len(hours) < 24:
        assert in_gmt.hour not in hours and in_gmt.strftime("%A") not in days
    else:
        assert moved == moment


def test_gone_is_said_by_the_server_or_by_long_silence_and_asked_again() -> None:
    day = dt.timedelta(days=1)
    assert is_dead(status=410, failures=1, failing_for=dt.timedelta())
    assert [is_dead(status=404, failures=times, failing_for=dt.timedelta()) for times in (1, 4, 5)] == [
        False,
        False,
        True,
    ]
    assert not is_dead(status=503, failures=29, failing_for=90 * day)
    assert not is_dead(status=None, failures=400, failing_for=13 * day)
    assert is_dead(status=None, failures=30, failing_for=14 * day)
    assert [revival_wait(tries).days for tries in range(4)] == [7, 14, 28, 30]
    assert revival_wait(10**6) == LAST_REVIVAL


def _lived(rate: float, *, window: int, days: int, seed: int) -> tuple[float, float, float]:
    """A source with so many items an hour, showing the last ones: fetches a day, share of items missed, mean delay (min)."""
    chance, now, pace, fetches, found = random.Random(seed), 0.0, 60.0, 0, 0
    times: list[float] = []
    moment = 0.0
    while moment < days * 1440:
        moment += chance.expovariate(rate / 60)
        times.append(moment)
    known, delays = 0, []
    while now < days * 1440:
        now += pace
        fetches += 1
        out = sum(1 for each in times[known:] if each <= now)
        shown = min(out, window)
        delays += [now - each for each in times[known + out - shown : known + out]]
        found, known = found + shown, known + out
        pace = next_pace(pace, seen=min(window, max(known, 1)), new=shown, shortest=15, longest=360)
    return fetches / days, 1 - found / max(known, 1), sum(delays) / max(len(delays), 1)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_a_busy_source_loses_nothing_and_a_quiet_one_is_left_in_peace(seed: int) -> None:
    busy, missed, delay = _lived(30, window=30, days=5, seed=seed)
    assert missed < 0.02 and delay < 40 and busy < 96
    quiet, missed, _delay = _lived(0.05, window=20, days=20, seed=seed)
    assert missed == 0 and quiet < 6
