"""Atom feeds (RFC 4287) of new articles: all, of a journal, a discipline, an author; in the language of the address."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from lxml import etree

from scicomm.channels.rules import one_line, xml_text
from scicomm.core.models import Subject
from scicomm.core.text import plain
from scicomm.journals.models import Article, Journal
from scicomm.portal.queries import frame
from scicomm.portal.queries.authors import author_articles, author_page
from scicomm.portal.queries.papers import for_lines
from scicomm.portal.queries.wording import HTML_LANGUAGE

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
MOST = 50
# The date of a feed that never held anything: an empty feed must carry one all the same.
NEVER = dt.datetime(2019, 1, 1, tzinfo=dt.UTC)


def _stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _add(parent: Any, name: str, text: str | None = None, **attributes: str) -> Any:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", {key: xml_text(value) for key, value in attributes.items()})
    if text is not None:
        element.text = xml_text(one_line(text))
    return element


def _published(article: Article) -> dt.datetime:
    """Noon of the day: an article has no hour, and so it is the same day in nearly every zone."""
    return timezone.make_aware(dt.datetime.combine(article.published_on, dt.time(12)), timezone.get_default_timezone())


def _entry(feed: Any, article: Article) -> None:
    """One article. Its id is its DOI, which never changes; a retracted one says so in its title."""
    entry = _add(feed, "entry")
    title = article.title
    if article.state in {Article.State.RETRACTED, Article.State.CONCERN}:
        title = f"[{article.get_state_display()}] {title}"
    _add(entry, "id", f"https://doi.org/{article.doi}")
    _add(entry, "title", title, type="text")
    _add(entry, "link", rel="alternate", type="text/html", href=frame.outside(article.get_absolute_url()))
    _add(entry, "link", rel="related", href=f"https://doi.org/{article.doi}")
    _add(entry, "published", _stamp(_published(article)))
    _add(entry, "updated", _stamp(article.changed_at))
    for author in [author.name for author in article.authors.all()][:20] or [article.journal.title]:
        _add(_add(entry, "author"), "name", author)
    for subject in article.subjects.all():
        _add(entry, "category", term=subject.code, label=subject.name)
    summary = article.summary or plain(article.abstract)
    if summary:
        _add(entry, "summary", summary, type="text")
    if article.licence_url:
        _add(entry, "link", rel="license", href=article.licence_url)


def _feed(title: str, path: str, page: str, rows: QuerySet[Article]) -> HttpResponse:
    found = list(for_lines(rows).prefetch_related("subjects")[:MOST])
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]
    feed.set(f"{{{XML}}}lang", HTML_LANGUAGE[frame.language()])
    address = frame.outside(path)
    _add(feed, "id", address)
    _add(feed, "title", title, type="text")
    _add(feed, "link", rel="self", type="application/atom+xml", href=address)
    _add(feed, "link", rel="alternate", type="text/html", href=frame.outside(page))
    _add(feed, "updated", _stamp(max((article.changed_at for article in found), default=NEVER)))
    _add(_add(feed, "author"), "name", frame.site_names()["academy_name"] or settings.SITE_URL)
    for article in found:
        _entry(feed, article)
    content = etree.tostring(feed, xml_declaration=True, encoding="UTF-8")
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")


def _newest() -> QuerySet[Article]:
    return Article.objects.order_by("-published_on", "-pk")


def articles(request: HttpRequest) -> HttpResponse:
    """`articles/atom.xml`."""
    title = frame.article_feeds()[0]["title"]
    return _feed(title, request.path, frame.address("portal:articles"), _newest())


def journal(request: HttpRequest, slug: str) -> HttpResponse:
    """`journals/<address>/atom.xml`."""
    found = get_object_or_404(Journal.objects.public(), slug=slug)
    title = frame.journal_feeds(slug, found.title)[0]["title"]
    return _feed(title, request.path, found.get_absolute_url(), _newest().filter(journal=found))


def subject(request: HttpRequest, code: str) -> HttpResponse:
    """`subjects/<code>/atom.xml`."""
    found = get_object_or_404(Subject, code=code)
    title = frame.subject_feeds(code, found.name)[0]["title"]
    return _feed(title, request.path, frame.address("portal:subject", code), _newest().filter(subjects=found))


def author(request: HttpRequest, orcid: str) -> HttpResponse:
    """`authors/<ORCID iD>/atom.xml`."""
    found = author_page(orcid)
    if found is None:
        raise Http404
    title = frame.author_feeds(orcid, found.name)[0]["title"]
    return _feed(title, request.path, frame.address("portal:author", orcid), author_articles(orcid))
