"""The files of an article: citations, its source as XML, the linkset, older versions; each names the page it belongs to."""

from __future__ import annotations

import re

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from scicomm.journals.models import Article, ArticleVersion
from scicomm.journals.rules import intake
from scicomm.journals.rules.citations import FORMATS, TEXTS
from scicomm.journals.rules.jats import JatsRefused, read_article
from scicomm.portal.queries import articles as reads
from scicomm.portal.queries.article_around import around_article
from scicomm.portal.queries.described import cited
from scicomm.portal.queries.one_article import find_article
from scicomm.portal.rules.metadata.signposting import back_header, linkset_json, linkset_text
from scicomm.portal.views.articles import around_of, article_answer, article_context
from scicomm.portal.views.shared import alternates

_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")


def _found(doi: str) -> Article:
    found = find_article(doi)
    if found is None or found.doi != doi or found.is_withdrawn:
        raise Http404
    return found


def _named(response: HttpResponse, doi: str, ending: str, *, download: bool = True) -> HttpResponse:
    """With a file name that every system takes."""
    name = f"{_UNSAFE.sub('_', doi)[:120]}.{ending}"
    response["Content-Disposition"] = f'{"attachment" if download else "inline"}; filename="{name}"'
    return response


def cite(request: HttpRequest, doi: str, kind: str) -> HttpResponse:
    """The citation as a file: `cite.ris`, `cite.bib`, `cite.json`, or `cite.txt?style=` in a style for people."""
    if kind not in FORMATS and kind != "txt":
        raise Http404
    found = _found(doi)
    _around, work, about = around_of(found)
    if kind == "txt":
        style = request.GET.get("style") or next(iter(TEXTS))
        if style not in TEXTS:
            raise SuspiciousOperation(
                _("There is no such style. Ask for one of: %(styles)s") % {"styles": ", ".join(TEXTS)}
            )
        response = HttpResponse(f"{TEXTS[style][1](work)}\n", content_type="text/plain; charset=utf-8")
        _named(response, doi, "txt", download=False)
    else:
        response = HttpResponse(FORMATS[kind].write(work), content_type=FORMATS[kind].media_type)
        _named(response, doi, kind)
    response["Link"] = back_header(about.page_url, is_item=False)
    return response


def linkset(request: HttpRequest, doi: str, kind: str) -> HttpResponse:
    """All typed links of the article: `linkset.json`, `linkset.txt` (RFC 9264)."""
    if kind not in {"json", "txt"}:
        raise Http404
    _around, _work, about = around_of(_found(doi))
    if kind == "json":
        return HttpResponse(linkset_json(about), content_type="application/linkset+json")
    return HttpResponse(linkset_text(about), content_type="application/linkset")


def xml(request: HttpRequest, doi: str) -> HttpResponse:
    """The newest source of the article, as it came in."""
    return _source(_found(doi), None)


def source(request: HttpRequest, doi: str, number: int) -> HttpResponse:
    """The source of one version, as it came in."""
    return _source(_found(doi), number)


def _version(found: Article, number: int | None) -> ArticleVersion:
    rows = found.versions.all() if number is None else found.versions.filter(number=number)
    version = rows.first()
    if version is None:
        raise Http404
    return version


def _source(found: Article, number: int | None) -> HttpResponse:
    version = _version(found, number)
    _around, _work, about = around_of(found)
    # Bytes from outside: never a page of ours, whatever a browser thinks it sees in them.
    response = HttpResponse(bytes(version.source), content_type="application/xml")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Link"] = back_header(about.page_url, is_item=True)
    return _named(response, found.doi, f"v{version.number}.xml")


def older_version(request: HttpRequest, doi: str, number: int) -> HttpResponse:
    """An older version of an article, read from its source: it says that there is a newer one. The newest is the page itself."""
    found = _found(doi)
    version = _version(found, number)
    if version.number == found.version:
        return redirect(found)
    newer = found.version
    try:
        parsed = read_article(bytes(version.source), name=version.file_name)
    except JatsRefused:
        # It was read once; a stricter reader today still has the file itself to offer.
        return redirect("portal:article_source", found.doi, version.number)
    for name, value in intake.article_values(parsed).items():
        if value or name not in intake.KEPT_WHEN_SILENT:
            setattr(found, name, value or getattr(found, name))
    around = around_article(found.pk)
    view = reads.article_view(found, around, older=True)
    context = {
        **article_context(found, view, cited(found, around)),
        "older": version,
        "newer": newer,
        "robots": "noindex",
        **alternates(found.get_absolute_url()),
    }
    return article_answer(request, context)
