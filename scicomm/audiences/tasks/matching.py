"""Keeps the snapshot of profiles up to date, a few seconds at a time, so that nothing else waits for it."""

from __future__ import annotations

from scicomm.audiences import actions
from scicomm.core.periodic import AGAIN, Again, every

SECONDS_A_RUN = 5.0


@every(minutes=10)
def refresh_profiles() -> Again | None:
    """What changed in the last ten minutes, and once a day all of it."""
    try:
        return None if actions.refresh_snapshot(seconds=SECONDS_A_RUN) else AGAIN
    except actions.Busy:
        return None
