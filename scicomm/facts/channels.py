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


@dataclass(frozen=True, kw_only=True)
class ReleaseAccepted(Fact):
    """A platform took a story; it is not public there yet. Subject: channels.release; about: newsroom.story."""

    channel: str
    outside_id: str = ""


@dataclass(frozen=True, kw_only=True)
class ReleaseRefused(Fact):
    """A platform will not publish a story, at once or after it had taken it. Subject: channels.release; about: newsroom.story."""

    channel: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReleaseVisible(Fact):
    """A story was seen on a channel from outside, without an account. Subject: channels.release; about: newsroom.story."""

    channel: str
    url: str


@dataclass(frozen=True, kw_only=True)
class ReleaseUpdated(Fact):
    """A channel holds the corrected text now. Subject: channels.release; about: newsroom.story."""

    channel: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class ReleaseNeedsHand(Fact):
    """Somebody has to act for a release in the platform's own console. Subject: channels.release; about: newsroom.story."""

    channel: str
    words: str


@dataclass(frozen=True, kw_only=True)
class ChannelTroubled(Fact):
    """An account cannot be used until somebody does something. Subject: channels.channel; `trouble` is a value of Trouble."""

    trouble: str
    words: str


@dataclass(frozen=True, kw_only=True)
class ChannelMended(Fact):
    """An account that was in trouble works again, or has new credentials. Subject: channels.channel."""


@dataclass(frozen=True, kw_only=True)
class ChannelRegistered(Fact):
    """A unit registered an account or an outlet. Subject: channels.channel."""

    channel: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class ChannelClosed(Fact):
    """A unit closed an account or an outlet. Subject: channels.channel."""

    channel: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ChannelIdle(Fact):
    """An account has been silent for too long. Subject: channels.channel."""

    channel: str
    silent_days: int


@dataclass(frozen=True, kw_only=True)
class ChannelOrphaned(Fact):
    """Nobody keeps an account any more: no owner, one who left, or a closed unit. Subject: channels.channel."""

    channel: str
    why: str


@dataclass(frozen=True, kw_only=True)
class InspectionDecided(Fact):
    """The academy decided on an outlet in a yearly inspection: passed, to_mend or suspended. Subject: channels.inspection; about:
    channels.channel."""

    year: int
    decision: str


@dataclass(frozen=True, kw_only=True)
class FindingOpened(Fact):
    """A patrol found something wrong in what a unit published. Subject: channels.finding; about:
    the channel, the release, the story."""

    kind: str
    severity: str
    by_job: bool = False


@dataclass(frozen=True, kw_only=True)
class FindingClosed(Fact):
    """Somebody looked again and closed a finding, or found that it was none. Subject: channels.finding; about: the channel."""

    kind: str
    dismissed: bool = False
    late: bool = False
