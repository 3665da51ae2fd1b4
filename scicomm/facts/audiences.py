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
