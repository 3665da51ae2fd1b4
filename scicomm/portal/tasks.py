"""Periodic work of the portal."""

from __future__ import annotations

from scicomm.core.periodic import every
from scicomm.portal import actions


@every(minutes=10)
def count_usage() -> None:
    """Count what was read in the finished hours."""
    actions.count_usage()


@every(minutes=5)
def start_generation() -> None:
    """The page cache begins once there is a generation."""
    actions.start_generation()
