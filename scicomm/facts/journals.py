"""Facts about articles."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class ArticlePublished(Fact):
    """An article was taken in for the first time. Subject: journals.article. Unit: the unit that publishes the journal."""

    doi: str
    title: str
    journal: str
    language: str
    published_on: str


@dataclass(frozen=True, kw_only=True)
class ArticleChanged(Fact):
    """A newer version of a known article was taken in. Subject: journals.article."""

    doi: str
    version: int


@dataclass(frozen=True, kw_only=True)
class ArticleCorrected(Fact):
    """A correction, expression of concern or retraction of an article was taken in. Subject: journals.article (the notice);
    about: the article it speaks of."""

    doi: str
    corrects: str
    kind: str
