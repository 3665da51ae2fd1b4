"""Facts about stories, their reviews, embargoes and the press room."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class StoryStarted(Fact):
    """A story was begun. Subject: newsroom.story; about: newsroom.topic and the article."""

    title: str
    language: str


@dataclass(frozen=True, kw_only=True)
class StoryRevised(Fact):
    """A new revision of a story was saved. Subject: newsroom.story. Any approval of an older revision is void."""

    revision_id: int


@dataclass(frozen=True, kw_only=True)
class StoryProfileSet(Fact):
    """A story was made another kind of piece (news, explainer ...). Subject: newsroom.story."""

    profile: str


@dataclass(frozen=True, kw_only=True)
class StoryRestored(Fact):
    """An older revision of a story was taken up again as a new one. Subject: newsroom.story."""

    revision_id: int
    restored_revision_id: int


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


@dataclass(frozen=True, kw_only=True)
class StoryHeld(Fact):
    """All reviews are done, and the story waits for its embargo to lift. Subject: newsroom.story."""

    embargo_until: str


@dataclass(frozen=True, kw_only=True)
class StoryPublished(Fact):
    """A story went public for the first time. Subject: newsroom.story; about: newsroom.topic and the article."""

    title: str
    url: str
    language: str
    revision_id: int


@dataclass(frozen=True, kw_only=True)
class StoryCorrected(Fact):
    """A public story was replaced by a reviewed later revision. Subject: newsroom.story."""

    revision_id: int
    note: str


@dataclass(frozen=True, kw_only=True)
class StoryUpdated(Fact):
    """News was added to a public story, by a reviewed later revision. Subject: newsroom.story."""

    revision_id: int
    note: str


@dataclass(frozen=True, kw_only=True)
class StoryPaperNoticed(Fact):
    """What stands against a story's paper has changed: corrected, concern, retracted, withdrawn, or nothing any more (empty).
    Subject: newsroom.story; about: journals.article. `notice` is the DOI under which it is said."""

    kind: str
    notice: str


@dataclass(frozen=True, kw_only=True)
class StoryNoticeAcknowledged(Fact):
    """Somebody dealt with what happened to a story's paper. Subject: newsroom.story."""

    kind: str
    note: str


@dataclass(frozen=True, kw_only=True)
class StoryWithdrawn(Fact):
    """A public story was taken back. Subject: newsroom.story."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class StoryKilled(Fact):
    """A story was killed for law or safety: nobody may show it any more. Subject: newsroom.story. The note tells nothing of what
    stood in it; `was_public` says whether readers ever had it."""

    note: str
    was_public: bool


@dataclass(frozen=True, kw_only=True)
class EmbargoSet(Fact):
    """A story and its translations may not be told before a moment. Subject: newsroom.story; about: the article it comes from."""

    until: str
    source: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class EmbargoMoved(Fact):
    """An embargo ends earlier or later than was said. Subject: newsroom.story; about: the article it comes from. `releases`
    is how many planned releases had to move with it."""

    old: str
    until: str
    source: str
    reason: str
    releases: int = 0


@dataclass(frozen=True, kw_only=True)
class EmbargoLifted(Fact):
    """An embargo is over: by the clock, or early with a reason. Subject: newsroom.story. `late_seconds` says how long after its
    moment, where nothing was there to lift it."""

    until: str
    early: bool
    reason: str = ""
    late_seconds: int = 0


@dataclass(frozen=True, kw_only=True)
class EmbargoNearing(Fact):
    """An embargo lifts within hours; its editors are told once. Subject: newsroom.story."""

    until: str


@dataclass(frozen=True, kw_only=True)
class EmbargoBroken(Fact):
    """Somebody told a story before its embargo lifted. Subject: newsroom.story."""

    by_whom: str
    evidence: str


@dataclass(frozen=True, kw_only=True)
class StoryShared(Fact):
    """A held story stands in the press room. Subject: newsroom.story."""

    until: str


@dataclass(frozen=True, kw_only=True)
class StoryUnshared(Fact):
    """A story was taken out of the press room before its time. Subject: newsroom.story."""


@dataclass(frozen=True, kw_only=True)
class PressMemberInvited(Fact):
    """A journalist was invited into the press room. Subject: newsroom.press_member."""

    medium: str


@dataclass(frozen=True, kw_only=True)
class PressMemberJoined(Fact):
    """A journalist accepted the terms of the press room. Subject: newsroom.press_member."""

    terms_version: int


@dataclass(frozen=True, kw_only=True)
class PressMemberStopped(Fact):
    """A journalist may no longer enter the press room: suspended or banned. Subject: newsroom.press_member."""

    state: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PressMemberReadmitted(Fact):
    """A suspended journalist may enter the press room again. Subject: newsroom.press_member."""


@dataclass(frozen=True, kw_only=True)
class PressTermsChanged(Fact):
    """The press room has new terms, which every member accepts anew. Subject: newsroom.press_terms."""

    version: int


@dataclass(frozen=True, kw_only=True)
class PressNoticeMade(Fact):
    """A word to a journalist is to be mailed. Subject: newsroom.press_notice; about: newsroom.story, if it speaks of one."""

    kind: str
