"""Periodic work of the desk: what its tables are counted from is brought up to date where no fact did it."""

from __future__ import annotations

from scicomm.core.periodic import AGAIN, Again, every
from scicomm.journals.actions import weigh_missing

HANDFUL = 100


@every(minutes=10)
def measure_articles() -> Again | None:
    """Measure articles that came in before their sources were measured; a handful at a time."""
    return AGAIN if weigh_missing(HANDFUL) == HANDFUL else None
