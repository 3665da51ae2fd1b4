"""Facts about the press room and its members."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


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
