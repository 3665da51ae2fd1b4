"""Ways in beside journals: authors and disciplines."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from scicomm.core.models import Subject
from scicomm.journals.models import Article
from scicomm.portal.queries import frame
from scicomm.portal.queries.authors import author_articles, author_page
from scicomm.portal.queries.journals import shelf
from scicomm.portal.queries.papers import for_lines, paper_line
from scicomm.portal.queries.searching import Asked
from scicomm.portal.queries.subjects import subject_rows, subject_stories
from scicomm.portal.views.search import following
from scicomm.portal.views.shared import alternates, json_ld, page_of

PAGE_SIZE = 25


def author(request: HttpRequest, orcid: str) -> HttpResponse:
    """An author by ORCID iD: articles, stories made from them, co-authors, journals."""
    found = author_page(orcid.upper())
    if found is None or orcid != found.orcid:
        raise Http404
    page = page_of(request, for_lines(author_articles(orcid)), PAGE_SIZE)
    person = {
        "@context": "https://schema.org",
        "@type": "Person",
        "@id": f"https://orcid.org/{orcid}",
        "name": found.name,
    }
    context = {
        "author": found,
        "page": page,
        "papers": [paper_line(article) for article in page.object_list],
        **following(Asked(_by(found.name), {"kind": ["article"]}, "relevance", 1)),
        "feeds": frame.author_feeds(orcid, found.name),
        "json_ld": json_ld({**person, "alternateName": found.other_names} if found.other_names else person),
        **alternates(frame.address("portal:author", orcid)),
    }
    return render(request, "portal/author.html", context)


def _by(name: str) -> str:
    """The search for what somebody wrote: by the whole name, for the index holds names."""
    return 'author:"{}"'.format(name.replace('"', " "))


def subjects(request: HttpRequest) -> HttpResponse:
    """All disciplines in which something was published."""
    context = {"subjects": subject_rows(), **alternates(frame.address("portal:subjects"))}
    return render(request, "portal/subjects.html", context)


def subject(request: HttpRequest, code: str) -> HttpResponse:
    """One discipline: its journals, newest articles and stories."""
    found = get_object_or_404(Subject, code=code)
    rows = for_lines(Article.objects.filter(subjects=found).order_by("-published_on", "-pk"))
    page = page_of(request, rows, PAGE_SIZE)
    context = {
        "subject": found,
        "page": page,
        "papers": [paper_line(article) for article in page.object_list],
        "journals": [one for one in shelf().journals if code in one.subjects],
        "cards": subject_stories(found, frame.language()),
        **following(Asked("", {"kind": ["article"], "subject": [code]}, "relevance", 1)),
        "feeds": frame.subject_feeds(code, found.name),
        **alternates(frame.address("portal:subject", code)),
    }
    return render(request, "portal/subject.html", context)
