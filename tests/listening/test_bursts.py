"""Bursts on synthetic rhythms: how often a standing topic cries wolf, and how surely and soon a real burst is found."""

from __future__ import annotations

import itertools
import random

import pytest

from scicomm.listening.rules import bursts
from scicomm.listening.rules.topic_words import Title, describe, words_of

BASE = 500_016
RHYTHM = bursts.Rhythm(bursts.USUAL, since=BASE)


def _poisson(chance: random.Random, mean: float) -> int:
    """A number of a Poisson law: exponential waits that fit into the hour."""
    number, waited = 0, chance.expovariate(1.0)
    while waited < mean:
        number += 1
        waited += chance.expovariate(1.0)
    return number


def _watch(
    rate: float, days: int, seed: int, burst: tuple[int, int, float] | None = None, spread: float = 0.25
) -> list[int]:
    """The hours in which bursts began, for a topic with so many reports in a mean hour, nights and weekends quieter, days uneven;
    `burst` adds reports an hour from an hour on, for so many hours."""
    chance = random.Random(seed)
    series: dict[int, int] = {}
    state, found, day = None, [], 1.0
    for hour in range(BASE, BASE + days * 24):
        if hour % 24 == 0:
            day = chance.lognormvariate(-spread * spread / 2, spread)
        mean = rate * RHYTHM.weight(hour) * day
        if burst and burst[0] <= hour - BASE < burst[0] + burst[1]:
            mean += burst[2]
        if number := _poisson(chance, mean):
            series[hour] = number
        series.pop(hour - bursts.BACK, None)
        if hour - BASE < 72:
            continue
        new = bursts.judge(series, hour, RHYTHM, state)
        if new and new.end is None and (state is None or new.start != state.start):
            found.append(hour - BASE)
        state = new
    return found


@pytest.mark.parametrize("rate", [0.05, 0.5, 4.0])
def test_a_standing_topic_does_not_fire(rate: float) -> None:
    """At most one false alarm in a hundred topic-days; measured over thousands: about one in a thousand."""
    alarms = sum(len(_watch(rate, 31, seed)) for seed in range(4))
    assert alarms <= 1, "in 112 days of a topic"


@pytest.mark.parametrize(("rate", "burst"), [(0.02, (400, 3, 4.0)), (0.5, (400, 6, 5.0)), (4.0, (400, 6, 24.0))])
def test_a_burst_is_found_within_hours_and_once(rate: float, burst: tuple[int, int, float]) -> None:
    runs = [_watch(rate, 22, seed, burst) for seed in range(10)]
    hits = [[hour for hour in found if burst[0] <= hour <= burst[0] + burst[1] + 2] for found in runs]
    assert sum(bool(hit) for hit in hits) >= 9
    assert all(len(hit) <= 1 for hit in hits)
    assert max(hit[0] - burst[0] for hit in hits if hit) <= 6


def test_a_small_sudden_one_after_silence_fires_and_ends_without_flapping() -> None:
    series = {BASE + 700: 2, BASE + 701: 3}
    begun = bursts.judge(series, BASE + 701, RHYTHM)
    assert begun is not None
    assert (begun.start, begun.peak, begun.end, begun.reports) == (BASE + 700, BASE + 701, None, 5)
    assert begun.expected < 0.2
    assert bursts.judge({BASE + 700: 2, BASE + 701: 2}, BASE + 701, RHYTHM) is None
    # It goes on by night with a report now and then, falls back, flares up again, and is one burst all the time.
    series |= {BASE + hour: 1 for hour in (703, 706, 709)}
    state, states = begun, []
    for hour in range(702, 760):
        if hour == 725:
            series |= {BASE + 723: 3, BASE + 724: 3}
        after = bursts.judge(series, BASE + hour, RHYTHM, state)
        assert after is not None and after.start == begun.start
        states.append(after.end is None)
        state = after
    assert not states[-1] and state.reports == 14
    assert sum(a != b for a, b in itertools.pairwise(states)) <= 3
    # Long after, another one is another one.
    later = bursts.judge({**series, BASE + 1100: 6, BASE + 1101: 8}, BASE + 1101, RHYTHM, state)
    assert later is not None and later.start == BASE + 1100


def test_the_rhythm_is_learned_and_starts_from_the_usual_one() -> None:
    assert bursts.rhythm_of([], since=0).weights == pytest.approx(
        [weight / (sum(bursts.USUAL) / 168) for weight in bursts.USUAL]
    )
    # A stream that is busy at night only.
    learned = bursts.rhythm_of(((hour, 900 if hour % 24 == 3 else 100) for hour in range(BASE, BASE + 672)), since=BASE)
    assert learned.weight(BASE - BASE % 24 + 3) > 5 * learned.weight(BASE - BASE % 24 + 12)
    assert sum(learned.weights) == pytest.approx(168)
    assert bursts.tail(0, 3, 2) == 1.0 and bursts.tail(4, 0, 2) == 0.0
    assert bursts.tail(3, 1.0, 1e9) == pytest.approx(0.0803, abs=1e-3)


def test_a_topic_is_called_by_its_most_central_title() -> None:
    found = describe(
        [
            Title("不相干的标题", "zh"),
            Title("云溪地震后余震不断", "zh"),
            Title("云溪地震：余震监测", "zh"),
            Title("Aftershocks follow the Yunxi quake", "en"),
            Title("Yunxi quake: what we know", "en"),
            Title("不相干的标题", "zh", is_copy=True),
        ]
    )
    assert "余震" in found.title_zh and "Yunxi" in found.title_en
    assert dict(found.words)["地震"] == 2 and "的" not in dict(found.words)
    assert words_of("The cave-fish’s skin, 2026") == ["cave-fish's", "skin"]
    assert describe([]).words == ()
