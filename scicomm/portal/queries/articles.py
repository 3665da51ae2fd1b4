"""Reads for the pages of journals and articles."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from scicomm.core.text import clean_html, plain
from scicomm.journals.models import Article, Journal
from scicomm.newsroom.queries import public_stories
from scicomm.portal.queries.cards import HTML_LANGUAGE, StoryCard, day_words, for_cards, for_lines, phrased, story_cards
from scicomm.portal.queries.frame import language, outside
from scicomm.portal.rules.citations import Author, Work

_INLINE = {"i", "em", "b", "strong", "sub", "sup"}


def listed_articles(journal: Journal | None = None) -> QuerySet[Article]:
    """Articles, newest first, ready for lines."""
    rows = for_lines(Article.objects.order_by("-published_on", "-pk"))
    return rows.filter(journal=journal) if journal else rows


def listed_journals() -> QuerySet[Journal]:
    """Journals with how many articles each has and when the newest came."""
    return (
        Journal.objects.select_related("unit")
        .annotate(article_count=Count("articles"), newest=Max("articles__published_on"))
        .order_by("-newest", "slug")
    )


def find_article(doi: str) -> Article | None:
    """The article with a DOI, in any spelling of its letters, with all that its page shows. Five queries."""
    rows = Article.objects.select_related("journal__unit", "corrects").prefetch_related(
        "authors__person", "subjects", "notices"
    )
    return rows.filter(doi=doi).first() or rows.filter(doi__iexact=doi).first()


@dataclass(frozen=True, slots=True)
class AuthorView:
    """An author with the numbers of the affiliations."""

    name: str
    orcid: str
    numbers: str
    corresponding: bool


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """One entry of the list of references."""

    anchor: str
    html: SafeString
    url: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """All that an article's page shows beside its full text."""

    title: SafeString
    title_lang: str
    other_title: str
    other_lang: str
    authors: list[AuthorView]
    affiliations: list[tuple[int, str]]
    date: str
    history: list[str]
    """When it was received and accepted, in words; empty where the journal does not say."""
    abstract: SafeString
    abstract_lang: str
    other_abstract: SafeString
    summary: str
    summary_lang: str
    keywords: list[str]
    references: list[ReferenceView]
    stories: list[StoryCard]
    related: list[Article]


def _affiliation_words(value: Any) -> str:
    """An affiliation as the room of journals keeps it: a text, or texts by language."""
    if isinstance(value, dict):
        inner = value.get("texts")
        texts = inner if isinstance(inner, dict) else value
        code = "en" if language() == "en" else "zh"
        found = texts.get(code) or texts.get("zh") or texts.get("en") or next(iter(texts.values()), "")
        return found if isinstance(found, str) else ""
    return str(value)


def _people(article: Article) -> tuple[list[AuthorView], list[tuple[int, str]]]:
    known: dict[str, int] = {}
    authors = []
    for author in article.authors.all():
        words = [text for value in author.affiliations if (text := _affiliation_words(value))]
        numbers = [known.setdefault(text, len(known) + 1) for text in words]
        authors.append(AuthorView(author.name, author.orcid, ",".join(map(str, numbers)), author.is_corresponding))
    return authors, [(number, text) for text, number in known.items()]


def _references(article: Article) -> list[ReferenceView]:
    shown = []
    for number, value in enumerate(article.references, 1):
        entry = value if isinstance(value, dict) else {"text": str(value)}
        # The room of journals has cleaned it; a text that came another way is cleaned here.
        markup = (
            clean_html(entry["html"], tags=_INLINE)
            if entry.get("html")
            else clean_html(entry.get("text", ""), tags=set())
        )
        url = f"https://doi.org/{entry['doi']}" if entry.get("doi") else str(entry.get("url") or "")
        if not url.startswith(("https://", "http://")):
            url = ""
        shown.append(ReferenceView(str(entry.get("anchor") or f"ref-{number}"), mark_safe(markup), url))
    return shown


def _pair(chinese: str, english: str) -> tuple[str, str, str, str]:
    """The text for the reader with its language, and the other one with its own; a language empty where it is the page's."""
    own, other = (english, chinese) if language() == "en" else (chinese, english)
    other_code = HTML_LANGUAGE["zh" if language() == "en" else "en"] if other else ""
    return (own, "", other, other_code) if own else (other, other_code, "", "")


def _history(article: Article) -> list[str]:
    """The two dates before publication that a journal states; what is no full date is left out."""
    words = {"received": _("Received %(day)s"), "accepted": _("Accepted %(day)s")}
    shown = []
    for name, sentence in words.items():
        try:
            day = dt.date.fromisoformat(str(article.details.get(name, "")))
        except ValueError:
            continue
        shown.append(sentence % {"day": day_words(day, always_year=True)})
    return shown


def article_view(article: Article) -> ArticleView:
    """What the page of an article shows."""
    title, title_lang, other_title, other_lang = _pair(article.title_zh, article.title_en)
    abstract, abstract_lang, other_abstract, _code = _pair(article.abstract_zh, article.abstract_en)
    summary, summary_lang, _other, _code2 = _pair(article.summary_zh, article.summary_en)
    authors, affiliations = _people(article)
    stories = for_cards(public_stories("").filter(dossier__article=article))
    return ArticleView(
        title=phrased(plain(title)),
        title_lang=title_lang,
        other_title=plain(other_title),
        other_lang=other_lang,
        authors=authors,
        affiliations=affiliations,
        date=day_words(article.published_on, always_year=True),
        history=_history(article),
        abstract=mark_safe(clean_html(abstract)),
        abstract_lang=abstract_lang,
        other_abstract=mark_safe(clean_html(other_abstract)),
        summary=summary,
        summary_lang=summary_lang,
        keywords=[str(word) for word in (article.keywords_en if language() == "en" else article.keywords_zh)],
        references=_references(article),
        stories=story_cards(stories[:6]),
        related=list(
            Article.objects.filter(journal=article.journal).exclude(pk=article.pk).order_by("-published_on", "-pk")[:4]
        ),
    )


def work_of(article: Article) -> Work:
    """The article as citation styles want it, in its own language."""
    chinese = article.language.startswith("zh")
    authors = []
    for author in article.authors.all():
        person = author.person
        if chinese and author.name_zh:
            authors.append(Author(literal=author.name_zh, orcid=author.orcid))
        elif person:
            authors.append(Author(person.family_name_en, person.given_name_en, orcid=author.orcid))
        else:
            authors.append(Author.from_latin(author.name_en or author.name_zh, author.orcid))
    journal = article.journal
    return Work(
        doi=article.doi,
        title=plain((article.title_zh or article.title_en) if chinese else (article.title_en or article.title_zh)),
        authors=tuple(authors),
        journal=(journal.title_zh or journal.title_en) if chinese else (journal.title_en or journal.title_zh),
        issn=journal.eissn or journal.issn,
        publisher=journal.publisher,
        day=article.published_on,
        volume=article.volume,
        issue=article.issue,
        pages=article.pages,
        language="zh" if chinese else "en",
        url=outside(article.get_absolute_url()),
        abstract=plain(
            (article.abstract_zh or article.abstract_en) if chinese else (article.abstract_en or article.abstract_zh)
        ),
        keywords=tuple(map(str, article.keywords_zh if chinese else article.keywords_en)),
        licence_url=article.licence_url,
        is_open=article.is_open_access,
    )
