"""Facts about releases."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class ReleaseDelivered(Fact):
    """A story reached a channel. Subject: channels.release; about: newsroom.story."""

    channel: str
    url: str = ""
    outside_id: str = ""


@dataclass(frozen=True, kw_only=True)
class ReleaseFailed(Fact):
    """A release was given up after its tries. Subject: channels.release; about: newsroom.story."""

    channel: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReleaseRecalled(Fact):
    """A withdrawn story was taken back from a channel. Subject: channels.release; about: newsroom.story."""

    channel: str
