"""Facts about stories: begun, revised, published, corrected, withdrawn."""

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
