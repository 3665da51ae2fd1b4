"""When a source is fetched next; the clock is the caller's.

Three moods: a source that answers is asked at a pace that follows how much of what it says is new; one that fails waits longer
each time; one that is gone is still asked now and then, because a surprising number come back.
"""

from __future__ import annotations

import datetime as dt

LONGEST_WAIT = dt.timedelta(days=1)
LONGEST_HINT = dt.timedelta(hours=12)
"""A server's wish (max-age, ttl) counts up to here: some say a year for what changes hourly."""

SLOWER_BELOW, FASTER_ABOVE = 1 / 3, 2 / 3
"""The pace is left alone while a third to two thirds of the items are new: fewer is asking in vain, more risks missing some."""

DEAD_AFTER = 30
DEAD_AFTER_TIME = dt.timedelta(days=14)
MISSING_AFTER = 5
FIRST_REVIVAL, LAST_REVIVAL = dt.timedelta(days=7), dt.timedelta(days=30)


def wait_after(every_minutes: float, failures: int, *, asked: int | None = None) -> dt.timedelta:
    """The time to the next fetch: the feed's own interval, doubled for each failure in a row, one day at most (or the feed's own
    interval where that is longer). No feed is ever given up: a surprising number come back.

    `asked` are the seconds the server asked for (Retry-After, RFC 9110), honoured up to one day.
    """
    usual = dt.timedelta(minutes=every_minutes)
    most = max(LONGEST_WAIT, usual)
    wait = min(usual * 2 ** min(failures, 12), most)
    if asked is not None:
        wait = max(wait, min(dt.timedelta(seconds=asked), most))
    return wait


def next_pace(minutes: float, *, seen: int, new: int, shortest: int, longest: int) -> float:
    """The interval in minutes after a fetch that saw `seen` items of which `new` were unknown.

    `seen` is how many the source would show at most: for one that gives only what is newer than last time, a full page.
    Quicker by a half where nearly all is new, slower by a quarter where nothing is; always within the bounds.
    """
    share = new / seen if seen else 0.0
    if share > 0.9:
        minutes /= 2
    elif share > FASTER_ABOVE:
        minutes /= 1.5
    elif share < SLOWER_BELOW:
        minutes *= 1.25 if not new else 1.1
    return min(max(minutes, float(shortest)), float(max(longest, shortest)))


def wait_between(minutes: float, *, hint_minutes: int | None = None, key: int = 0) -> dt.timedelta:
    """The time to the next fetch of a source that answers: its interval, or what its server wishes where that is longer. `key`
    (the source's number) moves it by at most a twentieth, so that what was added together is not fetched together for ever."""
    wait = dt.timedelta(minutes=minutes)
    if hint_minutes:
        wait = max(wait, min(dt.timedelta(minutes=hint_minutes), LONGEST_HINT))
    return wait * (0.95 + (key * 2654435761 % 1000) / 10000)


def past_skipped(moment: dt.datetime, hours: frozenset[int], days: frozenset[str] = frozenset()) -> dt.datetime:
    """The moment, or the first full hour after it that the feed does not ask to be left alone in (RSS 2.0 skipHours and skipDays,
    in GMT). One that names every hour has no wish that could be heeded."""
    moved = moment.astimezone(dt.UTC)
    for _hour in range(24 * 7 if days else 24):
        if moved.hour not in hours and moved.strftime("%A") not in days:
            return moved if moved != moment.astimezone(dt.UTC) else moment
        moved = moved.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)
    return moment


def is_dead(*, status: int | None, failures: int, failing_for: dt.timedelta) -> bool:
    """Whether a source counts as gone: its server says so (410), nothing has stood there five times (404), or it has failed for
    two weeks and thirty times."""
    if status == 410:
        return True
    if status == 404 and failures >= MISSING_AFTER:
        return True
    return failures >= DEAD_AFTER and failing_for >= DEAD_AFTER_TIME


def revival_wait(tries: int) -> dt.timedelta:
    """How long until a gone source is asked again, after so many tries since: a week, doubled, thirty days at most."""
    return min(FIRST_REVIVAL * 2 ** min(max(tries, 0), 8), LAST_REVIVAL)
