"""When a source is harvested next, from which datestamp on, and when a list goes round in circles; the clock is the caller's."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from scicomm.journals.rules.oai.reading import HarvestedItem, HarvestPart
from scicomm.journals.rules.oai.times import read, written
from scicomm.journals.rules.reading import ReadFile, Refusal

# A server stamps a record before others can see it: whoever asks exactly from the last answer on misses what was being written.
OVERLAP = dt.timedelta(hours=1)
FIRST_WAIT = dt.timedelta(minutes=5)
LONGEST_WAIT = dt.timedelta(days=1)
# Parts in a row without anything new in this harvest, after which a list is taken to go round in circles.
MOST_IDLE = 10
MOST_PARTS = 100_000


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source's harvest stands, as the client needs it."""

    base_address: str
    metadata_prefix: str
    set_spec: str = ""
    token: str = ""
    last_datestamp: str = ""


@dataclass(frozen=True, slots=True)
class HarvestReading:
    """What came of asking a source once: a part of its list with every document read, or why there is none.

    `asked_with` is the token it was asked with (empty: a new harvest begins). `files` go with the living items, in their order.
    """

    asked_with: str
    part: HarvestPart | None = None
    files: tuple[ReadFile | Refusal, ...] = ()
    by_days: bool = False
    asked_from: str = ""
    failure: str = ""
    code: str = ""
    retry_after: int | None = None
    living: tuple[HarvestedItem, ...] = field(default=())


def from_datestamp(last: str, *, by_days: bool) -> str:
    """What to ask from on after a harvest that began at `last`; empty to ask for everything."""
    if not last:
        return ""
    moment = read(last) - OVERLAP
    if by_days:
        return (moment - dt.timedelta(days=1)).strftime("%Y-%m-%d")
    return written(moment)


def wait_after(every_hours: int, failures: int, *, asked: int | None = None) -> dt.timedelta:
    """The time to the next harvest: the source's interval, or after failures five minutes, doubled each time, one day at most.

    `asked` are the seconds a server asked for (Retry-After, RFC 9110), honoured up to one day. No source is ever given up.
    """
    if not failures:
        return dt.timedelta(hours=every_hours)
    wait = min(FIRST_WAIT * 2 ** min(failures - 1, 12), LONGEST_WAIT)
    return wait if asked is None else max(wait, min(dt.timedelta(seconds=asked), LONGEST_WAIT))


def goes_in_circles(asked_with: str, token: str, idle: int, parts: int) -> bool:
    """Whether a list that says it goes on will never end: the same token again, or part after part without anything new."""
    return bool(token) and (token == asked_with or idle >= MOST_IDLE or parts >= MOST_PARTS)
