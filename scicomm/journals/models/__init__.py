"""The tables of the journals."""

from scicomm.journals.models.articles import Article, ArticleRelation, ArticleVersion, Authorship
from scicomm.journals.models.journals import Journal
from scicomm.journals.models.quarantine import QuarantinedFile

__all__ = [
    "Article",
    "ArticleRelation",
    "ArticleVersion",
    "Authorship",
    "Journal",
    "QuarantinedFile",
]
