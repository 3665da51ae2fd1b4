"""Lifting embargoes by the clock."""

from __future__ import annotations

from scicomm.core.periodic import every
from scicomm.newsroom import actions


@every(minutes=5)
def remind_of_embargoes() -> None:
    """Let editors know, once, of embargoes that lift within hours."""
    actions.remind_of_embargoes()


@every(seconds=5)
def lift_embargoes() -> None:
    """Publish held stories whose minute has come."""
    actions.lift_embargoes()
