"""Reads of summaries in plain words: what waits for whom, and how new a paper's terms are in the cluster."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet

from scicomm.journals.models import Article, ArticleQuality, ArticleTerm, PlainSummary
from scicomm.journals.permissions import summaries_for, summary_units
from scicomm.journals.rules.quality import terms_of

State = PlainSummary.State


def _with_names(rows: QuerySet[PlainSummary]) -> QuerySet[PlainSummary]:
    return rows.select_related("article__journal__unit", "author__person", "reviewer__person")


def summaries_to_review(user: Any) -> QuerySet[PlainSummary]:
    """Summaries the user may approve, the longest waiting first."""
    rows = PlainSummary.objects.filter(state=State.SUBMITTED, article__journal__unit__in=summary_units(user))
    return _with_names(rows.exclude(author=user)).order_by("submitted_at", "pk")


def summaries_returned_to(user: Any) -> QuerySet[PlainSummary]:
    """The user's own summaries that came back."""
    return _with_names(PlainSummary.objects.filter(state=State.RETURNED, author=user)).order_by("decided_at", "pk")


def summaries_listed(user: Any, state: str = "") -> QuerySet[PlainSummary]:
    """Summaries the user may see, in one state or in all, last changed first."""
    rows = summaries_for(user)
    return (rows.filter(state=state) if state else rows).order_by("-changed_at", "-pk")


def summaries_of(article: Article) -> list[PlainSummary]:
    """All summaries of an article, the open ones and the newest first."""
    order = {state: place for place, state in enumerate(State.values)}
    rows = _with_names(PlainSummary.objects.filter(article=article))
    return sorted(rows, key=lambda row: (order[row.state], -row.pk))


def term_counts(article: Article) -> tuple[dict[str, int], int]:
    """For each term of an article, how many other articles of the cluster have it; and how many others there are. Two queries.

    The article's own terms are read from the article: its projection may not be written yet.
    """
    mine = terms_of([*article.keywords_zh, *article.keywords_en], article.title_en)
    others = ArticleTerm.objects.filter(term__in=mine).exclude(article=article)
    counted = dict(others.order_by().values("term").annotate(n=Count("pk")).values_list("term", "n"))
    total = ArticleQuality.objects.exclude(article=article).count()
    return {term: counted.get(term, 0) for term in mine}, total
