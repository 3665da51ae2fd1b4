"""Files are read, terms watched, take-downs checked. Each run does what is due and nothing twice."""

from __future__ import annotations

from scicomm.assets import actions
from scicomm.core.periodic import AGAIN, Again, every

_A_ROUND = 50


@every(seconds=20)
def read_new_files() -> Again | None:
    """What new and replaced files say of themselves is known."""
    return AGAIN if actions.read_new_files(limit=_A_ROUND) == _A_ROUND else None


@every(minutes=5)
def watch_terms() -> None:
    """What ended at midnight is blocked within five minutes, after a standstill as soon as the worker is back; 30 and 7 days
    before the end it is said."""
    actions.check_terms()
    actions.warn_of_endings()


@every(minutes=1)
def watch_take_downs() -> None:
    """Every page that uses a blocked asset has a take-down, which is done once the page is."""
    actions.open_missing_take_downs()
    actions.check_take_downs()
