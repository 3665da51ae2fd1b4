"""Lifting the journals' embargoes by the clock."""

from __future__ import annotations

from scicomm.core.periodic import every
from scicomm.journals import actions


@every(seconds=5)
def lift_article_embargoes() -> None:
    """Let out the articles whose moment has come."""
    actions.lift_article_embargoes()
