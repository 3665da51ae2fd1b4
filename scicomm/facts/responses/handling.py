"""Facts about how a case is handled: its clock, its parts, its way through the house. Nothing of incidents is stated."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class CaseTriaged(Fact):
    """Kind or urgency of a case were changed. Subject: responses.case."""

    kind: str
    urgency: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseDeadlineMoved(Fact):
    """A case's deadline moved: a holiday notice, new terms, a pause or its urgency. Subject: responses.case."""

    old: str
    new: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CasePaused(Fact):
    """The clock of a case stands still. Subject: responses.case."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseResumed(Fact):
    """The clock of a case runs again. Subject: responses.case."""


@dataclass(frozen=True, kw_only=True)
class FirstResponseGiven(Fact):
    """Whoever asked was told that we are on it, or got the answer at once. Subject: responses.case."""

    in_time: bool


@dataclass(frozen=True, kw_only=True)
class CasePartAsked(Fact):
    """Another unit was asked for its part of a case. Subject: responses.casepart; about: responses.case."""

    due_on: str


@dataclass(frozen=True, kw_only=True)
class CasePartGiven(Fact):
    """A unit gave its part of a case. Subject: responses.casepart; about: responses.case."""

    in_time: bool


@dataclass(frozen=True, kw_only=True)
class CaseHandedOver(Fact):
    """A case went to another unit. Subject: responses.case."""

    to_unit_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseMerged(Fact):
    """A case went on as another one. Subject: responses.case; about: the other case."""


@dataclass(frozen=True, kw_only=True)
class CaseLate(Fact):
    """A deadline of a case is near or past. Subject: responses.case."""

    level: str
    due_at: str


@dataclass(frozen=True, kw_only=True)
class CasePartDecided(Fact):
    """A part was accepted or returned. Subject: responses.casepart; about: responses.case."""

    accepted: bool


@dataclass(frozen=True, kw_only=True)
class CaseTaken(Fact):
    """A unit took a case that was handed over to it. Subject: responses.case."""


@dataclass(frozen=True, kw_only=True)
class CaseSentBack(Fact):
    """A unit sent a case back that was handed over to it. Subject: responses.case."""

    to_unit_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseOfficerSet(Fact):
    """Somebody else handles a case from now on. Subject: responses.case."""

    officer_id: int


@dataclass(frozen=True, kw_only=True)
class CaseReopened(Fact):
    """A case that was closed goes on. Subject: responses.case."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class ColleagueNamed(Fact):
    """A remark in a case names colleagues. It holds no words of the remark. Subject: responses.case."""

    remark_id: int
