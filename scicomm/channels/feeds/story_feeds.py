"""Atom, RSS and JSON Feed of every unit and of the academy, in each language; only what anyone may read now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from lxml import etree

from scicomm.channels.models import Channel
from scicomm.channels.queries import (
    FeedState,
    feed_channel,
    feed_state,
    feed_stories,
    feed_url,
    gone_stories,
    home_url,
    story_url,
)
from scicomm.channels.queries.content import story_html, updated_at
from scicomm.channels.rules import entry_id, one_line, xml_text
from scicomm.newsroom.models import Dossier, StoryPage

ATOM = "http://www.w3.org/2005/Atom"


# RFC 6721: what stood in a feed and is gone says so, so that readers forget their copies.
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


XML = "http://www.w3.org/XML/1998/namespace"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"


BCP47 = {"zh-hans": "zh-Hans", "en": "en"}


# The date of a feed that never held anything: an empty feed must carry one all the same.
NEVER = dt.datetime(2019, 1, 1, tzinfo=dt.UTC)


Build = Callable[[HttpRequest, Channel, FeedState], HttpResponse]


def _stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _add(parent: Any, name: str, text: str | None = None, **attributes: str) -> Any:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", {key: xml_text(value) for key, value in attributes.items()})
    if text is not None:
        element.text = xml_text(text)
    return element


def _entry(feed: Any, story: StoryPage, request: HttpRequest) -> None:
    dossier = story.dossier
    entry = _add(feed, "entry")
    _add(entry, "id", entry_id(settings.SITE_URL, dossier.published_at, story.pk))
    _add(entry, "title", one_line(story.title), type="text")
    _add(entry, "link", rel="alternate", type="text/html", href=story_url(story, request))
    if dossier.article:
        _add(entry, "link", rel="related", href=f"https://doi.org/{dossier.article.doi}")
    _add(entry, "published", _stamp(dossier.published_at))
    _add(entry, "updated", _stamp(updated_at(dossier)))
    _add(_add(entry, "author"), "name", dossier.unit.name)
    if story.standfirst:
        _add(entry, "summary", one_line(story.standfirst), type="text")
    _add(entry, "content", story_html(story), type="html")


def _gone(feed: Any, dossier: Dossier) -> None:
    """The place of an entry that was withdrawn or killed: lasting name, when, and the public note; nothing of what it held."""
    name = entry_id(settings.SITE_URL, dossier.published_at, dossier.story_id)  # type: ignore[arg-type]
    when = _stamp(dossier.withdrawn_at)  # type: ignore[arg-type]
    entry = etree.SubElement(feed, f"{{{TOMBSTONES}}}deleted-entry", ref=name, when=when)
    comment = etree.SubElement(entry, f"{{{TOMBSTONES}}}comment", type="text")
    comment.text = xml_text(one_line(dossier.withdrawal_reason))


def atom(request: HttpRequest, channel: Channel, state: FeedState) -> HttpResponse:
    """The feed as Atom (RFC 4287)."""
    stories = feed_stories(channel)
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM, "at": TOMBSTONES})  # type: ignore[dict-item]
    feed.set(f"{{{XML}}}lang", BCP47.get(channel.language, channel.language))
    address = feed_url(channel)
    changes = [updated_at(story.dossier) for story in stories] or [state.changed_at or NEVER]
    _add(feed, "id", address)
    _add(feed, "title", channel.unit.name, type="text")
    _add(feed, "link", rel="self", type="application/atom+xml", href=address)
    _add(feed, "link", rel="alternate", type="text/html", href=home_url(channel, request))
    _add(feed, "updated", _stamp(max(changes)))
    _add(_add(feed, "author"), "name", channel.unit.name)
    for story in stories:
        _entry(feed, story, request)
    for dossier in gone_stories(channel):
        _gone(feed, dossier)
    content = etree.tostring(feed, xml_declaration=True, encoding="UTF-8")
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")


def _rss_item(feed: Any, story: StoryPage, request: HttpRequest) -> None:
    dossier = story.dossier
    item = etree.SubElement(feed, "item")

    def say(name: str, text: str, **attributes: str) -> None:
        element = etree.SubElement(item, name, attributes)
        element.text = xml_text(text)

    say("title", one_line(story.title))
    say("link", story_url(story, request))
    say("guid", entry_id(settings.SITE_URL, dossier.published_at, story.pk), isPermaLink="false")
    say("pubDate", format_datetime(dossier.published_at.astimezone(dt.UTC), usegmt=True))
    say(f"{{{DUBLIN_CORE}}}creator", dossier.unit.name)
    if story.standfirst:
        say("description", one_line(story.standfirst))
    if dossier.article:
        for subject in dossier.article.subjects.all():
            say("category", subject.name)
    say(f"{{{CONTENT}}}encoded", story_html(story))


def rss(request: HttpRequest, channel: Channel, state: FeedState) -> HttpResponse:
    """The feed as RSS 2.0, for readers that know nothing else; it has no way to say that an entry is gone."""
    feed = etree.Element("rss", version="2.0", nsmap={"atom": ATOM, "content": CONTENT, "dc": DUBLIN_CORE})
    box = etree.SubElement(feed, "channel")
    stories = feed_stories(channel)
    changes = [updated_at(story.dossier) for story in stories] or [state.changed_at or NEVER]
    said = {
        "title": channel.unit.name,
        "link": home_url(channel, request),
        "description": channel.name,
        "language": BCP47.get(channel.language, channel.language),
        "lastBuildDate": format_datetime(max(changes).astimezone(dt.UTC), usegmt=True),
    }
    for name, text in said.items():
        etree.SubElement(box, name).text = xml_text(text)
    own = {"rel": "self", "type": "application/rss+xml", "href": feed_url(channel, "rss")}
    etree.SubElement(box, f"{{{ATOM}}}link", own)
    for story in stories:
        _rss_item(box, story, request)
    content = etree.tostring(feed, xml_declaration=True, encoding="UTF-8")
    return HttpResponse(content, content_type="application/rss+xml; charset=utf-8")


def _item(story: StoryPage, request: HttpRequest, language: str) -> dict[str, Any]:
    dossier = story.dossier
    item: dict[str, Any] = {
        "id": entry_id(settings.SITE_URL, dossier.published_at, story.pk),
        "url": story_url(story, request),
        "title": one_line(story.title),
        "content_html": story_html(story),
        "date_published": _stamp(dossier.published_at),
        "date_modified": _stamp(updated_at(dossier)),
        "authors": [{"name": dossier.unit.name}],
        "language": language,
    }
    if story.standfirst:
        item["summary"] = one_line(story.standfirst)
    if dossier.article:
        item["external_url"] = f"https://doi.org/{dossier.article.doi}"
    return item


def json_feed(request: HttpRequest, channel: Channel, state: FeedState) -> HttpResponse:
    """The feed as JSON Feed 1.1."""
    language = BCP47.get(channel.language, channel.language)
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.unit.name,
        "home_page_url": home_url(channel, request),
        "feed_url": feed_url(channel, "json"),
        "language": language,
        "authors": [{"name": channel.unit.name}],
        "items": [_item(story, request, language) for story in feed_stories(channel)],
    }
    if gone := gone_stories(channel):
        # JSON Feed has no word for it; names of one's own begin with a line (version 1.1, Extensions).
        feed["_gone"] = {
            "about": "https://www.rfc-editor.org/rfc/rfc6721",
            "items": [
                {
                    "id": entry_id(settings.SITE_URL, dossier.published_at, dossier.story_id),  # type: ignore[arg-type]
                    "date": _stamp(dossier.withdrawn_at),  # type: ignore[arg-type]
                    "note": one_line(dossier.withdrawal_reason),
                }
                for dossier in gone
            ],
        }
    return JsonResponse(feed, json_dumps_params={"ensure_ascii": False}, content_type="application/feed+json")


def _serve(request: HttpRequest, slug: str, build: Build) -> HttpResponse:
    """A feed, or 304 for a reader who has it already; what it holds is only read and rendered when it changed."""
    channel = feed_channel(slug)
    if channel is None:
        raise Http404
    state = feed_state(channel)
    changed = int(state.changed_at.timestamp()) if state.changed_at else None
    response = get_conditional_response(request, etag=state.etag, last_modified=changed)
    if response is None:
        response = build(request, channel, state)
    response["ETag"] = state.etag
    if changed:
        response["Last-Modified"] = http_date(changed)
    response["Cache-Control"] = "public, max-age=60"
    return response


def atom_feed_view(request: HttpRequest, slug: str = "") -> HttpResponse:
    """`feeds/atom.xml` and `feeds/<unit>/atom.xml`."""
    return _serve(request, slug, atom)


def json_feed_view(request: HttpRequest, slug: str = "") -> HttpResponse:
    """`feeds/feed.json` and `feeds/<unit>/feed.json`."""
    return _serve(request, slug, json_feed)


def rss_feed_view(request: HttpRequest, slug: str = "") -> HttpResponse:
    """`feeds/rss.xml` and `feeds/<unit>/rss.xml`."""
    return _serve(request, slug, rss)
