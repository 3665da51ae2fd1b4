"""What a citation of an article is made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from scicomm.core.text import plain
from scicomm.journals.models import Article
from scicomm.journals.rules.citations import Author, Work
from scicomm.journals.rules.citations.names import is_pinyin


def work_of(
    article: Article,
    authors: Sequence[Any] | None = None,
    *,
    notice_doi: str = "",
    notice_on: dt.date | None = None,
    url: str = "",
    accessed_on: dt.date | None = None,
) -> Work:
    """The article as others cite it, in its own language; `notice_…` name what corrected it, `url` is where it stands here."""
    chinese = article.language.startswith("zh") and bool(article.title_zh)
    journal = article.journal
    title, other_title = _pair(chinese, article.title_zh, article.title_en)
    name, other_name = _pair(chinese, journal.title_zh, journal.title_en)
    abstract, other_abstract = _pair(chinese, article.abstract_zh, article.abstract_en)
    keywords, other_keywords = _words(chinese, article)
    line = article.authors.all() if authors is None else authors
    return Work(
        doi=article.doi,
        title=title,
        other_title=other_title,
        journal=name,
        other_journal=other_name,
        authors=tuple(cited_author(one, chinese) for one in line),
        **_place(article),
        issn=journal.issn,
        eissn=journal.eissn,
        publisher=journal.publisher,
        language=article.language,
        url=url or f"https://doi.org/{article.doi}",
        abstract=plain(abstract),
        other_abstract=plain(other_abstract),
        keywords=keywords,
        other_keywords=other_keywords,
        state=article.state,  # type: ignore[arg-type]  # the choices of the field are the states of a work
        notice_doi=notice_doi,
        notice_on=notice_on,
        accessed_on=accessed_on,
    )


def _place(article: Article) -> dict[str, Any]:
    """When and where in the journal it stands."""
    return {
        "published_on": article.published_on,
        "precision": article.details.get("date_precision", "day"),
        "volume": article.volume,
        "issue": article.issue,
        "pages": article.pages,
    }


def _words(chinese: bool, article: Article) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keywords in the article's own language, where it has any, and those in the other one."""
    zh, en = tuple(map(str, article.keywords_zh)), tuple(map(str, article.keywords_en))
    own, other = (zh, en) if chinese else (en, zh)
    return own or other, other if own else ()


def _pair(chinese: bool, zh: str, en: str) -> tuple[str, str]:
    """The text in the article's own language, and the one in the other; the first is there where any is."""
    own, other = (zh, en) if chinese else (en, zh)
    return (own, other) if own else (other, "")


def cited_author(author: Any, chinese: bool) -> Author:
    """An author's row as a cited author: the Chinese name in a Chinese work, the Latin one in any other."""
    has_parts = bool(author.family_name_en)
    known = {"family": author.family_name_en, "given": author.given_name_en} if has_parts else {}
    pinyin = has_parts and (bool(author.name_zh) or is_pinyin(author.family_name_en, author.given_name_en))
    latin = "" if has_parts else author.name_en
    whole = author.name_zh if (chinese and author.name_zh) or not author.name_en else latin
    return Author(whole=whole, orcid=author.orcid, is_pinyin=pinyin, **known)
