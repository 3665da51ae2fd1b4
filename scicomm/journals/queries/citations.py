"""What a citation of an article is made from."""

from __future__ import annotations

from typing import Any

from scicomm.journals.models import Article
from scicomm.journals.rules.citations import Citation, CitedAuthor


def citation_of(article: Article, authors: list[Any] | None = None) -> Citation:
    """What a citation is made from, in the main language of the article."""
    chinese = article.language.startswith("zh") and bool(article.title_zh)
    journal = article.journal
    line = list(article.authors.all()) if authors is None else authors
    return Citation(
        doi=article.doi,
        title=article.title_zh if chinese else article.title_en or article.title_zh,
        authors=tuple(_cited(author, chinese) for author in line),
        journal=(journal.title_zh or journal.title_en) if chinese else (journal.title_en or journal.title_zh),
        published_on=article.published_on,
        volume=article.volume,
        issue=article.issue,
        pages=article.pages,
        issn=journal.issn or journal.eissn,
        publisher=journal.publisher,
        language=article.language,
        keywords=tuple(article.keywords_zh if chinese else article.keywords_en),
        url=f"https://doi.org/{article.doi}",
        date_is_full=article.details.get("date_precision", "day") == "day",
    )


def _cited(author: Any, chinese: bool) -> CitedAuthor:
    if (chinese and author.name_zh) or not author.name_en:
        return CitedAuthor(whole=author.name_zh)
    if author.family_name_en:
        return CitedAuthor(family=author.family_name_en, given=author.given_name_en)
    return CitedAuthor(whole=author.name_en)
