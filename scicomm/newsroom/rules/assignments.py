"""Assignments, pure: which move leads where, what quotas and days must hold, how a tree is summed up, who is reminded when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

DRAFT, GIVEN, ACCEPTED, IN_PROGRESS = "draft", "given", "accepted", "in_progress"
SUBMITTED, DONE, RETURNED, CANCELLED = "submitted", "done", "returned", "cancelled"
STATES = (DRAFT, GIVEN, ACCEPTED, IN_PROGRESS, SUBMITTED, DONE, RETURNED, CANCELLED)

# What others work on or have answered for; whatever is not live falls back to whoever gave it.
LIVE = frozenset({GIVEN, ACCEPTED, IN_PROGRESS, SUBMITTED, DONE})
# The receiver has work left.
OPEN = frozenset({GIVEN, ACCEPTED, IN_PROGRESS})
# Work is under way or reported: counting may end it.
COUNTED = frozenset({ACCEPTED, IN_PROGRESS, SUBMITTED})

# One more level than any academy has; a loop of giving on would otherwise never end.
DEEPEST = 8
MOST_PIECES = 10_000

MOVES: Mapping[tuple[str, str], str] = {
    (DRAFT, "give"): GIVEN,
    (DRAFT, "split"): IN_PROGRESS,
    (DRAFT, "cancel"): CANCELLED,
    (GIVEN, "accept"): ACCEPTED,
    (GIVEN, "split"): IN_PROGRESS,
    (GIVEN, "begin"): IN_PROGRESS,
    (GIVEN, "delegate"): GIVEN,
    (GIVEN, "return"): RETURNED,
    (GIVEN, "cancel"): CANCELLED,
    (ACCEPTED, "split"): IN_PROGRESS,
    (ACCEPTED, "begin"): IN_PROGRESS,
    (ACCEPTED, "delegate"): ACCEPTED,
    (ACCEPTED, "submit"): SUBMITTED,
    (ACCEPTED, "return"): RETURNED,
    (ACCEPTED, "count"): DONE,
    (ACCEPTED, "cancel"): CANCELLED,
    (IN_PROGRESS, "split"): IN_PROGRESS,
    (IN_PROGRESS, "begin"): IN_PROGRESS,
    (IN_PROGRESS, "delegate"): IN_PROGRESS,
    (IN_PROGRESS, "submit"): SUBMITTED,
    (IN_PROGRESS, "return"): RETURNED,
    (IN_PROGRESS, "count"): DONE,
    (IN_PROGRESS, "cancel"): CANCELLED,
    (SUBMITTED, "confirm"): DONE,
    (SUBMITTED, "count"): DONE,
    (SUBMITTED, "reopen"): IN_PROGRESS,
    (SUBMITTED, "cancel"): CANCELLED,
    (DONE, "reopen"): IN_PROGRESS,
    (RETURNED, "give"): GIVEN,
    (RETURNED, "cancel"): CANCELLED,
}
"""Every move there is: (state, verb) to the new state; what is not here is refused. `count` and the `reopen` of what was counted
are made by published and withdrawn stories, the others by people."""


def after(state: str, verb: str) -> str | None:
    """The state a move leads to; None where the move is not allowed."""
    return MOVES.get((state, verb))


def shortfall(quota: int, shares: Iterable[int]) -> int:
    """How many pieces of a quota nobody was given; 0 where all, or more than all, are."""
    return max(quota - sum(shares), 0)


@dataclass(frozen=True, slots=True)
class Node:
    """One assignment as the sums see it. `trail` is the path of ids from the call, `/12/57/`; `counted` its own public pieces."""

    pk: int
    trail: str
    state: str
    quota: int
    counted: int
    due_on: dt.date


@dataclass(frozen=True, slots=True)
class Tally:
    """Pieces by how far they have come; `wanted` is the sum of the first four, `late` those of the first three past their day."""

    waiting: int = 0
    accepted: int = 0
    working: int = 0
    done: int = 0
    late: int = 0

    @property
    def wanted(self) -> int:
        return self.waiting + self.accepted + self.working + self.done

    @property
    def percent(self) -> int:
        """Done of wanted; 100 only where nothing is left."""
        return self.done * 100 // self.wanted if self.wanted else 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(Tally)))


def own_tally(node: Node, held: int, today: dt.date) -> Tally:
    """The pieces a node keeps for itself, by how far they have come."""
    done = held if node.state == DONE else min(node.counted, held)
    left = held - done
    late = left if node.due_on < today else 0
    if node.state == ACCEPTED:
        return Tally(accepted=left, done=done, late=late)
    if node.state in {GIVEN, DRAFT}:
        return Tally(waiting=left, done=done, late=late if node.state == GIVEN else 0)
    return Tally(working=left, done=done, late=late)


def parent_of(trail: str) -> str:
    """The trail of the node above; empty for a call."""
    above = trail.rstrip("/").rpartition("/")[0]
    return f"{above}/" if above else ""


def tallies(nodes: Sequence[Node], today: dt.date) -> dict[int, Tally]:
    """The sums over each node's subtree, in one pass from the leaves up.

    A node keeps what its live children were not given. Children that were returned or cancelled count for nothing, with all below
    them, and their pieces are the parent's again. `nodes` may be a part of a tree: each is summed over those that are there.
    """
    by_trail = {node.trail: node for node in nodes}
    given: dict[str, int] = {}
    for node in nodes:
        above = parent_of(node.trail)
        if node.state in LIVE and above in by_trail:
            given[above] = given.get(above, 0) + node.quota
    sums: dict[str, Tally] = {}
    for node in sorted(nodes, key=lambda one: one.trail.count("/"), reverse=True):
        mine = own_tally(node, max(node.quota - given.get(node.trail, 0), 0), today) + sums.get(node.trail, Tally())
        sums[node.trail] = mine
        above = parent_of(node.trail)
        if node.state in LIVE and above in by_trail:
            sums[above] = sums.get(above, Tally()) + mine
    return {node.pk: sums[node.trail] if node.state in LIVE | {DRAFT} else Tally() for node in nodes}


@dataclass(frozen=True, slots=True)
class Terms:
    """When people are reminded, in working days: before the day, and after it when the level above the giver is told too."""

    version: str
    before: tuple[int, ...]
    escalate_after: int


TERMS = Terms(version="2026-11", before=(5, 1), escalate_after=3)
"""Change the numbers here and give the version a new name; what was sent keeps the kind it was sent under."""

REMINDER, OVERDUE, ESCALATED, NEW = "reminder", "overdue", "escalated", "new"


def notices_due(left: int, given_ago: int, terms: Terms = TERMS) -> list[tuple[str, int]]:
    """Which notices an open assignment calls for today: (kind, working days), each to be sent once for a due day.

    `left` are the working days to the due day (below zero: since), `given_ago` those since it was given: nobody is
    reminded on the day something is given. Of several reminders whose day has come only the nearest is sent.
    """
    found: list[tuple[str, int]] = []
    if left >= 0:
        near = [days for days in terms.before if left <= days]
        return [(REMINDER, min(near))] if near and given_ago > 0 else []
    found.append((OVERDUE, 0))
    if -left >= terms.escalate_after:
        found.append((ESCALATED, terms.escalate_after))
    return found
