"""Lists of articles with filters, each in a fixed number of queries; one article's page is read by the portal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import ExtractYear

from scicomm.journals.models import Article, ArticleVersion
from scicomm.journals.rules.notices import FROM_ARTICLE, FROM_NOTICE

HEAVY = ("body_html", "body_text", "references", "details", "licence_text")


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Everything that programs are told of an article. `versions` come without their source files."""

    article: Article
    authors: list[Any]
    subjects: list[Any]
    notices: list[Article]
    corrects: Article | None
    versions: list[ArticleVersion]


def article_page(article: Article) -> ArticlePage:
    """An article fetched with `get_article_for`, with its people, notices and versions; five queries whatever it holds."""
    authors = list(article.authors.select_related("person__unit"))
    subjects = list(article.subjects.all())
    return ArticlePage(
        article=article,
        authors=authors,
        subjects=subjects,
        notices=notices_of(article),
        corrects=listed().filter(pk=article.corrects_id).first() if article.corrects_id else None,
        versions=list(article.versions.defer("source")),
    )


def notices_of(article: Article) -> list[Article]:
    """Corrections, concerns and retractions that speak of the article, newest first; one query."""
    spoken = Q(corrects=article) | Q(relations__target=article, relations__kind__in=list(FROM_NOTICE))
    named = Q(spoken_of__article=article, spoken_of__kind__in=list(FROM_ARTICLE))
    return list(listed().filter(spoken | named).exclude(pk=article.pk).distinct())


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
