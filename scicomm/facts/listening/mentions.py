"""Facts of mentions."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class MentionFound(Fact):
    """A public item speaks of us. Subject: listening.mention; about: the story or article it speaks of."""

    title: str
    url: str
    source: str
    linked_by: str


@dataclass(frozen=True, kw_only=True)
class MentionLinked(Fact):
    """A known mention was linked later, or by hand, to what it speaks of (or to nothing). Subject: listening.mention; about: the
    story or article."""

    linked_by: str
