"""What DOAJ is told of a journal's articles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scicomm.core.text import plain
from scicomm.journals.models import Article, Journal
from scicomm.journals.queries.deposit_articles import page_address
from scicomm.journals.rules.doaj import DoajArticle, DoajAuthor, DoajReason, build_records, reason_to_leave_out

_PRECISION = {"day": 10, "month": 7}


@dataclass(frozen=True, slots=True)
class DoajExport:
    """The records of a journal as XML, how many, and which articles were left out for what reason."""

    content: bytes
    count: int
    left_out: tuple[tuple[Article, DoajReason], ...]


def doaj_export(journal: Journal, *, year: int | None = None, volume: str = "", issue: str = "") -> DoajExport:
    """The articles of a journal (of a year, a volume, an issue) that DOAJ takes; two queries."""
    rows = Article.objects.filter(journal=journal).select_related("journal").prefetch_related("authors")
    rows = rows.defer("body_html", "body_text", "references").order_by("published_on", "pk")
    if year:
        rows = rows.filter(published_on__year=year)
    if volume:
        rows = rows.filter(volume=volume)
    if issue:
        rows = rows.filter(issue=issue)
    made = [(row, doaj_article(row)) for row in rows]
    reasons = [(row, one, reason_to_leave_out(one)) for row, one in made]
    taken = [one for _row, one, reason in reasons if reason is None]
    left_out = tuple((row, reason) for row, _one, reason in reasons if reason is not None)
    return DoajExport(build_records(taken), len(taken), left_out)


def doaj_article(article: Article) -> DoajArticle:
    """One article, its journal and authors at hand. English before Chinese, further languages after both."""
    journal = article.journal
    first, _dash, last = article.pages.partition("–")
    precision = _PRECISION.get(article.details.get("date_precision", ""), 4)
    return DoajArticle(
        doi=article.doi,
        address=page_address(article),
        journal=journal.title_en or journal.title_zh,
        published=article.published_on.isoformat()[:precision],
        titles=_texts(article.title_en, article.title_zh, article.details.get("titles", {})),
        language=article.language,
        publisher=journal.publisher,
        issn=journal.issn,
        eissn=journal.eissn,
        volume=article.volume,
        issue=article.issue,
        first_page=first,
        last_page=last,
        authors=tuple(_author(row) for row in article.authors.all()),
        abstracts={
            code: plain(html)
            for code, html in _texts(
                article.abstract_en, article.abstract_zh, article.details.get("abstracts", {})
            ).items()
        },
        keywords={
            code: tuple(words) for code, words in (("en", article.keywords_en), ("zh", article.keywords_zh)) if words
        },
        is_open=article.is_open_access,
        is_retracted=article.is_retracted,
    )


def _texts(english: str, chinese: str, others: dict[str, str]) -> dict[str, str]:
    """Texts by language. What stands in the English column may be the source's own language, where it had no English."""
    own = next((code for code, text in others.items() if text == english), "en")
    return {code: text for code, text in {own: english, "zh": chinese, **others}.items() if text}


def _author(row: Any) -> DoajAuthor:
    names = [place.get("texts", {}) for place in row.affiliations]
    places = [texts.get("en") or next(iter(texts.values()), "") for texts in names]
    return DoajAuthor(row.name_en or row.name_zh, row.orcid, tuple(place for place in places if place))
