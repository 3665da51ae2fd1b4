"""Reads of the channels: what stands in a feed, what waits for a newsletter, where the feeds are."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override

from scicomm.channels.enums import ChannelKind, ReleaseState
from scicomm.channels.models import Channel, Release
from scicomm.channels.rules import absolute
from scicomm.newsroom.blocks import read_together
from scicomm.newsroom.models import Dossier, StoryPage
from scicomm.organisation.models import AcademyPage, Unit, UnitPage

FEED_LENGTH = 30


def root_unit() -> Unit | None:
    """The academy: the unit at the top of the tree."""
    return Unit.objects.filter(depth=1).order_by("path").first()


def feed_channel(slug: str = "", language: str = "") -> Channel | None:
    """The feed of a unit, or of the whole academy without a slug; None where it does not exist or is switched off."""
    channels = Channel.objects.filter(
        kind=ChannelKind.FEED, language=language or get_language() or settings.LANGUAGE_CODE, is_on=True
    )
    channels = channels.filter(unit__slug=slug) if slug else channels.filter(unit__depth=1)
    return channels.select_related("unit").order_by("unit__path").first()


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


def newsletters(language: str = "") -> QuerySet[Channel]:
    """Every newsletter that is on."""
    channels = Channel.objects.filter(kind=ChannelKind.NEWSLETTER, is_on=True).select_related("unit")
    return channels.filter(language=language) if language else channels


def feed_url(channel: Channel, fmt: str = "atom") -> str:
    """The absolute address of a unit's feed (`fmt` is atom or json), in the channel's language."""
    with override(channel.language):
        if channel.unit.depth == 1:
            return absolute(reverse(f"channels:academy_{fmt}"), settings.SITE_URL)
        return absolute(reverse(f"channels:unit_{fmt}", args=[channel.unit.slug]), settings.SITE_URL)


def feed_links(unit: Unit | None = None) -> list[dict[str, Any]]:
    """The feeds of a unit (of the academy without one) in the reader's language, as base.html wants them."""
    channel = feed_channel(unit.slug if unit else "")
    if channel is None:
        return []
    return [
        {"title": f"{channel.unit.name} (Atom)", "url": feed_url(channel), "type": "application/atom+xml"},
        {"title": f"{channel.unit.name} (JSON)", "url": feed_url(channel, "json"), "type": "application/feed+json"},
    ]


def story_url(story: StoryPage, request: Any = None) -> str:
    """A story's absolute public address; empty when it has none."""
    found = story.get_url(request)
    return absolute(found, settings.SITE_URL) if found else ""


def home_url(channel: Channel, request: Any = None) -> str:
    """The page that a channel belongs to: the unit's site, or the academy's home page."""
    pages: Any = AcademyPage.objects if channel.unit.depth == 1 else UnitPage.objects.filter(unit=channel.unit)
    page = pages.filter(locale__language_code=channel.language, live=True).first()
    return absolute((page.get_url(request) if page else "") or "/", settings.SITE_URL)
