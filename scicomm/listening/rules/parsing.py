"""A feed's bytes as items: RSS, Atom and RDF through feedparser, JSON Feed by ourselves; fetching and storing are elsewhere."""

from __future__ import annotations

import calendar
import datetime as dt
import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import feedparser
from django.utils.translation import gettext as _

from scicomm.listening.rules import markup
from scicomm.listening.rules.addresses import web_address
from scicomm.listening.rules.dates import date_from_text, sensible
from scicomm.listening.rules.dois import dois_in
from scicomm.listening.rules.encodings import mended
from scicomm.listening.rules.language import language_of
from scicomm.listening.rules.quick_feeds import RawEntry, read_quickly

MOST_ITEMS = 1000
MOST_MARKUP = 200_000
_TAG = re.compile(r"<[A-Za-z/!][^>]*>")
_LINK = re.compile(r"(?i)https?://|[./?#]|[^:]*/")


@dataclass(frozen=True)
class Item:
    """One public item, already harmless: plain `title` and `summary`, sanitised `excerpt`, `links` found in it, `dois` in it.

    No name of an author is read.
    """

    title: str
    url: str
    published_at: dt.datetime | None
    summary: str
    excerpt: str
    language: str
    text: str
    links: tuple[str, ...] = ()
    dois: tuple[str, ...] = ()


@dataclass(frozen=True)
class RefusedItem:
    """An item that cannot be kept: what it was called, and why."""

    title: str
    reason: str


@dataclass(frozen=True)
class ParsedFeed:
    """A feed that was read: its own title, its items in order, those refused, and a warning where the XML was mended."""

    title: str
    items: tuple[Item, ...]
    refused: tuple[RefusedItem, ...] = ()
    warning: str = ""


class FeedRefused(ValueError):
    """The bytes are no feed; the message says why and, where it is known, at which line."""


