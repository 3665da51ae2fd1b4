"""Facts about embargoes and the stories they hold."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class StoryHeld(Fact):
    """All reviews are done, and the story waits for its embargo to lift. Subject: newsroom.story."""

    embargo_until: str


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
