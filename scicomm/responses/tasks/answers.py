"""Reminding experts, proposing answers for claims that came back, forgetting who voted."""

from __future__ import annotations

from scicomm.core.periodic import every
from scicomm.responses import actions


@every(hours=1)
def remind_experts() -> int:
    """Experts who have not answered are reminded once."""
    return actions.remind_experts()


@every(minutes=5)
def propose_answers() -> int:
    """New copies of answered claims get the answer proposed."""
    return actions.propose_answers()


@every(hours=1)
def forget_voters() -> int:
    """Who said yesterday that an answer helped cannot be told from others any more."""
    return actions.forget_voters()
