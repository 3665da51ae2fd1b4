"""The way of a new title, from an idea to an established journal: which step may follow which, and what a step needs."""

from __future__ import annotations

IDEA, PROPOSED, APPROVED, LAUNCHED, ESTABLISHED, STOPPED = (
    "idea",
    "proposed",
    "approved",
    "launched",
    "established",
    "stopped",
)
NEXT: dict[str, tuple[str, ...]] = {
    IDEA: (PROPOSED, STOPPED),
    # A proposal may be sent back to think again.
    PROPOSED: (APPROVED, IDEA, STOPPED),
    APPROVED: (LAUNCHED, STOPPED),
    LAUNCHED: (ESTABLISHED, STOPPED),
    ESTABLISHED: (STOPPED,),
    # A stopped title may be taken up again, from the beginning.
    STOPPED: (IDEA,),
}
# Steps that are decided above the journal's own editors.
DECISIONS = frozenset({APPROVED, STOPPED})
# Nobody outside hears of a title in these stages.
INCUBATION = frozenset({IDEA, PROPOSED, APPROVED})


def may_follow(before: str, after: str) -> bool:
    """Whether a step may be taken from a stage."""
    return after in NEXT.get(before, ())


def goes_public(step: str) -> bool:
    """Whether a step makes the title known to anyone."""
    return step in {LAUNCHED, ESTABLISHED}
