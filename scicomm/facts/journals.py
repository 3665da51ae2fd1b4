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


@dataclass(frozen=True, kw_only=True)
class ArticleFilesChanged(Fact):
    """Figures, PDF or supplements of a known article came in, its text being the same. Subject: journals.article."""

    doi: str
    files: int


@dataclass(frozen=True, kw_only=True)
class ArticleWithdrawn(Fact):
    """An article was taken out of public view; its address keeps the reason. Subject: journals.article."""

    doi: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ArticleReinstated(Fact):
    """An article that had been withdrawn is public again. Subject: journals.article."""

    doi: str


@dataclass(frozen=True, kw_only=True)
class ArticleEmbargoSet(Fact):
    """The journal holds an article back until a moment, or moved that moment (`old` is empty the first time). Subject:
    journals.article."""

    doi: str
    until: str
    old: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ArticleEmbargoLifted(Fact):
    """The journal no longer holds an article back. Subject: journals.article."""

    doi: str
    until: str
    early: bool
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class DoiRegistered(Fact):
    """A DOI was registered at Crossref, or its record there was renewed. Subject: journals.article. Not stated for tests."""

    doi: str
    batch: str
    renewed: bool


@dataclass(frozen=True, kw_only=True)
class DepositFailed(Fact):
    """A DOI could not be registered; staff must mend something. Subject: journals.article."""

    doi: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class JournalStepTaken(Fact):
    """A title went a step on its way (idea, proposed, approved, launched, established, stopped). Subject: journals.journal."""

    stage: str
    before: str
    is_public: bool


@dataclass(frozen=True, kw_only=True)
class SummarySubmitted(Fact):
    """A summary in plain words went into review. Subject: journals.summary; about: journals.article."""

    language: str


@dataclass(frozen=True, kw_only=True)
class SummaryReturned(Fact):
    """A reviewer sent a summary back with a comment. Subject: journals.summary; about: journals.article."""

    language: str
    note: str


@dataclass(frozen=True, kw_only=True)
class SummaryApproved(Fact):
    """A reviewed summary in plain words went onto its article's page. Subject: journals.summary; about: journals.article."""

    language: str
    article_version: int
