"""Reads of the journals, each in a fixed number of queries."""

from scicomm.journals.queries.articles import (
    HEAVY,
    RELATED,
    ArticlePage,
    article_page,
    article_years,
    articles,
    listed,
    notices_of,
    related_to,
)
from scicomm.journals.queries.citations import citation_of
from scicomm.journals.queries.journals import journals_listed
from scicomm.journals.queries.quarantine import open_refusals

__all__ = [
    "HEAVY",
    "RELATED",
    "ArticlePage",
    "article_page",
    "article_years",
    "articles",
    "citation_of",
    "journals_listed",
    "listed",
    "notices_of",
    "open_refusals",
    "related_to",
]
