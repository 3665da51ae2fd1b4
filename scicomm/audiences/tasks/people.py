"""The periodic job about guardians."""

from __future__ import annotations

from scicomm.audiences import actions
from scicomm.core.periodic import every


@every(hours=1)
def forget_children() -> int:
    """Erase children whose guardian did not answer within the time, and the guardian's address."""
    return actions.forget_unanswered()
