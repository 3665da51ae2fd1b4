"""Facts about experts' statements and the links by which they are asked."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class StatementAsked(Fact):
    """An expert was asked by a link to speak or to approve words. Subject: responses.case; about: the link, the person."""

    link_id: int


@dataclass(frozen=True, kw_only=True)
class StatementReminded(Fact):
    """An expert who has not answered is reminded once. Subject: responses.case; about: responses.statement_link."""

    link_id: int


@dataclass(frozen=True, kw_only=True)
class StatementDeclined(Fact):
    """An expert declined to speak, and said why. Subject: responses.case; about: the person."""

    link_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class StatementApproved(Fact):
    """An expert approved exactly these words. Subject: responses.statement; about: responses.case, the person."""

    through: str


@dataclass(frozen=True, kw_only=True)
class StatementWithdrawn(Fact):
    """An expert took their words back. Subject: responses.statement; about: the case, and the public answer."""

    reason: str
