"""Any search as a feed, Atom (RFC 4287) and JSON Feed 1.1, for whoever wants to watch without giving an address.

What has all the words, newest first, as the page shows it under that order; at most fifty entries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from lxml import etree

from scicomm.channels.rules import one_line, xml_text
from scicomm.portal.queries import frame
from scicomm.portal.queries.searching import Asked, read_request
from scicomm.search.documents import SearchDocument
from scicomm.search.engine import QuerySpec, search
from scicomm.search.models import IndexEntry

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
MOST = 50
# A feed that holds nothing must carry a date all the same.
NEVER = dt.datetime(2019, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Entry:
    """One result as a feed shows it. `name` stays for ever, whatever becomes of address and title."""

    name: str
    url: str
    document: SearchDocument
    changed_at: dt.datetime

    @property
    def title(self) -> str:
        state = {"retracted": _("Retracted"), "concern": _("Expression of concern")}.get(
            self.document.extra.get("state", "")
        )
        title = one_line(self.document.title or self.document.title_other)
        return f"[{state}] {title}" if state else title

    @property
    def summary(self) -> str:
        return one_line(self.document.summary)[:600]


def address_of(document: SearchDocument) -> str:
    """Where a result is read in the language of the moment; a story stands in its own language only."""
    path = document.url
    if frame.language() == "en" and document.kind != "story" and not path.startswith("/en/"):
        path = f"/en{path}"
    return frame.outside(path)


def entries(documents: Iterable[SearchDocument]) -> list[Entry]:
    """One query: when each was last changed in the index."""
    rows = list(documents)
    changed = dict(
        IndexEntry.objects.filter(index="public", key__in=[row.key for row in rows]).values_list("key", "changed_at")
    )
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return [
        Entry(f"tag:{host},2019:{row.key}", address_of(row), row, changed.get(row.key) or row.date or NEVER)
        for row in rows
    ]


def found_for(asked: Asked) -> list[Entry] | None:
    """The newest results; None while no index has been built."""
    spec = QuerySpec(text=asked.text, filters=asked.filters, sort="newest", limit=MOST, facets=())
    results = search(spec)
    if not results.available:
        return None
    return [] if results.relaxed else entries(hit.document for hit in results.hits)


def feed_title(asked: Asked) -> str:
    """What the feed is called: the words and filters, and whose it is."""
    parts = [asked.text, *(value for values in asked.filters.values() for value in values)]
    words = " · ".join(part for part in parts if part) or _("Everything")
    return _("%(words)s: search of %(academy)s") % {"words": words, "academy": frame.site_names()["academy_name"]}


def feeds_for(asked: Asked) -> list[dict[str, str]]:
    """The two feeds of a search, as base.html names them in its head."""
    query, base = asked.address(sort="relevance"), frame.address("portal:search")
    title = feed_title(asked)
    return [
        {"title": title, "url": frame.outside(f"{base}atom.xml{query}"), "type": "application/atom+xml"},
        {"title": title, "url": frame.outside(f"{base}feed.json{query}"), "type": "application/feed+json"},
    ]


def _stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _add(parent: Any, name: str, text: str | None = None, **attributes: str) -> Any:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", {key: xml_text(value) for key, value in attributes.items()})
    if text is not None:
        element.text = xml_text(text)
    return element


def _language() -> str:
    return "en" if frame.language() == "en" else "zh-Hans"


def atom(request: HttpRequest) -> HttpResponse:
    """`search/atom.xml?q=…`."""
    asked = read_request(request.GET)
    found = found_for(asked)
    if found is None:
        return HttpResponse(_("The search index is being built. Please try again soon."), status=503)
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]
    feed.set(f"{{{XML}}}lang", _language())
    own, _json = feeds_for(asked)
    page = frame.outside(f"{frame.address('portal:search')}{asked.address(sort='newest')}")
    academy = frame.site_names()["academy_name"]
    _add(feed, "id", own["url"])
    _add(feed, "title", own["title"], type="text")
    _add(feed, "link", rel="self", type="application/atom+xml", href=own["url"])
    _add(feed, "link", rel="alternate", type="text/html", href=page)
    _add(feed, "updated", _stamp(max((entry.changed_at for entry in found), default=NEVER)))
    _add(_add(feed, "author"), "name", academy)
    for entry in found:
        _entry(feed, entry)
    content = etree.tostring(feed, xml_declaration=True, encoding="UTF-8")
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")


def _entry(feed: Any, entry: Entry) -> None:
    document = entry.document
    element = _add(feed, "entry")
    _add(element, "id", entry.name)
    _add(element, "title", entry.title, type="text")
    _add(element, "link", rel="alternate", type="text/html", href=entry.url)
    if document.doi:
        _add(element, "link", rel="related", href=f"https://doi.org/{document.doi}")
    if document.date:
        _add(element, "published", _stamp(document.date))
    _add(element, "updated", _stamp(entry.changed_at))
    for name in document.people[:20] if document.kind == "article" else ():
        _add(_add(element, "author"), "name", name)
    _add(element, "category", term=document.kind)
    if entry.summary:
        _add(element, "summary", entry.summary, type="text")


def json_feed(request: HttpRequest) -> HttpResponse:
    """`search/feed.json?q=…`."""
    asked = read_request(request.GET)
    found = found_for(asked)
    if found is None:
        return HttpResponse(_("The search index is being built. Please try again soon."), status=503)
    _atom, own = feeds_for(asked)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": own["title"],
        "home_page_url": frame.outside(f"{frame.address('portal:search')}{asked.address(sort='newest')}"),
        "feed_url": own["url"],
        "language": _language(),
        "authors": [{"name": frame.site_names()["academy_name"]}],
        "items": [_item(entry) for entry in found],
    }
    return JsonResponse(feed, json_dumps_params={"ensure_ascii": False}, content_type="application/feed+json")


def _item(entry: Entry) -> dict[str, Any]:
    document = entry.document
    item: dict[str, Any] = {
        "id": entry.name,
        "url": entry.url,
        "title": entry.title,
        # JSON Feed 1.1 asks for the one or the other; the page itself holds the full text.
        "content_text": entry.summary or entry.title,
        "date_modified": _stamp(entry.changed_at),
        "tags": [document.kind, *document.keywords[:20]],
    }
    if document.date:
        item["date_published"] = _stamp(document.date)
    if document.doi:
        item["external_url"] = f"https://doi.org/{document.doi}"
    if document.kind == "article" and document.people:
        item["authors"] = [{"name": name} for name in document.people[:20]]
    return item
