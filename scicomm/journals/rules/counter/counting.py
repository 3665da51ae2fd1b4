"""From events to counts: double clicks folded, unique items a session; times are seconds since 1970, and no clock is read here.

Code of Practice 5.1: double clicks 7.2, unique items 7.3, searches 7.6. A request is an investigation too. Searches are not
folded: the rule of double clicks speaks of items only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter

DOUBLE_CLICK = 30
"""Seconds within which a second click on the same address takes the place of the first."""


class Kind(StrEnum):
    """What was asked for."""

    PAGE = "page"
    """The article's page: the full text where the house has it, else title and abstract."""
    FILE = "file"
    """A file of the article: PDF, XML, supplement."""
    SEARCH = "search"


class AccessType(StrEnum):
    """How an item stands open. Nothing in the house is sold, so that nothing is `Controlled` today."""

    CONTROLLED = "Controlled"
    OPEN = "Open"
    FREE = "Free_To_Read"


class AccessMethod(StrEnum):
    """Read by a person, or taken for text and data mining through an address meant for it (none today)."""

    REGULAR = "Regular"
    TDM = "TDM"


@dataclass(frozen=True, slots=True)
class UsageEvent:
    """One thing asked for by one reader.

    `reader` is a keyed hash of network address and browser that changes every day; in the first seconds of a day
    `reader_before` is the one of the day before, so that a double click over midnight is seen. `link` is the address, `doi`
    the article's (empty for a search).
    """

    second: int
    reader: str
    link: str
    kind: Kind
    doi: str = ""
    reader_before: str = ""
    method: AccessMethod = AccessMethod.REGULAR


@dataclass(frozen=True, slots=True)
class UsedItem:
    """What a count must know of an article: its number in the house, year of publication, access, whether there is full text."""

    pk: int
    yop: int
    access: AccessType
    has_full_text: bool


@dataclass(slots=True)
class Counts:
    """What was counted of one item in one month under one access type and method."""

    total_investigations: int = 0
    unique_investigations: int = 0
    total_requests: int = 0
    unique_requests: int = 0
    downloads: int = 0
    """Requests of files, for readers' eyes; COUNTER itself does not tell formats apart."""

    def add(self, other: Counts) -> None:
        for name in COUNTED:
            setattr(self, name, getattr(self, name) + getattr(other, name))


COUNTED = ("total_investigations", "unique_investigations", "total_requests", "unique_requests", "downloads")
Key = tuple[dt.date, int, AccessType, AccessMethod, int]
"""Month (its first day), item, access type, access method, year of publication."""


@dataclass(slots=True)
class Tally:
    """The counts of a batch of events."""

    items: dict[Key, Counts] = field(default_factory=dict)
    searches: dict[dt.date, int] = field(default_factory=dict)
    folded: int = 0
    unknown: int = 0
    """Events of articles that the house does not have."""

    def take(self, other: Tally, month: dt.date) -> None:
        """Add what another tally holds of one month."""
        for key, counts in other.items.items():
            if key[0] == month:
                self.items.setdefault(key, Counts()).add(counts)
        if month in other.searches:
            self.searches[month] = self.searches.get(month, 0) + other.searches[month]


def folded(events: Iterable[UsageEvent], ahead: Iterable[UsageEvent] = ()) -> list[UsageEvent]:
    """The events without double clicks, in order of time: of two clicks on one address within 30 seconds the last stays.

    `ahead` are events after the batch: a click in its last seconds gives way to one of them, which is counted with its own batch.
    """
    last: dict[tuple[str, str], int] = {}
    for event in _from_the_end(ahead):
        _remember(last, event)
    kept: list[UsageEvent] = []
    # From the end, so that each click has only to know the one after it.
    for event in _from_the_end(events):
        after = last.get((event.reader, event.link))
        _remember(last, event)
        if event.kind is Kind.SEARCH or after is None or after - event.second > DOUBLE_CLICK:
            kept.append(event)
    kept.reverse()
    return kept


def _from_the_end(events: Iterable[UsageEvent]) -> list[UsageEvent]:
    """The last first; of those in one second the one that was noted last."""
    found = sorted(events, key=attrgetter("second"))
    found.reverse()
    return found


def _remember(last: dict[tuple[str, str], int], event: UsageEvent) -> None:
    last[event.reader, event.link] = event.second
    if event.reader_before:
        last[event.reader_before, event.link] = event.second


def counted(
    events: Iterable[UsageEvent],
    items: Mapping[str, UsedItem],
    local_day: Callable[[int], dt.date],
    *,
    ahead: Iterable[UsageEvent] = (),
) -> Tally:
    """The counts of a batch that holds whole hours: a session is a reader within one hour of one day.

    `items` are the articles by DOI; `local_day` says on which day of the house a second falls.
    """
    batch = list(events)
    kept = folded(batch, ahead)
    tally = Tally(folded=len(batch) - len(kept))
    seen: set[tuple[str, dt.date, int, int, bool]] = set()
    for event in kept:
        day = local_day(event.second)
        month = day.replace(day=1)
        if event.kind is Kind.SEARCH:
            tally.searches[month] = tally.searches.get(month, 0) + 1
            continue
        item = items.get(event.doi)
        if item is None:
            tally.unknown += 1
            continue
        session = (event.reader, day, event.second // 3600, item.pk)
        counts = tally.items.setdefault((month, item.pk, item.access, event.method, item.yop), Counts())
        _count(counts, event.kind, item.has_full_text, session, seen)
    return tally


def _count(
    counts: Counts,
    kind: Kind,
    has_full_text: bool,
    session: tuple[str, dt.date, int, int],
    seen: set[tuple[str, dt.date, int, int, bool]],
) -> None:
    counts.total_investigations += 1
    if (*session, False) not in seen:
        seen.add((*session, False))
        counts.unique_investigations += 1
    if kind is Kind.PAGE and not has_full_text:
        return
    counts.total_requests += 1
    counts.downloads += kind is Kind.FILE
    if (*session, True) not in seen:
        seen.add((*session, True))
        counts.unique_requests += 1
