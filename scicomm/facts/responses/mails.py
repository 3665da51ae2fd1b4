"""Facts about mails of cases. They name no sender and hold no words."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class CaseMailCame(Fact):
    """A mail opened a case, joined it, or came back to us. Subject: responses.case."""

    mail_id: int
    what: str
