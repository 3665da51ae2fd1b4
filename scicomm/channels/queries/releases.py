"""Reads of releases: what stands in a feed, what waits for a newsletter."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from scicomm.channels.enums import ReleaseState
from scicomm.channels.models import Channel, Release
from scicomm.newsroom.blocks import read_together
from scicomm.newsroom.models import Dossier, StoryPage

FEED_LENGTH = 30


def public_now() -> Q:
    """Conditions on a release whose story anyone may read at this moment; asked again here though only the newsroom publishes."""
    free = Q(dossier__embargo_until__isnull=True) | Q(dossier__embargo_until__lte=timezone.now())
    return free & Q(dossier__in=Dossier.objects.public(), dossier__story__live=True)


@dataclass(frozen=True)
class FeedState:
    """What tells one version of a feed from another, without reading the stories: `etag` (quoted) and the last change."""

    etag: str
    changed_at: dt.datetime | None


def feed_state(channel: Channel) -> FeedState:
    """The version of a feed: changes with every release, correction, recall and renaming. Two queries."""
    rows = Release.objects.filter(channel=channel, state=ReleaseState.SENT).filter(public_now())
    shown = rows.order_by("-dossier__published_at", "-pk")[:FEED_LENGTH]
    parts = shown.values_list("pk", "dossier__story__live_revision_id", "dossier__changed_at")
    latest = channel.releases.aggregate(
        last=Max("changed_at"), noticed=Max("dossier__paper_notice_at"), gone=Max("dossier__withdrawn_at")
    )
    changed_at = max(filter(None, latest.values()), default=None)
    digest = hashlib.sha256(repr([settings.SITE_URL, channel.pk, channel.name, changed_at, *parts]).encode())
    return FeedState(etag=f'"{digest.hexdigest()[:32]}"', changed_at=changed_at)


def feed_stories(channel: Channel) -> list[StoryPage]:
    """The stories of a feed, newest first, with dossier, unit and paper."""
    releases = channel.releases.filter(state=ReleaseState.SENT).filter(public_now())
    stories = StoryPage.objects.filter(dossier__in=releases.values("dossier"))
    stories = stories.select_related("dossier__unit", "dossier__article").order_by("-dossier__published_at", "-pk")
    stories = stories.prefetch_related("dossier__article__subjects")
    found = list(stories[:FEED_LENGTH])
    read_together(story.body for story in found)
    return found


# How long a feed says that an entry is gone; readers that come by more seldom find nothing of it either way.
GONE_FOR = dt.timedelta(days=60)


def gone_stories(channel: Channel) -> list[Dossier]:
    """What stood in a feed and was withdrawn or killed lately, the latest first: readers that kept a copy are told."""
    since = timezone.now() - GONE_FOR
    rows = Dossier.objects.filter(
        releases__channel=channel, releases__sent_at__isnull=False, published_at__isnull=False, withdrawn_at__gte=since
    )
    return list(rows.order_by("-withdrawn_at", "-pk")[:FEED_LENGTH])


def waiting_releases(channel: Channel) -> QuerySet[Release]:
    """What the next issue of a newsletter would hold, newest first."""
    return (
        channel.releases.waiting()
        .filter(public_now())
        .select_related("dossier__story", "dossier__unit")
        .order_by("-dossier__published_at", "-pk")
    )
