"""Reads of channels: which there are and where they stand."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language, override

from scicomm.channels.enums import ChannelKind
from scicomm.channels.models import Actor, Channel
from scicomm.channels.rules import absolute
from scicomm.channels.rules.fediverse.names import Place
from scicomm.newsroom.models import StoryPage
from scicomm.organisation.models import AcademyPage, Unit, UnitPage


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


def newsletters(language: str = "") -> QuerySet[Channel]:
    """Every newsletter that is on."""
    channels = Channel.objects.filter(kind=ChannelKind.NEWSLETTER, is_on=True).select_related("unit")
    return channels.filter(language=language) if language else channels


def feed_url(channel: Channel, fmt: str = "atom") -> str:
    """The absolute address of a unit's feed (`fmt` is atom, rss or json), in the channel's language."""
    with override(channel.language):
        if channel.unit.depth == 1:
            return absolute(reverse(f"channels:academy_{fmt}"), settings.SITE_URL)
        return absolute(reverse(f"channels:unit_{fmt}", args=[channel.unit.slug]), settings.SITE_URL)


def feed_links(unit: Unit | None = None) -> list[dict[str, Any]]:
    """The feeds of a unit (of the academy without one) in the reader's language, as base.html wants them."""
    channel = feed_channel(unit.slug if unit else "")
    actors = actor_links(unit or (channel.unit if channel else root_unit()))
    if channel is None:
        return actors
    return [
        {"title": f"{channel.unit.name} (Atom)", "url": feed_url(channel), "type": "application/atom+xml"},
        {"title": f"{channel.unit.name} (RSS)", "url": feed_url(channel, "rss"), "type": "application/rss+xml"},
        {"title": f"{channel.unit.name} (JSON)", "url": feed_url(channel, "json"), "type": "application/feed+json"},
        *actors,
    ]


def actor_links(unit: Unit | None = None) -> list[dict[str, Any]]:
    """The actors that people follow from the fediverse, of a unit or of all, in the reader's language; by the same line in a
    page's head servers find them."""
    place = Place(settings.SITE_URL)
    rows = Actor.objects.filter(channel__language=get_language() or settings.LANGUAGE_CODE, channel__is_on=True)
    rows = rows.filter(channel__unit=unit) if unit else rows
    return [
        {"title": place.handle(name), "url": place.actor(name), "type": "application/activity+json"}
        for name in rows.order_by("channel__unit__path", "pk").values_list("name", flat=True)
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
