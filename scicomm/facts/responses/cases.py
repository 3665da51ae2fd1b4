"""Facts about cases and statements."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Fact):
    """A question or a mention opened a case. Subject: responses.case; about: what it came from (story, article, mention)."""

    question: str
    origin: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class CaseAssigned(Fact):
    """A case was given to an expert. Subject: responses.case; about: the person."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class StatementGiven(Fact):
    """An expert's words were recorded. Subject: responses.statement; about: responses.case."""


@dataclass(frozen=True, kw_only=True)
class CaseClosed(Fact):
    """A case ended without a public answer. Subject: responses.case."""

    reason: str
