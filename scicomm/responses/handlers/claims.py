"""A claim came back: its answer is proposed at once, where there is one. The job that looks every few minutes does the same."""

from __future__ import annotations

from scicomm.core.ledger import on
from scicomm.facts import listening as facts
from scicomm.facts.base import FACT_TYPES, Fact
from scicomm.responses.actions import propose_answers

# The fact of the listening room; where it is not stated, the job finds the copies by themselves.
REPEATED = [FACT_TYPES[name] for name in ("listening.claim_repeated",) if facts and name in FACT_TYPES]


@on(*REPEATED)
def propose_for_repeated_claim(fact: Fact, *, delivery_id: int) -> None:
    """The answer is proposed for the new copy; each pair once."""
    propose_answers()
