"""Who writes and who approves summaries in plain words, and fetching them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from scicomm.journals.models import Article, Authorship, PlainSummary
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import (
    EDITORS,
    OVERSEERS,
    REVIEWERS,
    Role,
    allowed,
    holds,
    holds_here,
    units_here,
    units_under,
)

SUMMARY_WRITERS = EDITORS | {Role.JOURNAL_EDITOR}


def can_write_summary(user: Any, article: Article) -> bool:
    """Officers and journal editors of the journal's unit, or of a unit one of the authors belongs to."""
    if holds_here(user, SUMMARY_WRITERS, article.journal.unit):
        return True
    mine = units_here(user, SUMMARY_WRITERS)
    return Authorship.objects.filter(article=article, person__unit__in=mine.values("pk")).exists()


def can_review_summary(user: Any, summary: PlainSummary) -> bool:
    """Reviewers of the journal's unit or above; never of one's own text."""
    return summary.author_id != user.pk and holds(user, REVIEWERS, summary.article.journal.unit)


def summaries_for(user: Any) -> QuerySet[PlainSummary]:
    """Summaries of papers in journals of the units the user oversees, of papers by their units' people, and their own."""
    units = units_under(user, OVERSEERS)
    ours = Authorship.objects.filter(person__unit__in=units.values("pk")).values("article_id")
    seen = Q(article__journal__unit__in=units.values("pk")) | Q(article__in=ours) | Q(author_id=user.pk or -1)
    return PlainSummary.objects.filter(seen).select_related(
        "article__journal__unit", "author__person", "reviewer__person"
    )


def get_summary_for(user: Any, identifier: object) -> PlainSummary:
    return allowed(summaries_for(user), identifier)


def get_article_to_summarise(user: Any, identifier: object) -> Article:
    """An article the user may write a summary for; 404 for any other."""
    article = allowed(Article.objects.select_related("journal__unit"), identifier)
    if not can_write_summary(user, article):
        raise Http404
    return article


def summary_units(user: Any) -> QuerySet[Unit]:
    """The units whose summaries the user reviews."""
    return units_under(user, REVIEWERS)
