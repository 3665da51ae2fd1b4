"""Reads of articles: one article's page, lists with filters; each in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear

from scicomm.journals.models import Article, ArticleVersion
from scicomm.journals.queries.citations import citation_of
from scicomm.journals.rules.citations import STYLES
from scicomm.journals.rules.notices import FROM_ARTICLE, FROM_NOTICE

HEAVY = ("body_html", "body_text", "references", "details", "licence_text")
RELATED = 4


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Everything an article's page shows. `versions` come without their source files."""

    article: Article
    authors: list[Any]
    subjects: list[Any]
    notices: list[Article]
    corrects: Article | None
    versions: list[ArticleVersion]
    related: list[Article]

    @property
    def citations(self) -> dict[str, str]:
        """The article cited in each style: `bibtex`, `ris`, `gbt7714`, `text`."""
        cited = citation_of(self.article, self.authors)
        return {name: style(cited) for name, style in STYLES.items()}


def article_page(article: Article) -> ArticlePage:
    """The page of an article fetched with `get_article_for`; six queries whatever it holds."""
    authors = list(article.authors.select_related("person__unit"))
    subjects = list(article.subjects.all())
    return ArticlePage(
        article=article,
        authors=authors,
        subjects=subjects,
        notices=notices_of(article),
        corrects=listed().filter(pk=article.corrects_id).first() if article.corrects_id else None,
        versions=list(article.versions.defer("source")),
        related=related_to(article, subjects),
    )


def notices_of(article: Article) -> list[Article]:
    """Corrections, concerns and retractions that speak of the article, newest first; one query."""
    spoken = Q(corrects=article) | Q(relations__target=article, relations__kind__in=list(FROM_NOTICE))
    named = Q(spoken_of__article=article, spoken_of__kind__in=list(FROM_ARTICLE))
    return list(listed().filter(spoken | named).exclude(pk=article.pk).distinct())


def related_to(article: Article, subjects: list[Any]) -> list[Article]:
    """Other articles of the same disciplines, then of the same journal; retracted ones and notices are left out."""
    same = Q(subjects__in=subjects) if subjects else Q(pk__in=[])
    rows = (
        listed()
        .filter(Q(journal=article.journal_id) | Q(pk__in=Article.objects.filter(same).values("pk")))
        .exclude(Q(pk=article.pk) | Q(state=Article.State.RETRACTED) | Q(corrects__isnull=False))
        .annotate(shared=Count("subjects", filter=same))
        .order_by("-shared", "-published_on", "-pk")
    )
    return list(rows[:RELATED])


def listed() -> QuerySet[Article]:
    """Articles with what a card shows and without their full texts."""
    return Article.objects.select_related("journal__unit").defer(*HEAVY)


def articles(
    *,
    journal: str = "",
    year: int | None = None,
    subject: str = "",
    language: str = "",
    open_access: bool | None = None,
    unit_path: str = "",
) -> QuerySet[Article]:
    """Articles newest first, narrowed by journal (short address), year, subject (code), language, access, unit (path).

    A page of them costs two queries: rows with journal and unit, and their authors.
    """
    wanted = Q()
    if journal:
        wanted &= Q(journal__slug=journal)
    if year:
        wanted &= Q(published_on__year=year)
    if subject:
        wanted &= Q(pk__in=Article.subjects.through.objects.filter(subject__code=subject).values("article_id"))
    if language:
        wanted &= Q(language__startswith=language)
    if open_access is not None:
        wanted &= Q(is_open_access=open_access)
    if unit_path:
        wanted &= Q(journal__unit__path__startswith=unit_path)
    return listed().filter(wanted).prefetch_related("authors").order_by("-published_on", "-pk")


def article_years(journal: str = "") -> list[int]:
    """The years in which there are articles, newest first; of one journal when its short address is given."""
    rows = Article.objects.filter(journal__slug=journal) if journal else Article.objects.all()
    years = rows.order_by().annotate(year=ExtractYear("published_on")).values_list("year", flat=True).distinct()
    return sorted(years, reverse=True)
