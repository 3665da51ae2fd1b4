"""When a feed is fetched next; the clock is the caller's."""

from __future__ import annotations

import datetime as dt

LONGEST_WAIT = dt.timedelta(days=1)


def wait_after(every_minutes: int, failures: int, *, asked: int | None = None) -> dt.timedelta:
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
