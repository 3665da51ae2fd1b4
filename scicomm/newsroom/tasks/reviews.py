"""Reminders of review by the clock."""

from __future__ import annotations

from scicomm.core.periodic import every
from scicomm.newsroom import actions


@every(minutes=15)
def remind_reviewers() -> None:
    """State which letters about steps of review are due; each is sent once."""
    actions.remind_due()
