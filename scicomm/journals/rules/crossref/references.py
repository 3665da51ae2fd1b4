"""The list of references of a package: each by what is known of it, and by its words."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from scicomm.journals.rules.crossref.parts import DepositCitation
from scicomm.journals.rules.crossref.people import element
from scicomm.journals.rules.crossref.wording import clean, cut

# JATS publication-type (and the names other tools use for it) on the left, Crossref's citation type on the right.
TYPES = {
    "journal": "journal_article",
    "article-journal": "journal_article",
    "periodical": "journal_article",
    "book": "book",
    "edited-book": "book",
    "chapter": "book_chapter",
    "book-chapter": "book_chapter",
    "confproc": "conference_paper",
    "conf-proc": "conference_paper",
    "conference": "conference_paper",
    "paper-conference": "conference_paper",
    "data": "dataset",
    "dataset": "dataset",
    "database": "dataset",
    "thesis": "dissertation",
    "dissertation": "dissertation",
    "patent": "patent",
    "preprint": "preprint",
    "report": "report",
    "gov": "report",
    "software": "software",
    "computer-program": "software",
    "standard": "standard",
    "web": "web_resource",
    "website": "web_resource",
    "webpage": "web_resource",
    "blog": "blog_post",
    "other": "other",
    "legal-doc": "other",
    "newspaper": "other",
}
_DOI = re.compile(r"10\.[0-9]{4,9}/.{1,200}")
_IN_A_BOOK = frozenset({"book", "book_chapter", "conference_paper", "report"})


def add_references(article: Element, citations: tuple[DepositCitation, ...]) -> None:
    """The references, with keys that are unique in the article."""
    known = [one for one in citations if one.text or one.doi or one.article_title or one.container]
    if not known:
        return
    parent = element(article, "citation_list")
    taken: set[str] = set()
    for number, one in enumerate(known, 1):
        key = clean(one.key)[:100] or f"ref{number}"
        key = f"{key}-{number}" if key in taken else key
        taken.add(key)
        _citation(parent, one, key)


def _citation(parent: Element, one: DepositCitation, key: str) -> None:
    made = element(parent, "citation", key=key, **({"type": one.kind} if one.kind else {}))
    in_a_book = one.kind in _IN_A_BOOK
    parts = {
        "journal_title": "" if in_a_book else one.container,
        "author": one.author,
        "volume": cut(one.volume, 32),
        "issue": cut(one.issue, 32),
        "first_page": cut(one.first_page, 32),
        "cYear": one.year,
        "doi": one.doi if _DOI.fullmatch(one.doi) else "",
        "volume_title": one.container if in_a_book else "",
        "article_title": one.article_title,
        "unstructured_citation": one.text,
    }
    for name, text in parts.items():
        if clean(text):
            element(made, name, text)
