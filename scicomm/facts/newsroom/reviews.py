"""Facts about the reviews of stories, their plans and who is away."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class StorySubmitted(Fact):
    """A story went into review. Subject: newsroom.story."""

    revision_id: int


@dataclass(frozen=True, kw_only=True)
class StoryFindingAnswered(Fact):
    """An editor said why something a check found may stand. Subject: newsroom.story."""

    code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class StoryReviewed(Fact):
    """Somebody approved one step, for one revision: a reviewer, or a scientist by link (then there is no actor). Subject:
    newsroom.story. `rapid`: in the rapid lane; `own_text`: by who wrote it, as its plan allows."""

    revision_id: int
    step: str
    note: str = ""
    rapid: bool = False
    own_text: bool = False


@dataclass(frozen=True, kw_only=True)
class StoryReturned(Fact):
    """A reviewer sent a story back with a comment. Subject: newsroom.story."""

    revision_id: int
    step: str
    note: str


@dataclass(frozen=True, kw_only=True)
class ScientistAsked(Fact):
    """A scientist was sent a link to sign. Subject: newsroom.story; about: newsroom.sign_link."""

    revision_id: int


@dataclass(frozen=True, kw_only=True)
class ScientistLinkRevoked(Fact):
    """A link to sign was taken back before it was used. Subject: newsroom.story; about: newsroom.sign_link."""


@dataclass(frozen=True, kw_only=True)
class StoryReleasedRapidly(Fact):
    """One signature released a story; the steps in `follow` are reviewed afterwards. Subject: newsroom.story."""

    revision_id: int
    reason: str
    follow: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StoryAfterReviewed(Fact):
    """A step that a rapid release had left for later was reviewed: approved or objected. Subject: newsroom.story."""

    revision_id: int
    step: str
    verdict: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class StoryObjectionSettled(Fact):
    """What an after-review objected to was dealt with. Subject: newsroom.story."""

    step: str
    note: str


@dataclass(frozen=True, kw_only=True)
class StoryMarkDone(Fact):
    """Whoever revises a story ticked off a reviewer's mark, or took the tick back. Subject: newsroom.story."""

    mark_id: int
    done: bool


@dataclass(frozen=True, kw_only=True)
class ReviewReminded(Fact):
    """A step of review is nearly due, late, handed to substitutes, or told to editors. Subject: newsroom.story."""

    step_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class ReviewPlanSet(Fact):
    """The steps of review for a unit and a kind of piece were set, or given back to the units above (`removed`). Subject:
    organisation.unit; an empty profile means any."""

    profile: str
    steps: tuple[str, ...] = ()
    removed: bool = False


@dataclass(frozen=True, kw_only=True)
class AbsenceNoted(Fact):
    """A person said from when to when they are away and who reviews instead, or took it back. Subject: newsroom.absence."""

    starts_on: str
    ends_on: str
    ended: bool = False
