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
