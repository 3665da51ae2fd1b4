"""Facts about subscribers and what was sent to them; never an address, only ids."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class SubscriberConfirmed(Fact):
    """A person confirmed a subscription. Subject: audiences.subscription."""

    language: str


@dataclass(frozen=True, kw_only=True)
class SubscriberLeft(Fact):
    """A person ended a subscription. Subject: audiences.subscription."""


@dataclass(frozen=True, kw_only=True)
class ReaderErased(Fact):
    """What was known of a reader was erased; a number stays. Subject: audiences.subscription."""


@dataclass(frozen=True, kw_only=True)
class NewsletterSent(Fact):
    """An issue of the newsletter went out to all who wanted it. Subject: audiences.issue; about: the stories in it."""

    recipients: int


@dataclass(frozen=True, kw_only=True)
class SearchSaved(Fact):
    """A reader confirmed a saved search. Subject: audiences.saved_search."""

    language: str
    frequency: str


@dataclass(frozen=True, kw_only=True)
class SearchEnded(Fact):
    """A reader stopped or deleted a saved search. Subject: audiences.saved_search."""


@dataclass(frozen=True, kw_only=True)
class SearchAlertSent(Fact):
    """A reader was told what is new for a saved search. Subject: audiences.search_alert; about: the things the mail lists."""

    items: int


@dataclass(frozen=True, kw_only=True)
class DigestReaderJoined(Fact):
    """A person confirmed that they want the digest. Subject: audiences.subscription."""

    language: str


@dataclass(frozen=True, kw_only=True)
class DigestReaderLeft(Fact):
    """A person ended the digest. Subject: audiences.subscription."""


@dataclass(frozen=True, kw_only=True)
class MailBounced(Fact):
    """A mail to a reader came back; `is_hard`: the address is dead and suspended. Subject: audiences.subscription."""

    is_hard: bool


@dataclass(frozen=True, kw_only=True)
class ReaderComplained(Fact):
    """A reader reported a mail of ours as unwanted and left everything. Subject: audiences.subscription."""


@dataclass(frozen=True, kw_only=True)
class DigestSent(Fact):
    """An edition of the digest went out. Subject: audiences.digest_edition. Counts only: how many readers got it, and how many
    did not because there was nothing new for them."""

    language: str
    frequency: str
    recipients: int
    skipped: int


@dataclass(frozen=True, kw_only=True)
class BriefIssued(Fact):
    """A think-tank brief went out to named readers. Subject: audiences.brief; about: the story it goes with."""

    copies: int


@dataclass(frozen=True, kw_only=True)
class BriefRead(Fact):
    """A named reader opened their copy for the first time. Subject: audiences.brief; never who."""

    copy: int


@dataclass(frozen=True, kw_only=True)
class BriefAnswered(Fact):
    """A reader said what became of a brief. Subject: audiences.brief; `adoption` is a value of Adoption."""

    copy: int
    adoption: str


@dataclass(frozen=True, kw_only=True)
class BriefRecalled(Fact):
    """A brief was taken back from all its readers. Subject: audiences.brief."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class MailingSent(Fact):
    """A letter to a unit's outside contacts went out. Subject: audiences.mailing; about: the stories in it."""

    recipients: int
