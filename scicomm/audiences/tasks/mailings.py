"""Periodic work on letters to contacts."""

from __future__ import annotations

from django.utils import timezone

from scicomm.audiences.actions.mailings import queue_due_mailings
from scicomm.core.periodic import every


@every(seconds=30)
def queue_mailings() -> int:
    """Queue the mails of every letter whose moment has come."""
    return queue_due_mailings(timezone.now())
