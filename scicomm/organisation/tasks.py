"""Periodic work of the organisation."""

from __future__ import annotations

from scicomm.core.periodic import every
from scicomm.organisation import actions


@every(hours=1)
def sync_groups() -> None:
    """Rights begin and end with the appointments they come from."""
    actions.sync_all_groups()
