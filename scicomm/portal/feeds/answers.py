"""Published answers as feeds: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1, with the filters of the list, at most fifty."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from lxml import etree

from scicomm.channels.rules import one_line, xml_text
from scicomm.portal.queries import frame
from scicomm.portal.queries.answer_lists import answers_asked, read_asked
from scicomm.portal.queries.answers import SCALE
from scicomm.portal.queries.wording import HTML_LANGUAGE
from scicomm.responses.models import Answer

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
MOST = 50
# A feed that holds nothing must carry a date all the same.
NEVER = dt.datetime(2019, 1, 1, tzinfo=dt.UTC)


def _stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _published(answer: Answer) -> dt.datetime:
    return answer.published_at or NEVER


def _changed(answer: Answer) -> dt.datetime:
    return max(answer.changed_at, _published(answer))


def _name(answer: Answer) -> str:
    """Stays for ever, whatever becomes of address and title."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname or 'localhost'},2019:responses.answer:{answer.pk}"


def _title(answer: Answer) -> str:
    title = one_line(answer.question)
    return f"[{answer.get_verdict_display()}] {title}" if answer.verdict in SCALE else title


def _summary(answer: Answer) -> str:
    return one_line(answer.summary)[:600]


def _read(request: HttpRequest, ending: str) -> tuple[list[Answer], str, str, str]:
    asked = read_asked(request.GET)
    page, query = frame.address("portal:answers"), asked.query.rstrip("&")
    tail = f"?{query}" if query else ""
    title = _("Questions and answers: %(academy)s") % {
        "academy": frame.site_names()["academy_name"] or settings.SITE_URL
    }
    rows = list(answers_asked(asked)[:MOST])
    return rows, title, frame.outside(f"{page}{ending}{tail}"), frame.outside(f"{page}{tail}")


def _add(parent: Any, name: str, text: str | None = None, **attributes: str) -> Any:
    element = etree.SubElement(parent, name, {key: xml_text(value) for key, value in attributes.items()})
    if text is not None:
        element.text = xml_text(text)
    return element


def atom(request: HttpRequest) -> HttpResponse:
    """`answers/atom.xml`."""
    rows, title, own, page = _read(request, "atom.xml")
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]
    feed.set(f"{{{XML}}}lang", HTML_LANGUAGE[frame.language()])
    space = f"{{{ATOM}}}"
    _add(feed, f"{space}id", own)
    _add(feed, f"{space}title", title, type="text")
    _add(feed, f"{space}link", rel="self", type="application/atom+xml", href=own)
    _add(feed, f"{space}link", rel="alternate", type="text/html", href=page)
    _add(feed, f"{space}updated", _stamp(max((_changed(row) for row in rows), default=NEVER)))
    _add(_add(feed, f"{space}author"), f"{space}name", frame.site_names()["academy_name"] or settings.SITE_URL)
    for row in rows:
        entry = _add(feed, f"{space}entry")
        _add(entry, f"{space}id", _name(row))
        _add(entry, f"{space}title", _title(row), type="text")
        _add(entry, f"{space}link", rel="alternate", type="text/html", href=frame.outside(row.get_absolute_url()))
        _add(entry, f"{space}published", _stamp(_published(row)))
        _add(entry, f"{space}updated", _stamp(_changed(row)))
        _add(_add(entry, f"{space}author"), f"{space}name", row.case.unit.name)
        _add(entry, f"{space}category", term=row.form, label=str(row.get_form_display()))
        if _summary(row):
            _add(entry, f"{space}summary", _summary(row), type="text")
    content = etree.tostring(feed, xml_declaration=True, encoding="UTF-8")
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")


def rss(request: HttpRequest) -> HttpResponse:
    """`answers/rss.xml`."""
    rows, title, own, page = _read(request, "rss.xml")
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"atom": ATOM})
    channel = _add(root, "channel")
    _add(channel, "title", title)
    _add(channel, "link", page)
    _add(channel, "description", _("What people asked and what researchers answered."))
    _add(channel, "language", HTML_LANGUAGE[frame.language()])
    _add(channel, "lastBuildDate", format_datetime(max((_changed(row) for row in rows), default=NEVER)))
    _add(channel, f"{{{ATOM}}}link", rel="self", type="application/rss+xml", href=own)
    for row in rows:
        item = _add(channel, "item")
        _add(item, "title", _title(row))
        _add(item, "link", frame.outside(row.get_absolute_url()))
        _add(item, "guid", _name(row), isPermaLink="false")
        _add(item, "pubDate", format_datetime(_published(row)))
        _add(item, "category", str(row.get_form_display()))
        if _summary(row):
            _add(item, "description", _summary(row))
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return HttpResponse(content, content_type="application/rss+xml; charset=utf-8")


def json_feed(request: HttpRequest) -> HttpResponse:
    """`answers/feed.json`."""
    rows, title, own, page = _read(request, "feed.json")
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": page,
        "feed_url": own,
        "language": HTML_LANGUAGE[frame.language()],
        "authors": [{"name": frame.site_names()["academy_name"] or settings.SITE_URL}],
        "items": [
            {
                "id": _name(row),
                "url": frame.outside(row.get_absolute_url()),
                "title": _title(row),
                "content_text": _summary(row) or _title(row),
                "date_published": _stamp(_published(row)),
                "date_modified": _stamp(_changed(row)),
                "authors": [{"name": row.case.unit.name}],
                "tags": [row.form, row.knowledge, *([row.verdict] if row.verdict in SCALE else [])],
            }
            for row in rows
        ],
    }
    return JsonResponse(feed, json_dumps_params={"ensure_ascii": False}, content_type="application/feed+json")
