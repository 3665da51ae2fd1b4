"""Sitemaps (sitemaps.org 0.9) with the news extension (sitemap-news 0.9), plain or packed: pages of the last days, or more
sitemaps."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _
from lxml import etree

from scicomm.listening.rules.addresses import web_address
from scicomm.listening.rules.parsing import MOST_ITEMS, FeedRefused, Item, ParsedFeed, RefusedItem
from scicomm.listening.rules.sources.building import bare_item, made_item, moment_of

MOST_UNPACKED = 50 * 1024 * 1024
"""A sitemap may be 50 MB unpacked by the protocol."""

RECENT = dt.timedelta(days=3)
"""News sitemaps hold two days; of a plain one only what changed lately is news at all."""

PARTS_AT_ONCE = 5


@dataclass(frozen=True)
class Part:
    """A sitemap that an index points to, and when it changed as the index says it."""

    address: str
    changed_at: dt.datetime | None


@dataclass(frozen=True)
class Sitemap:
    """What a sitemap gave: items, or the parts of an index."""

    parsed: ParsedFeed
    parts: tuple[Part, ...] = ()


def unpacked(content: bytes) -> bytes:
    """The bytes, unpacked where they are gzip (many sitemaps are files `….xml.gz`), bounded. Raises FeedRefused."""
    if not content.startswith(b"\x1f\x8b"):
        return content
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        plain = unpack.decompress(content, MOST_UNPACKED + 1)
    except zlib.error:
        raise FeedRefused(_("The packed answer is damaged.")) from None
    if len(plain) > MOST_UNPACKED:
        raise FeedRefused(_("The sitemap is larger than 50 MB."))
    return plain


def parse_sitemap(content: bytes, *, address: str, now: dt.datetime) -> Sitemap:
    """Read a sitemap or an index of sitemaps. Parts on another host than the index's are refused, as the protocol says."""
    plain = unpacked(content)
    if not plain.strip():
        raise FeedRefused(_("The file is empty."))
    root = _root(plain)
    name = etree.QName(root).localname
    if name == "sitemapindex":
        return _index(root, address)
    if name != "urlset":
        raise FeedRefused(_("This is no sitemap."))
    items: dict[str, Item] = {}
    refused: list[RefusedItem] = []
    for url in _children(root, "url"):
        found = _entry(url, address, now)
        if isinstance(found, Item):
            items.setdefault(found.url, found)
        elif found is not None:
            refused.append(found)
    newest = sorted(items.values(), key=lambda item: item.published_at or now, reverse=True)[:MOST_ITEMS]
    return Sitemap(ParsedFeed("", tuple(newest), tuple(refused[:MOST_ITEMS])))


def _root(plain: bytes) -> etree._Element:
    reading = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(plain, reading)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FeedRefused(_("Broken XML in line %(line)s: %(reason)s") % _broken(error)) from None
    if root is None:
        raise FeedRefused(_("This is no sitemap."))
    return root


def _broken(error: Exception) -> dict[str, object]:
    return {"line": getattr(error, "lineno", 1) or 1, "reason": str(error)[:200]}


def _children(node: etree._Element, name: str) -> Iterator[etree._Element]:
    """The children of a local name; generators of sitemaps get the namespace wrong often enough."""
    return (child for child in node if isinstance(child.tag, str) and etree.QName(child).localname == name)


def _words(node: etree._Element | None, name: str) -> str:
    if node is None:
        return ""
    found = next(_children(node, name), None)
    return " ".join("".join(str(text) for text in found.itertext()).split()) if found is not None else ""


def _index(root: etree._Element, address: str) -> Sitemap:
    parts: list[Part] = []
    refused: list[RefusedItem] = []
    for node in _children(root, "sitemap"):
        url = web_address(urljoin(address, _words(node, "loc")))
        if url is None or urlsplit(url).hostname != urlsplit(address).hostname:
            reason = _("A part on another site is not read.")
            refused.append(RefusedItem((url or _words(node, "loc"))[:200], reason))
        else:
            parts.append(Part(url, moment_of(_words(node, "lastmod"))))
    return Sitemap(ParsedFeed("", (), tuple(refused[:MOST_ITEMS])), tuple(parts))


def _entry(url: etree._Element, address: str, now: dt.datetime) -> Item | RefusedItem | None:
    """One page: with the news extension an item, without it a bare address where it changed lately; None for old pages."""
    place, changed = _words(url, "loc"), moment_of(_words(url, "lastmod"))
    news = next(_children(url, "news"), None)
    if news is None:
        kept = web_address(urljoin(address, place))
        if changed is None or changed < now - RECENT:
            return None
        if kept is None:
            return RefusedItem(place[:200], _("Not an address of the web: %(address)s") % {"address": place[:200]})
        return bare_item(kept, changed)
    publication = next(_children(news, "publication"), None)
    return made_item(
        title=_words(news, "title"),
        body=_words(news, "keywords"),
        address=place,
        base=address,
        published_at=moment_of(_words(news, "publication_date")) or changed,
        language=_words(publication, "language"),
    )


def parts_to_read(parts: tuple[Part, ...], cursor: str) -> tuple[list[Part], str, bool]:
    """Which parts of an index to read now, how far that brings us, and whether more are left.

    `cursor` is the change time of the newest part read so far. At first only the newest parts are read: a sitemap's whole past is
    no news. Later those that changed since, oldest first, so that none is passed over. An index without times gives its first
    parts each time.
    """
    dated = sorted((part for part in parts if part.changed_at), key=lambda part: part.changed_at or dt.datetime.max)
    if not dated:
        return list(parts[:PARTS_AT_ONCE]), "", False
    since = moment_of(cursor) if cursor else None
    # The part read last may have grown since without a later time (many know the day only): it is read again.
    waiting = [part for part in dated if since is None or (part.changed_at and part.changed_at >= since)]
    wanted = waiting[-PARTS_AT_ONCE:] if since is None else _oldest(waiting)
    if not wanted:
        return [], cursor, False
    newest = wanted[-1].changed_at
    return wanted, newest.isoformat() if newest else cursor, since is not None and len(wanted) < len(waiting)


def _oldest(waiting: list[Part]) -> list[Part]:
    """The oldest so many, and all of the same time as the last of them: a cut between two of one time would lose the second."""
    first = waiting[:PARTS_AT_ONCE]
    same = [part for part in waiting[PARTS_AT_ONCE:] if part.changed_at == first[-1].changed_at]
    return [*first, *same[: PARTS_AT_ONCE * 4]]
