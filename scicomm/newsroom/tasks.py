"""Periodic work of the newsroom."""

from __future__ import annotations

from scicomm.core.periodic import every
from scicomm.newsroom import actions


@every(seconds=5)
def lift_embargoes() -> None:
    """Publish held stories whose minute has come."""
    actions.lift_embargoes()
