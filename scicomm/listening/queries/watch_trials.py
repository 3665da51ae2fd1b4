"""Trying a watch out on what was stored in the last month: how often, what and why, from whom. Bounded in time."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from scicomm.listening.models import Mention
from scicomm.listening.queries.watches import watched_items_of
from scicomm.listening.rules.watches import (
    Item,
    Matcher,
    Node,
    Scope,
    Why,
    explain,
    label,
    leaves,
    snippet,
    words_to_exclude,
)

DAYS = 31
SECONDS = 4.0
BATCH = 200
SAMPLE = 12
# So many texts are compared for words that would make it quieter.
_COMPARED = 200


@dataclass(frozen=True)
class Sample:
    """A mention that would have been told of, and why."""

    mention: Mention
    why: Why
    snippet: str
    spans: list[list[int]]


@dataclass
class TrialRun:
    """What a watch would have found. `looked` of `total` mentions were asked; where these differ, time was up and only what is
    newer than `since` is counted."""

    looked: int = 0
    total: int = 0
    found: int = 0
    families: set[int] = field(default_factory=set)
    days: dict[dt.date, int] = field(default_factory=dict)
    sources: Counter[str] = field(default_factory=Counter)
    sample: list[Sample] = field(default_factory=list)
    quieter: list[tuple[str, int]] = field(default_factory=list)
    since: dt.datetime | None = None

    @property
    def is_complete(self) -> bool:
        return self.looked >= self.total

    @property
    def a_day(self) -> float:
        return self.found / max(1, len(self.days))

    @property
    def topics(self) -> int:
        """Alerts without the copies of a text."""
        return len(self.families)


def try_on_last_month(
    node: Node, scope: Scope, mentions: QuerySet[Mention], now: dt.datetime, *, seconds: float = SECONDS
) -> TrialRun:
    """Put a query to the mentions of the last 31 days, newest first, in batches, until the time is up."""
    matcher = Matcher()
    matcher.add(0, node, scope)
    today = timezone.localtime(now).date()
    run = TrialRun(days={today - dt.timedelta(days=back): 0 for back in range(DAYS - 1, -1, -1)})
    rows = mentions.filter(found_at__gte=now - dt.timedelta(days=DAYS)).order_by("-found_at", "-pk")
    run.total = rows.count()
    texts: list[str] = []
    others: list[str] = []
    end = time.monotonic() + seconds
    while run.looked < run.total and (not run.looked or time.monotonic() < end):
        batch = list(rows.select_related("unit").prefetch_related("feeds__unit")[run.looked : run.looked + BATCH])
        if not batch:
            break
        items = watched_items_of(batch)
        for mention in batch:
            item = items[mention.pk]
            if matcher.match(item):
                _count(run, node, mention, item)
                texts.append(f"{item.title} {item.text[:600]}")
            elif len(others) < _COMPARED:
                others.append(f"{item.title} {item.text[:600]}")
        run.looked += len(batch)
        run.since = batch[-1].found_at
    asked: list[str] = [label(leaf) for leaf in leaves(node)]
    run.quieter = words_to_exclude(texts[:_COMPARED], others, asked)
    return run


def _count(run: TrialRun, node: Node, mention: Mention, item: Item) -> None:
    run.found += 1
    run.families.add(mention.original_id or mention.pk)
    day = timezone.localtime(mention.found_at).date()
    if day in run.days:
        run.days[day] += 1
    run.sources[mention.source] += 1
    if len(run.sample) < SAMPLE:
        why = explain(node, item)
        run.sample.append(Sample(mention, why, *snippet(item.text, why.text)))


def bars_by_day(days: dict[dt.date, int]) -> list[dict[str, Any]]:
    """Upright bars for a drawing of 31 by 100: where each stands and how high it is."""
    most = max([*days.values(), 1])
    return [
        {"day": day, "count": count, "x": number * 10, "height": round(90 * count / most), "y": 100 - round(90 * count / most)}
        for number, (day, count) in enumerate(days.items())
    ]  # fmt: skip
