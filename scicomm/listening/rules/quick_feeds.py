"""Well-formed RSS 2.0 and Atom 1.0 read by lxml, for speed: nearly all feeds are, and feedparser spends its time on the others.

Whatever is unusual (a document type, `xml:base`, another vocabulary, XHTML content, an odd date) gives None, and feedparser reads
it; where both read a feed they agree, which is tested on every feed at hand.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from lxml import etree

_ATOM = "{http://www.w3.org/2005/Atom}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_DC = "{http://purl.org/dc/elements/1.1/}"
_DCTERMS = "{http://purl.org/dc/terms/}"
_PRISM = re.compile(r"\{http://prismstandard\.org/namespaces/[^}]*\}doi")
_MARKUP = re.compile(r"</?[A-Za-z][^>]*>|&#?\w{1,10};")
_ODD = (b"<!DOCTYPE", b"<!ENTITY", b"xml:base", b'type="xhtml"', b"type='xhtml'", b"feedburner:origLink")
# A zone that email.utils does not know is read as none; feedparser knows more of them.
_ZONE = re.compile(r"(?:[+-]\d{4}|GMT|UTC|UT|Z|EST|EDT|CST|CDT|MST|MDT|PST|PDT)\s*$")
_RFC_822 = re.compile(r"^\s*(?:[A-Z][a-z]{2},\s*)?\d{1,2}\s+[A-Z][a-z]{2}\s+\d{4}\s+\d{1,2}:\d{2}(?::\d{2})?\s+\S+\s*$")
_RFC_3339 = re.compile(r"^\s*\d{4}-\d{2}-\d{2}(?:[Tt]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:?\d{2}))?\s*$")


class Unusual(Exception):
    """What only feedparser should read."""


@dataclass(frozen=True, slots=True)
class RawEntry:
    """The values of one entry as they stand; nothing is made harmless yet. Dates in the order in which they count."""

    title: str
    title_is_markup: bool
    body: str
    address: str
    links: tuple[str, ...]
    dates: tuple[dt.datetime | str, ...]


@dataclass(frozen=True, slots=True)
class RawFeed:
    title: str
    link: str
    entries: tuple[RawEntry, ...]


def read_quickly(content: bytes, content_type: str = "") -> RawFeed | None:
    """The feed, or None where something about it is unusual."""
    if any(odd in content for odd in _ODD) or (
        "charset" in content_type.lower() and "utf-8" not in content_type.lower()
    ):
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
        strip_cdata=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
        if root.tag == "rss" and root.get("version", "").startswith("2"):
            return _rss(root)
        return _atom(root) if root.tag == f"{_ATOM}feed" else None
    except (etree.XMLSyntaxError, ValueError, Unusual):
        return None


def _text(element: etree._Element | None) -> str:
    """The text of an element; one with elements inside is unusual here."""
    if element is None:
        return ""
    if len(element):
        raise Unusual
    return (element.text or "").strip()


def _rss(root: etree._Element) -> RawFeed:
    channel = root.find("channel")
    if channel is None or root.find("item") is not None:
        raise Unusual
    return RawFeed(
        _text(channel.find("title")),
        _text(channel.find("link")),
        tuple(_item(item) for item in channel.iterfind("item")),
    )


def _item(item: etree._Element) -> RawEntry:
    one: dict[str, str] = {}
    links: list[str] = []
    extra: list[str] = []
    bodies: list[str] = []
    for child in item:
        tag = str(child.tag)
        if tag in {"description", _CONTENT}:
            bodies.append(_text(child))
        elif tag in {"title", "link", "guid", "pubDate", f"{_DC}date"}:
            if tag in one:
                raise Unusual
            one[tag] = _text(child)
        elif tag == f"{_ATOM}link" or tag == f"{_DC}title" or tag.startswith((_ATOM, _DCTERMS)):
            raise Unusual
        elif tag == "enclosure":
            extra.append(child.get("url", ""))
        elif tag == f"{_DC}identifier" or _PRISM.fullmatch(tag):
            links.append(_text(child))
    address = one.get("link", "")
    guid = one.get("guid", "")
    if not address and guid.startswith(("http://", "https://")):
        address = guid
    title = one.get("title", "")
    return RawEntry(
        title,
        _MARKUP.search(title) is not None,
        max(["", *bodies], key=len),
        address,
        tuple(link for link in (address, *extra, guid, *links) if link),
        _dates((one.get("pubDate", ""), one.get(f"{_DC}date", ""))),
    )


def _atom(root: etree._Element) -> RawFeed:
    return RawFeed(
        _text(root.find(f"{_ATOM}title")),
        _alternate(root),
        tuple(_entry(entry) for entry in root.iterfind(f"{_ATOM}entry")),
    )


def _alternate(element: etree._Element) -> str:
    """The page of a feed or an entry."""
    for link in element.iterfind(f"{_ATOM}link"):
        if link.get("rel", "alternate") == "alternate" and link.get("type", "text/html") in {
            "text/html",
            "application/xhtml+xml",
        }:
            return link.get("href", "").strip()
    return ""


def _entry(entry: etree._Element) -> RawEntry:
    title = entry.find(f"{_ATOM}title")
    words = _text(title)
    kind = title.get("type", "text") if title is not None else "text"
    bodies = []
    for name in ("summary", "content"):
        body = entry.find(f"{_ATOM}{name}")
        if body is not None:
            if body.get("src") or body.get("type", "text") not in {"text", "html"}:
                raise Unusual
            bodies.append(_text(body))
    named = _text(entry.find(f"{_ATOM}id"))
    address = _alternate(entry)
    hrefs = [link.get("href", "").strip() for link in entry.iterfind(f"{_ATOM}link")]
    if not address and (hrefs or named):
        raise Unusual
    return RawEntry(
        words,
        kind == "html" or _MARKUP.search(words) is not None,
        max(["", *bodies], key=len),
        address,
        tuple(link for link in (*hrefs, named) if link),
        _dates(_text(entry.find(f"{_ATOM}{name}")) for name in ("published", "updated")),
    )


def _dates(written: Iterable[str]) -> tuple[dt.datetime | str, ...]:
    """RFC 822 and RFC 3339 dates; what is neither is left to feedparser, but Chinese dates to ourselves."""
    found: list[dt.datetime | str] = []
    for text in written:
        if not text:
            continue
        if "年" in text:
            found.append(text)
        elif _RFC_3339.match(text):
            found.append(_with_zone(dt.datetime.fromisoformat(text.strip().upper())))
        elif _RFC_822.match(text) and _ZONE.search(text):
            found.append(_with_zone(parsedate_to_datetime(text)))
        else:
            raise Unusual
    return tuple(found)


def _with_zone(moment: dt.datetime) -> dt.datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
