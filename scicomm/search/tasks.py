"""What the worker does for search by itself: it carries what is waiting to the indices."""

from __future__ import annotations

from scicomm.core.periodic import every
from scicomm.search.actions import drain_pending


@every(seconds=1)
def carry_to_index() -> int:
    """One batch; a full one is followed by the next a second later."""
    return drain_pending(hold=True)
