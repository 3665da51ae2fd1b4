"""Facts about information disclosure. None of them says who asked."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class DisclosureItemPublished(Fact):
    """An item of the catalogue went public, or its changed words did. Subject: responses.disclosure_item."""

    url: str
    in_time: bool


@dataclass(frozen=True, kw_only=True)
class DisclosureItemWithdrawn(Fact):
    """An item of the catalogue was taken back. Subject: responses.disclosure_item."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class DisclosureItemLate(Fact):
    """An item of the catalogue was not public in time. Subject: responses.disclosure_item."""

    due_on: str


@dataclass(frozen=True, kw_only=True)
class DisclosureRequested(Fact):
    """A request for information came in. Subject: responses.disclosure_request."""

    arrival: str


@dataclass(frozen=True, kw_only=True)
class DisclosureRequestEnded(Fact):
    """A request was answered, withdrawn or lapsed. Subject: responses.disclosure_request."""

    outcome: str
    in_time: bool


@dataclass(frozen=True, kw_only=True)
class DisclosureReportPublished(Fact):
    """A yearly report went public. Subject: responses.disclosure_report."""

    year: int
    url: str


@dataclass(frozen=True, kw_only=True)
class DisclosureLetterSent(Fact):
    """A letter to the applicant was signed and sent. Subject: responses.disclosure_request."""

    letter_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class DisclosureCopyReleased(Fact):
    """A copy with parts removed was put on the applicant's page. Subject: responses.disclosure_request."""

    copy_id: int


@dataclass(frozen=True, kw_only=True)
class DisclosureAppealDecided(Fact):
    """A reconsideration or lawsuit about a request ended. Subject: responses.disclosure_request."""

    appeal_id: int
    result: str


@dataclass(frozen=True, kw_only=True)
class DisclosureRequestShown(Fact):
    """An answered request was put in the public log. Subject: responses.disclosure_request."""

    url: str
