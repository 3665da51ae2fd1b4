"""Reads for the page of an article: what it shows, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from scicomm.journals.models import Article, Authorship
from scicomm.portal.queries.article_around import Around
from scicomm.portal.queries.article_parts import (
    Linked,
    PartView,
    VersionView,
    affiliation_words,
    contributions_of,
    funding_of,
    history_of,
    parts_of,
    references_of,
    relations_of,
    versions_of,
)
from scicomm.portal.queries.frame import article_url, author_page_url, language, page_address
from scicomm.portal.queries.summaries import ReviewedSummary, reviewed_summary
from scicomm.portal.queries.wording import HTML_LANGUAGE, day_words, phrased
from scicomm.portal.rules.clean import safe_block, safe_inline
from scicomm.portal.rules.outline import Outline, outline_of


@dataclass(frozen=True, slots=True)
class AuthorView:
    """An author with the numbers of the affiliations; `url` is the page of the author, where there is an ORCID iD."""

    name: str
    orcid: str
    url: str
    numbers: str
    corresponding: bool


@dataclass(frozen=True, slots=True)
class Worded:
    """A text with its language for `lang`; the language is empty where it is the page's."""

    html: SafeString
    lang: str = ""

    def __bool__(self) -> bool:
        return bool(self.html)


@dataclass(frozen=True, slots=True)
class ArticleView:
    """All that an article's page shows beside its full text. Pairs hold the reader's language first, then the other one."""

    titles: list[Worded]
    abstracts: list[Worded]
    summaries: list[Worded]
    keywords: list[tuple[str, list[str]]]
    authors: list[AuthorView]
    affiliations: list[tuple[int, str]]
    date: str
    history: list[str]
    reviewed: ReviewedSummary | None
    """What the house wrote and reviewed; the source's own summaries are `summaries`."""
    outline: Outline
    references: SafeString
    reference_tags: SafeString
    notices: list[Linked]
    versions: list[VersionView]
    stories: list[Linked]
    relations: list[Linked]
    similar: list[Linked]
    parts: list[PartView]
    contributions: list[tuple[str, str]]
    funding: list[str]
    subjects: list[tuple[str, str]]


def article_view(article: Article, around: Around, *, older: bool = False) -> ArticleView:
    """What the page of an article shows; `older` where it holds what an older version said."""
    details = article.details
    references = references_of(article, keep=not older)
    authors, affiliations = _people(around.authors)
    return ArticleView(
        titles=_titles(article),
        abstracts=_pair(safe_block(article.abstract_zh), safe_block(article.abstract_en)),
        summaries=_pair(_paragraphs(article.summary_zh), _paragraphs(article.summary_en)),
        keywords=_keywords(article),
        authors=authors,
        affiliations=affiliations,
        date=day_words(article.published_on, always_year=True),
        history=history_of(details),
        reviewed=reviewed_summary(article),
        outline=outline_of(article.body_html),
        references=references.items,
        reference_tags=references.tags,
        notices=[
            Linked(one.title, article_url(one.doi), day_words(one.day, always_year=True)) for one in around.notices
        ],
        versions=versions_of(article, around.versions),
        stories=_stories(around),
        relations=relations_of(around),
        similar=[
            Linked(
                one.title,
                article_url(one.doi),
                f"{one.journal} · {one.day.year if one.day else ''}",
            )
            for one in around.similar
        ],
        parts=parts_of(details),
        contributions=contributions_of(details, around.authors),
        funding=funding_of(details),
        subjects=around.subjects,
    )


def _stories(around: Around) -> list[Linked]:
    return [
        Linked(
            told.title,
            page_address(told.url_path),
            f"{told.unit} · {day_words(told.published_at)}",
            "" if told.language == language() else HTML_LANGUAGE.get(told.language, ""),
        )
        for told in around.stories[:6]
    ]


def _pair(chinese: str, english: str) -> list[Worded]:
    """The text for the reader, then the other one with its language; none, one or two."""
    own, other = (english, chinese) if language() == "en" else (chinese, english)
    other_lang = HTML_LANGUAGE["zh" if language() == "en" else "en"]
    # Both were cleaned by those who call.
    return [Worded(mark_safe(text), lang) for text, lang in ((own, ""), (other, other_lang)) if text]


def _titles(article: Article) -> list[Worded]:
    """The titles with their markup; one without any breaks between words only."""
    markup = article.details.get("titles_html") or {}
    shown = []
    for code, text in (("zh", article.title_zh), ("en", article.title_en)):
        marked = markup.get(code) or ""
        shown.append(safe_inline(marked) if "<" in marked else phrased(text) if text else "")
    return _pair(*shown)


def _paragraphs(text: str) -> str:
    """Plain text as paragraphs."""
    return "".join(f"<p>{escape(part)}</p>" for part in (line.strip() for line in text.splitlines()) if part)


def _keywords(article: Article) -> list[tuple[str, list[str]]]:
    """Keywords by language, the reader's first."""
    rows = [("zh", article.keywords_zh), ("en", article.keywords_en)]
    if language() == "en":
        rows.reverse()
    own = "en" if language() == "en" else "zh"
    return [("" if code == own else HTML_LANGUAGE[code], list(map(str, words))) for code, words in rows if words]


def _people(authors: list[Authorship]) -> tuple[list[AuthorView], list[tuple[int, str]]]:
    known: dict[str, int] = {}
    shown = []
    for author in authors:
        words = [text for value in author.affiliations if (text := affiliation_words(value))]
        numbers = [known.setdefault(text, len(known) + 1) for text in words]
        url = author_page_url(author.orcid) if author.orcid else ""
        shown.append(AuthorView(author.name, author.orcid, url, ",".join(map(str, numbers)), author.is_corresponding))
    return shown, [(number, text) for text, number in known.items()]
