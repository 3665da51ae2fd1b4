"""Facts about leads, topics and stories."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class LeadReported(Fact):
    """A person handed in a lead. Subject: newsroom.lead; about: the article it speaks of, if any."""

    title: str


@dataclass(frozen=True, kw_only=True)
class LeadMined(Fact):
    """A new article was found worth telling. Subject: newsroom.lead; about: journals.article."""

    title: str
    news_value: float


@dataclass(frozen=True, kw_only=True)
class LeadDeclined(Fact):
    """An editor decided against a lead and said why. Subject: newsroom.lead."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class LeadAccepted(Fact):
    """An editor accepted a lead into a topic. Subject: newsroom.topic; about: newsroom.lead."""

    title: str


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
class StorySubmitted(Fact):
    """A story went into review. Subject: newsroom.story."""

    revision_id: int


@dataclass(frozen=True, kw_only=True)
class StoryReviewed(Fact):
    """A reviewer approved one step, for one revision. Subject: newsroom.story."""

    revision_id: int
    step: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class StoryReturned(Fact):
    """A reviewer sent a story back with a comment. Subject: newsroom.story."""

    revision_id: int
    step: str
    note: str


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
