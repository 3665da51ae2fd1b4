"""Figures of releases read: the newest of each kind, their source and freshness; a channel against itself and others."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from scicomm.channels.enums import FigureSource, ReleaseState
from scicomm.channels.models import Channel, FigurePull, Release, ReleaseFigure
from scicomm.channels.rules import measures as rules
from scicomm.channels.rules.measures import Spread, per_thousand, spread_of

OUT = (ReleaseState.SENT, ReleaseState.VISIBLE)
# What a release reached: the first of these that was counted.
REACH = ("reads", "opens", "clicks")
# Where two sources count the same, this one is taken; they are never added up.
BEST_FIRST = (FigureSource.PLATFORM, FigureSource.OWN, FigureSource.HAND)
PERIOD = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Reach:
    """What a release reached, by which count, and who says so."""

    value: int
    metric: str
    source: str
    at: dt.datetime


def latest_figures(releases: Iterable[int]) -> dict[int, list[ReleaseFigure]]:
    """The newest numbers of some releases, estimates too. One query."""
    found: dict[int, list[ReleaseFigure]] = defaultdict(list)
    rows = ReleaseFigure.objects.filter(release__in=list(releases), is_latest=True)
    for row in rows.order_by("release", "metric", "is_estimate"):
        found[row.release_id].append(row)
    return found


def one_of(figures: Sequence[ReleaseFigure], metric: str) -> ReleaseFigure | None:
    """The count of a metric from its best source; estimates are no counts."""
    counted = {row.source: row for row in figures if row.metric == metric and not row.is_estimate}
    return next((counted[source] for source in BEST_FIRST if source in counted), None)


def reach_of(figures: Sequence[ReleaseFigure]) -> Reach | None:
    """What a release reached; None while nothing was counted."""
    for metric in REACH:
        row = one_of(figures, metric)
        if row is not None:
            return Reach(row.value, metric, row.source, row.at)
    return None


def interactions_of(figures: Sequence[ReleaseFigure]) -> int | None:
    """Likes, shares, comments and saves together; None where none of them was counted."""
    found = [row.value for metric in rules.INTERACTIONS if (row := one_of(figures, metric)) is not None]
    return sum(found) if found else None


def reaches_of(channels: Iterable[int], since: dt.datetime) -> dict[int, list[tuple[Release, Reach]]]:
    """The releases of some channels that came out since, with what they reached. Two queries."""
    rows = Release.objects.filter(channel__in=list(channels), state__in=OUT, sent_at__gte=since)
    releases = list(rows.defer("package").select_related("dossier__story").order_by("channel", "sent_at"))
    figures = latest_figures(release.pk for release in releases)
    found: dict[int, list[tuple[Release, Reach]]] = defaultdict(list)
    for release in releases:
        reach = reach_of(figures.get(release.pk, []))
        if reach is not None:
            found[release.channel_id].append((release, reach))
    return found


def medians_of(channels: Iterable[int], now: dt.datetime) -> dict[int, Spread]:
    """What each channel usually reaches: middle and spread of a year. Two queries."""
    reaches = reaches_of(channels, now - PERIOD)
    return {pk: spread_of(float(reach.value) for _release, reach in pairs) for pk, pairs in reaches.items()}


@dataclass(frozen=True, slots=True)
class Compared:
    """A channel beside others: what its posts usually reach, and for each 1,000 followers."""

    channel: Channel
    spread: Spread
    per_thousand: float | None
    freshest: dt.datetime | None


def compare(channels: QuerySet[Channel], now: dt.datetime | None = None) -> list[Compared]:
    """Channels with numbers, the widest reach first. Three queries, whatever their number."""
    moment = now or timezone.now()
    rows = {channel.pk: channel for channel in channels.select_related("unit")}
    reaches = reaches_of(rows, moment - PERIOD)
    found = []
    for pk, pairs in reaches.items():
        spread = spread_of(float(reach.value) for _release, reach in pairs)
        rate = per_thousand(spread.median, rows[pk].followers)
        found.append(Compared(rows[pk], spread, rate, max(reach.at for _release, reach in pairs)))
    # Channels with few posts say little: they stand below, whatever their numbers.
    return sorted(found, key=lambda one: (one.spread.is_few, -(one.spread.median or 0), one.channel.pk))


def due_pulls(now: dt.datetime, count: int) -> list[FigurePull]:
    """The releases whose platform is to be asked for numbers now, the longest due first."""
    rows = FigurePull.objects.filter(next_at__lte=now, release__channel__closed_at=None)
    return list(rows.select_related("release__channel__unit").order_by("next_at")[:count])


def releases_named(rows: QuerySet[Release], places: Iterable[str]) -> dict[str, Release]:
    """Releases by their public address or their number, among those given; an address that two have names neither."""
    wanted = set(places)
    numbers = {int(place) for place in wanted if place.isascii() and place.isdigit() and len(place) < 16}
    found = {str(row.pk): row for row in rows.filter(pk__in=numbers)}
    twice: set[str] = set()
    for row in rows.filter(url__in=wanted - {""}):
        if row.url in found:
            twice.add(row.url)
        found[row.url] = row
    return {place: row for place, row in found.items() if place not in twice}
