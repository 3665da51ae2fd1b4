"""Facts about answers."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class AnswerReturned(Fact):
    """A reviewer sent an answer back with a comment. Subject: responses.case."""

    note: str


@dataclass(frozen=True, kw_only=True)
class AnswerSigned(Fact):
    """A reviewer approved one step of an answer's review; others are to sign. Subject: responses.answer; about: the case."""

    step: str


@dataclass(frozen=True, kw_only=True)
class AnswerPublished(Fact):
    """A reviewed answer went public. Subject: responses.answer; about: responses.case."""

    url: str
    working_days: int
    in_time: bool
    form: str = ""


@dataclass(frozen=True, kw_only=True)
class AnswerCorrected(Fact):
    """The text of a public answer was corrected; the old one stays readable. Subject: responses.answer; about: responses.case."""

    url: str
    number: int
    why: str


@dataclass(frozen=True, kw_only=True)
class AnswerUpdated(Fact):
    """A public answer says what is known by now, perhaps in another form. Subject: responses.answer; about: responses.case."""

    url: str
    number: int
    why: str
    form: str


@dataclass(frozen=True, kw_only=True)
class AnswerWithdrawn(Fact):
    """An answer is public no more; its address says why. Subject: responses.answer; about: responses.case."""

    url: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AnswerFlagged(Fact):
    """Something an answer rests on has gone: an expert's words, or a later reviewer's consent. Subject: responses.answer."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class AnswerProposed(Fact):
    """An answer is proposed for a new copy of its claim or a like question. Subject: responses.answer; about: mention or case."""

    reuse_id: int


@dataclass(frozen=True, kw_only=True)
class AnswerReused(Fact):
    """A case ended with an answer that was there already. Subject: responses.answer; about: responses.case, the mention."""

    reuse_id: int
    url: str
