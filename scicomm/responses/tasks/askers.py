"""Forgetting who asked."""

from __future__ import annotations

from scicomm.core.periodic import every
from scicomm.responses import actions
from scicomm.responses.clients import forget_mails
from scicomm.responses.queries import known_askers


@every(hours=1)
def forget_askers() -> int:
    """Erase who asked ninety days after the case ended, as the form promises, and the kept mails of all who are erased."""
    gone = actions.forget_askers()
    forget_mails(known_askers)
    return gone
