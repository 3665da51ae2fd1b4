"""How the sources fare, how far the stages are behind, and what the public page says of all of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.listening.enums import Health, SourceClass, SourceKind
from scicomm.listening.models import Feed, FeedDay, FeedQuerySet, Mention
from scicomm.listening.queries.outlets import terms
from scicomm.listening.rules.retention import Kept
from scicomm.listening.rules.sources.opml import Outline, written_opml

DAYS_SHOWN = 30
FOUND_WITHIN = dt.timedelta(days=30)

# The worst first, as the health page lists and counts them.
HEALTH_ORDER = (Health.DEAD, Health.FAILING, Health.STALE, Health.SHAKY, Health.NEW, Health.FINE, Health.OFF)


@dataclass(frozen=True)
class SourceRow:
    """One source on the health page: its new items day by day (oldest first), and another one that brings the very same."""

    feed: Feed
    health: Health
    days: tuple[int, ...]
    twin: Feed | None

    @property
    def a_day(self) -> float:
        """New items a day, over the days shown."""
        return round(sum(self.days) / len(self.days), 1) if self.days else 0.0


@dataclass(frozen=True)
class Waiting:
    """How many mentions wait for a stage, and since when the oldest of them does."""

    label: str
    count: int
    since: dt.datetime | None


@dataclass(frozen=True)
class ClassFigures:
    """What is collected of one class: sources that are on, mentions of the last thirty days, and how long they are kept."""

    label: str
    sources: int
    found: int
    kept: Kept


def source_rows(feeds: Iterable[Feed]) -> list[SourceRow]:
    """The rows of a page of feeds (from `with_health`, with their units), in two more reads."""
    shown = list(feeds)
    today = timezone.localdate()
    since = today - dt.timedelta(days=DAYS_SHOWN - 1)
    new: dict[int, dict[dt.date, int]] = defaultdict(dict)
    for pk, day, count in FeedDay.objects.filter(feed__in=shown, day__gte=since).values_list("feed_id", "day", "new"):
        new[pk][day] = count
    days = [since + dt.timedelta(days=number) for number in range(DAYS_SHOWN)]
    twins = _twins(shown)
    return [
        SourceRow(
            feed,
            feed.health,
            tuple(new[feed.pk].get(day, 0) for day in days),
            twins.get((feed.unit_id, feed.digest, feed.pk)),
        )
        for feed in shown
    ]


def _twins(shown: list[Feed]) -> dict[tuple[int, str, int], Feed]:
    """For each feed another of its unit whose last answer was the very same bytes."""
    digests = {feed.digest for feed in shown if feed.digest and feed.address}
    same: dict[tuple[int, str], list[Feed]] = defaultdict(list)
    rows = Feed.objects.filter(digest__in=digests).exclude(address="") if digests else Feed.objects.none()
    for feed in rows.only("pk", "name", "unit_id", "digest").order_by("pk"):
        same[feed.unit_id, feed.digest].append(feed)
    found = {}
    for feed in shown:
        other = next((each for each in same[feed.unit_id, feed.digest] if each.pk != feed.pk), None)
        if other and feed.address:
            found[feed.unit_id, feed.digest, feed.pk] = other
    return found


def totals(feeds: FeedQuerySet) -> dict[str, int]:
    """How many sources fare how; `all` for all of them."""
    rows: Any = feeds.with_health(timezone.now()).order_by()
    counts = {str(state): count for state, count in rows.values_list("state").annotate(count=Count("pk"))}
    return {"all": sum(counts.values()), **{state.value: counts.get(state.value, 0) for state in HEALTH_ORDER}}


def waiting_at_stages() -> list[Waiting]:
    """How far the pipeline is behind: what waits to be fetched, to be read, to be grouped, to be shown to the watches."""
    now = timezone.now()
    due = Feed.objects.due(now).order_by().aggregate(count=Count("pk"), since=Min("next_fetch_at"))
    unread, read = Q(read_at__isnull=True), Q(read_at__isnull=False)
    stages = (
        (_("waiting to be read"), unread),
        (_("waiting for their topic"), read & Q(grouped_at__isnull=True)),
        (_("waiting for the watches"), read & Q(watched_at__isnull=True)),
    )
    found = [Waiting(str(_("sources due")), due["count"], due["since"])]
    for label, which in stages:
        row = Mention.objects.filter(which).order_by().aggregate(count=Count("pk"), since=Min("found_at"))
        found.append(Waiting(str(label), row["count"], row["since"]))
    return found


def public_figures() -> list[ClassFigures]:
    """Live figures for everybody: of each class that has sources or mentions, how many, and how long they are kept."""
    sources = dict(Feed.objects.filter(is_on=True).order_by().values_list("source_class").annotate(count=Count("pk")))
    recent = Mention.objects.filter(found_at__gte=timezone.now() - FOUND_WITHIN)
    found = dict(recent.order_by().values_list("source_class").annotate(count=Count("pk")))
    kept = terms()
    return [
        ClassFigures(str(label), sources.get(name, 0), found.get(name, 0), kept[name])
        for name, label in SourceClass.choices
        if sources.get(name) or found.get(name)
    ]


def opml_of(feeds: QuerySet[Feed], title: str) -> bytes:
    """The feeds as a list for other readers; sources that are no feed cannot stand in one."""
    rows = feeds.filter(kind=SourceKind.FEED).exclude(address="").order_by("labels", "name", "pk")
    return written_opml(
        title,
        (
            Outline(feed.name, feed.address, tuple(filter(None, feed.labels.split(" / "))), feed.source_class)
            for feed in rows.only("name", "address", "labels", "source_class")
        ),
    )
