"""Journals: the shelf, a journal, its issues, one issue."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from scicomm.journals.models import Article, Journal
from scicomm.journals.queries import about_journal
from scicomm.portal.queries import frame
from scicomm.portal.queries import journals as reads
from scicomm.portal.queries.issues import Issue, articles_of_issue, issues_of, section_of
from scicomm.portal.queries.papers import for_lines, paper_line
from scicomm.portal.queries.searching import Asked
from scicomm.portal.queries.wording import journal_words
from scicomm.portal.views.search import following
from scicomm.portal.views.shared import alternates, page_of_list

SHELF_SIZE = 60
NEWEST = 10
SHOWN_CHOICES = 12


def journals(request: HttpRequest) -> HttpResponse:
    """The shelf: all journals by subject, unit and letter."""
    asked = reads.read_asked(request.GET.dict())
    found = reads.find_journals(asked)
    page = page_of_list(request, found.journals, SHELF_SIZE)
    shelf = reads.shelf()
    context = {
        "asked": asked,
        "found": found,
        "page": page,
        "sorts": reads.sort_labels(),
        "all_journals": len(shelf.journals),
        "all_articles": sum(one.count for one in shelf.journals),
        "more_than": SHOWN_CHOICES,
        "robots": "noindex, follow" if asked.words else "",
        **alternates(frame.address("portal:journals")),
    }
    return render(request, "portal/journals.html", context)


def _journal(slug: str) -> Journal:
    return get_object_or_404(Journal.objects.public().select_related("unit", "frequency"), slug=slug)


def _years(issues: list[Issue]) -> list[tuple[int, list[Issue]]]:
    return [(year, list(group)) for year, group in groupby(issues, key=lambda one: one.last_on.year)]


def journal(request: HttpRequest, slug: str) -> HttpResponse:
    """One journal: what it is, its newest articles, its issues by year."""
    found = _journal(slug)
    issues = issues_of(found)
    newest = for_lines(Article.objects.filter(journal=found).order_by("-published_on", "-pk"))[:NEWEST]
    context = {
        "journal": found,
        "about": about_journal(found),
        "papers": [paper_line(article) for article in newest],
        "count": sum(issue.count for issue in issues),
        "years": _years(issues)[:6],
        "more_issues": len(issues) > sum(len(group) for _year, group in _years(issues)[:6]),
        "subjects": reads.subjects_of(found.slug),
        "search_value": reads.search_value(found),
        **following(Asked("", {"journal": [reads.search_value(found)]}, "relevance", 1)),
        "feeds": frame.journal_feeds(found.slug, found.title),
        "description": found.description[:200],
        **alternates(frame.address("portal:journal", found.slug)),
    }
    return render(request, "portal/journal.html", context)


def issues(request: HttpRequest, slug: str) -> HttpResponse:
    """All issues of a journal, by year."""
    found = _journal(slug)
    context = {
        "journal": found,
        "years": _years(issues_of(found)),
        **alternates(frame.address("portal:issues", found.slug)),
    }
    return render(request, "portal/issues.html", context)


def issue(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """One issue: its articles by section, in the order of the pages, with the way to the issues before and after."""
    journal = _journal(slug)
    all_issues = issues_of(journal)
    place = next((number for number, one in enumerate(all_issues) if one.label == label), None)
    if place is None:
        raise Http404
    found = all_issues[place]
    sections: dict[str, list[object]] = {}
    for article in articles_of_issue(journal, found):
        sections.setdefault(section_of(article), []).append(paper_line(article))
    context = {
        "journal": journal,
        "journal_title": journal_words(journal.title),
        "issue": found,
        "sections": list(sections.items()),
        "newer": all_issues[place - 1] if place else None,
        "older": all_issues[place + 1] if place + 1 < len(all_issues) else None,
        "feeds": frame.journal_feeds(journal.slug, journal.title),
        **alternates(found.url),
    }
    return render(request, "portal/issue.html", context)