def parse_feed(content: bytes, *, address: str = "", content_type: str = "") -> ParsedFeed:
    """Read a feed. `address` is where it came from (relative links start there), `content_type` the server's header.

    Raises FeedRefused for what is no feed, or is broken before its first item.
    """
    if not content.strip():
        raise FeedRefused(_("The file is empty."))
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _parse_json(content, address)
    content, content_type = mended(content, content_type)
    quick = read_quickly(content, content_type)
    if quick is not None:
        base = urljoin(address, quick.link) or address
        title = markup.plain_text(quick.title, 120)
        return _collected(title, (_from_raw(entry, base) for entry in quick.entries[:MOST_ITEMS]))
    # A stream, never the bare bytes: feedparser would take a short text for the name of a file and open it.
    parsed = feedparser.parse(
        io.BytesIO(content),
        response_headers={"content-type": content_type or "application/xml"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    problem = _problem(parsed)
    # Old feeds do not say their version; what has neither entries nor a title of its own is none.
    if not parsed.entries and not (parsed.get("version") or (parsed.feed.get("title") and not _is_page(content))):
        raise FeedRefused(problem or _("This is no RSS, Atom, RDF or JSON feed."))
    if problem and not parsed.entries and not parsed.feed.get("title"):
        raise FeedRefused(problem)
    base = urljoin(address, str(parsed.feed.get("link") or "")) or address
    title = markup.plain_text(str(parsed.feed.get("title") or ""), 120)
    return _collected(title, (_from_entry(entry, base) for entry in parsed.entries[:MOST_ITEMS]), problem)


def _is_page(content: bytes) -> bool:
    """Whether the bytes begin as a web page does, which has a title too."""
    return re.search(rb"(?i)<(!doctype\s+)?html\b", content[:2000]) is not None


def _problem(parsed: Any) -> str:
    """What feedparser found wrong with the XML itself; a wrong declaration that it got over is nothing to report."""
    error = parsed.get("bozo_exception")
    if not parsed.get("bozo") or error is None or not hasattr(error, "getLineNumber"):
        return ""
    return _("Broken XML in line %(line)s: %(reason)s") % {"line": error.getLineNumber(), "reason": error.getMessage()}


def _collected(title: str, results: Iterable[Item | RefusedItem], warning: str = "") -> ParsedFeed:
    """Items apart from refused ones; an item that stands twice in a feed is one."""
    items: dict[str, Item] = {}
    refused: list[RefusedItem] = []
    for result in results:
        if isinstance(result, Item):
            items.setdefault(result.url, result)
        else:
            refused.append(result)
    return ParsedFeed(title, tuple(items.values()), tuple(refused), warning)


def _from_raw(entry: RawEntry, base: str) -> Item | RefusedItem:
    """An entry that was read the quick way."""
    return _item(
        title=entry.title,
        title_is_markup=entry.title_is_markup,
        body=entry.body,
        address=_whole(base, entry.address) if entry.address else "",
        links=list(entry.links),
        published_at=_quick_date(entry),
    )


def _quick_date(entry: RawEntry) -> dt.datetime | None:
    for written in entry.dates:
        found = sensible(written) if isinstance(written, dt.datetime) else date_from_text(written)
        if found:
            return found
    return None


def _from_entry(entry: Any, base: str) -> Item | RefusedItem:
    detail = entry.get("title_detail") or {}
    is_markup = "html" in str(detail.get("type") or "")
    bodies = [str(part.get("value") or "") for part in entry.get("content") or []]
    body = max([str(entry.get("summary") or ""), *bodies], key=len)
    links = [str(link.get("href") or "") for link in entry.get("links") or []]
    address = str(entry.get("link") or "")
    if not address and str(entry.get("id") or "").startswith(("http://", "https://")):
        address = str(entry.id)
    return _item(
        title=str(entry.get("title") or ""),
        title_is_markup=is_markup,
        body=body,
        address=urljoin(base, address) if address else "",
        links=[
            *links,
            str(entry.get("id") or ""),
            str(entry.get("prism_doi") or ""),
            str(entry.get("dc_identifier") or ""),
        ],
        published_at=_entry_date(entry),
    )


def _entry_date(entry: Any) -> dt.datetime | None:
    for name in ("published", "updated", "created"):
        # The plain look-up: feedparser's own would answer for one date with another, and warn.
        written, parsed = str(dict.get(entry, name) or ""), dict.get(entry, f"{name}_parsed")
        # It takes a Chinese date for a bare year and adds a month of its own.
        if "年" in written:
            return date_from_text(written)
        if parsed:
            try:
                return sensible(dt.datetime.fromtimestamp(calendar.timegm(parsed), tz=dt.UTC))
            except (ValueError, OverflowError, OSError):
                continue
        found = date_from_text(written)
        if found:
            return found
    return None


def _item(
    *,
    title: str,
    title_is_markup: bool,
    body: str,
    address: str,
    links: list[str],
    published_at: dt.datetime | None,
) -> Item | RefusedItem:
    """An item from the raw values of a feed, made harmless; refused without an address of the web."""
    body = body[:MOST_MARKUP]
    text, excerpt = markup.text_and_excerpt(body)
    # Many RSS feeds escape a title's markup once too often; "a < b" is no tag and stays.
    is_markup = title_is_markup or _TAG.search(title) is not None
    plain_title = markup.plain_text(title) if is_markup else " ".join(markup.without_controls(title).split())
    plain_title = _cut(plain_title or text or address)
    url = web_address(address)
    if url is None:
        named = {"address": address[:200]}
        reason = _("Not an address of the web: %(address)s") % named if address else _("The item has no address.")
        return RefusedItem(plain_title, reason)
    pointed = [*links, *markup.links_in(body)]
    return Item(
        title=plain_title,
        url=url,
        published_at=published_at,
        summary=markup.shortened(text, markup.SUMMARY_LENGTH),
        excerpt=excerpt,
        language=language_of(f"{plain_title} {text[:300]}"),
        text=text,
        links=tuple(dict.fromkeys(_whole(url, link) for link in pointed if link)),
        dois=tuple(dois_in(plain_title, text, url, *pointed)[:50]),
    )


def _whole(base: str, link: str) -> str:
    """A link as a whole address; most are already, and joining is slow. A bare identifier (`urn:…`, a number) is no link and
    stays as it is: a DOI may stand in it."""
    if not _LINK.match(link):
        return link
    return link if link.startswith(("https://", "http://")) and "/." not in link else urljoin(base, link)


def _cut(title: str) -> str:
    return title if len(title) <= 500 else title[:499] + "…"


def _parse_json(content: bytes, address: str) -> ParsedFeed:
    """JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1)."""
    try:
        feed = json.loads(content)
    except json.JSONDecodeError as error:
        raise FeedRefused(
            _("Broken JSON in line %(line)s: %(reason)s") % {"line": error.lineno, "reason": error.msg}
        ) from None
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise FeedRefused(_("Broken JSON: %(reason)s") % {"reason": error}) from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or "jsonfeed.org/version/" not in str(feed.get("version")):
        raise FeedRefused(_("This is no RSS, Atom, RDF or JSON feed."))
    base = urljoin(address, str(feed.get("home_page_url") or "")) or address
    title = markup.plain_text(str(feed.get("title") or ""), 120)
    return _collected(title, (_from_json(item, base) for item in items[:MOST_ITEMS]))


def _from_json(item: Any, base: str) -> Item | RefusedItem:
    if not isinstance(item, dict):
        return RefusedItem(str(item)[:200], _("The item is no JSON object."))

    def words(name: str) -> str:
        value = item.get(name)
        return value if isinstance(value, str) else ""

    address = words("url") or words("external_url")
    if not address and words("id").startswith(("http://", "https://")):
        address = words("id")
    plain = words("content_text") or words("summary")
    return _item(
        title=words("title"),
        title_is_markup=False,
        body=words("content_html") or plain.replace("&", "&amp;").replace("<", "&lt;"),
        address=urljoin(base, address) if address else "",
        links=[words("external_url"), words("id")],
        published_at=date_from_text(words("date_published")) or date_from_text(words("date_modified")),
    )
