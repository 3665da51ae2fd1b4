"""Which articles are like which."""

from __future__ import annotations

from scicomm.core.periodic import AGAIN, Again, every
from scicomm.journals import actions

# Articles whose likes are worked out in one go.
SIMILAR_A_RUN = 200


@every(minutes=2)
def find_similar() -> Again | None:
    """Work out which articles are like which, a handful a run."""
    return AGAIN if actions.renew_similar(SIMILAR_A_RUN) == SIMILAR_A_RUN else None
