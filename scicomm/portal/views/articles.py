"""Journals and articles."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe

from scicomm.core.models import Subject
from scicomm.core.text import plain
from scicomm.journals.models import Article, Journal
from scicomm.portal.queries import articles as reads
from scicomm.portal.queries import frame
from scicomm.portal.queries.cards import journal_words, licence_name, paper_line
from scicomm.portal.queries.threads import thread_strip
from scicomm.portal.rules import citations
from scicomm.portal.rules.reading import headings_in
from scicomm.portal.views.shared import alternates, json_ld, page_of

PAGE_SIZE = 25


def articles(request: HttpRequest) -> HttpResponse:
    """All articles, of one journal or subject where asked."""
    rows = reads.listed_articles()
    subject = Subject.objects.filter(code=request.GET["subject"]).first() if request.GET.get("subject") else None
    if request.GET.get("subject") and not subject:
        raise Http404
    if subject:
        rows = rows.filter(subjects=subject)
    page = page_of(request, rows, PAGE_SIZE)
    context = {
        "page": page,
        "papers": [paper_line(article) for article in page.object_list],
        "subject": subject,
        **alternates(frame.address("portal:articles")),
    }
    return render(request, "portal/articles.html", context)


def journals(request: HttpRequest) -> HttpResponse:
    """All journals."""
    context = {"journals": list(reads.listed_journals()), **alternates(frame.address("portal:journals"))}
    return render(request, "portal/journals.html", context)


def journal(request: HttpRequest, slug: str) -> HttpResponse:
    """One journal with its articles."""
    found = get_object_or_404(Journal.objects.select_related("unit").prefetch_related("subjects"), slug=slug)
    page = page_of(request, reads.listed_articles(found), PAGE_SIZE)
    context = {
        "journal": found,
        "page": page,
        "papers": [paper_line(article) for article in page.object_list],
        "description": found.description[:200],
        **alternates(frame.address("portal:journal", found.slug)),
    }
    return render(request, "portal/journal.html", context)


def article(request: HttpRequest, doi: str) -> HttpResponse:
    """One article: full text, people, citation, versions, what was told about it."""
    found = reads.find_article(doi)
    if found is None:
        raise Http404
    if found.doi != doi:
        return redirect(found, permanent=True)
    work = reads.work_of(found)
    context = {
        "article": found,
        "view": reads.article_view(found),
        "body": mark_safe(found.body_html),
        "contents": headings_in(found.body_html),
        "journal_title": journal_words(found.journal.title),
        "licence": licence_name(found),
        "retracted": found.state == Article.State.RETRACTED,
        "notices": list(found.notices.all()),
        "strip": thread_strip("journals", "article", found.pk),
        "citations": [
            ("gbt", "GB/T 7714", citations.gbt7714(work)),
            ("bibtex", "BibTeX", citations.bibtex(work)),
            ("ris", "RIS", citations.ris(work)),
        ],
        "highwire": citations.highwire(work),
        "json_ld": json_ld(citations.schema_org(work)),
        "description": plain(found.abstract)[:240],
        **alternates(found.get_absolute_url()),
    }
    return render(request, "portal/article.html", context)
