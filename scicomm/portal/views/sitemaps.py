"""The site map: every public page in both languages, for search engines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.db.models import Max
from django.db.models.functions import ExtractYear
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from scicomm.journals.models import Article, Authorship, Journal
from scicomm.newsroom.queries import public_stories
from scicomm.organisation.models import UnitPage
from scicomm.portal.queries import frame
from scicomm.portal.queries.issues import issue_label
from scicomm.portal.queries.subjects import subject_rows
from scicomm.responses.models import Answer

MOST = 20_000
CODES = {"zh-hans": "zh-Hans", "en": "en"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One address of the map with its twins and its last change."""

    url: str
    changed: str = ""
    alternates: tuple[tuple[str, str], ...] = field(default=())


def _pair(name: str, *arguments: object, changed: dt.datetime | None = None) -> Iterator[Entry]:
    """A page that stands in both languages under the same name."""
    found = []
    for code, lang in CODES.items():
        with translation.override(code):
            found.append((lang, frame.outside(frame.address(name, *arguments))))
    for _lang, url in found:
        yield Entry(url, changed.isoformat() if changed else "", tuple(found))


def _pages(rows: Any) -> Iterator[Entry]:
    """Wagtail pages: (translation key, language, place in the tree, last change), twins side by side."""
    twins: dict[object, list[tuple[str, str, Any]]] = {}
    for key, code, path, changed in rows:
        twins.setdefault(key, []).append((CODES.get(code, code), frame.outside(frame.page_address(path)), changed))
    for group in twins.values():
        pair = tuple((lang, url) for lang, url, _changed in group)
        for _lang, url, changed in group:
            yield Entry(url, changed.isoformat() if changed else "", pair if len(pair) > 1 else ())


def _ways_in() -> Iterator[Entry]:
    """Disciplines, issues of journals, authors with an ORCID iD."""
    for subject in subject_rows():
        yield from _pair("portal:subject", subject.code)
    yearly = Article.objects.order_by().annotate(year=ExtractYear("published_on"))
    issues = yearly.values_list("journal__slug", "volume", "issue", "year").annotate(changed=Max("changed_at"))
    seen: dict[tuple[str, str], dt.datetime] = {}
    for slug, volume, issue, year, changed in issues:
        key = (slug, issue_label(volume, issue, year))
        seen[key] = max(changed, seen.get(key, changed))
    for (slug, label), changed in sorted(seen.items()):
        yield from _pair("portal:issue", slug, label, changed=changed)
    for orcid in Authorship.objects.exclude(orcid="").order_by("orcid").values_list("orcid", flat=True).distinct():
        yield from _pair("portal:author", orcid)


def entries() -> Iterator[Entry]:
    """Everything anyone may read: stories, articles, journals, issues, authors, disciplines, answers, units, the lists."""
    for code in CODES:
        with translation.override(code):
            pair = (("zh-Hans", frame.outside("/")), ("en", frame.outside("/en/")))
            yield Entry(frame.outside(frame.home_address()), "", pair)
    for name in ("stories", "articles", "journals", "subjects", "answers", "units", "about", "corrections"):
        yield from _pair(f"portal:{name}")
    yield from _pair("listening:transparency")
    yield from _pages(
        UnitPage.objects.filter(live=True).order_by("path").values_list(
            "translation_key", "locale__language_code", "url_path", "last_published_at"
        )
    )  # fmt: skip
    yield from _pages(
        public_stories().values_list("translation_key", "dossier__language", "url_path", "dossier__changed_at")
    )
    yield from _ways_in()
    for slug in Journal.objects.public().values_list("slug", flat=True):
        yield from _pair("portal:journal", slug)
    for doi, changed in Article.objects.order_by("-published_on", "-pk").values_list("doi", "changed_at"):
        yield from _pair("portal:article", doi, changed=changed)
    for slug, changed in Answer.objects.public().order_by("-published_at", "-pk").values_list("slug", "changed_at"):
        yield from _pair("portal:answer", slug, changed=changed)


def sitemap(request: HttpRequest) -> HttpResponse:
    """The map, or an index of its parts where one file cannot hold it."""
    listed = list(islice(entries(), MOST * 50))
    paginator = Paginator(listed, MOST)
    if paginator.num_pages > 1 and "page" not in request.GET:
        base = frame.outside(frame.address("portal:sitemap"))
        parts = [f"{base}?page={number}" for number in paginator.page_range]
        return render(request, "portal/sitemap_index.xml", {"parts": parts}, content_type="application/xml")
    number = request.GET.get("page", "1")
    try:
        page = paginator.page(int(number) if number.isdigit() and len(number) < 6 else 0)
    except EmptyPage as error:
        raise Http404 from error
    return render(request, "portal/sitemap.xml", {"entries": page.object_list}, content_type="application/xml")
