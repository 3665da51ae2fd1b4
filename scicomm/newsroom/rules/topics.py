"""Which way a topic may go, and what each step needs; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def move_problem(moves: Mapping[str, Sequence[str]], old: str, new: str, *, reason: str, is_told: bool) -> str:
    """Why a topic cannot go from a state to another: `way`, `reason` (it is dropped without one), `untold`; empty: it can."""
    if new not in moves.get(old, ()):
        return "way"
    if new == "dropped" and not reason.strip():
        return "reason"
    if new == "told" and not is_told:
        return "untold"
    return ""
