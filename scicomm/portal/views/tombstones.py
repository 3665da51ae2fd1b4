"""What stands at the address of an article that was withdrawn: that it is gone, why, and how it was cited."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from scicomm.journals.models import Article
from scicomm.journals.rules.citations import gbt7714_2025
from scicomm.portal.queries.article_around import around_article
from scicomm.portal.queries.described import cited
from scicomm.portal.queries.wording import day_words, journal_words
from scicomm.portal.views.shared import alternates


def tombstone(request: HttpRequest, article: Article) -> HttpResponse:
    """410, so that programs forget the article, with a page for people, whose links and lists of references lead here."""
    if article.embargo_until:
        # Of what the journal holds back nobody is told anything.
        raise Http404
    withdrawn_at = article.withdrawn_at or article.changed_at
    context = {
        "article": article,
        "title": article.title,
        "reasons": [line for line in article.withdrawal_reason.splitlines() if line.strip()],
        "day": day_words(timezone.localtime(withdrawn_at).date(), always_year=True),
        "journal_title": journal_words(article.journal.title),
        "citation": gbt7714_2025(cited(article, around_article(article.pk))),
        "robots": "noindex",
        **alternates(article.get_absolute_url()),
    }
    return render(request, "portal/article_withdrawn.html", context, status=410)
