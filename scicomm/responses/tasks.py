"""Periodic work of the responses room: forgetting who asked."""

from __future__ import annotations

from scicomm.core.periodic import every
from scicomm.responses import actions


@every(hours=12)
def forget_askers() -> int:
    """Erase who asked ninety days after the case ended, as the form promises."""
    return actions.forget_askers()
