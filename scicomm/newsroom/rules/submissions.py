"""What units offer upward and what becomes of it, pure: the moves, and the table by unit and month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median

OFFERED, CHANGES, ADOPTED, DECLINED, TAKEN_BACK, ENDED = (
    "offered", "changes", "adopted", "declined", "taken_back", "ended",
)  # fmt: skip

MOVES: Mapping[tuple[str, str], str] = {
    (OFFERED, "adopt"): ADOPTED,
    (OFFERED, "ask"): CHANGES,
    (OFFERED, "decline"): DECLINED,
    (OFFERED, "take_back"): TAKEN_BACK,
    (CHANGES, "offer"): OFFERED,
    (CHANGES, "adopt"): ADOPTED,
    (CHANGES, "decline"): DECLINED,
    (CHANGES, "take_back"): TAKEN_BACK,
    (DECLINED, "offer"): OFFERED,
    (TAKEN_BACK, "offer"): OFFERED,
    (ENDED, "offer"): OFFERED,
    (ADOPTED, "end"): ENDED,
}
"""Every move there is: (state, verb) to the new state."""

WAITING = frozenset({OFFERED, CHANGES})
# What the higher unit answers with; each answers the offer before it.
ANSWERS = frozenset({"adopt", "ask", "decline"})


def after(state: str, verb: str) -> str | None:
    """The state a move leads to; None where the move is not allowed."""
    return MOVES.get((state, verb))


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one submission: whose it was, in which month (1 to 12), which move, and the working days the answer took."""

    unit: int
    month: int
    verb: str
    days: int | None = None


@dataclass(slots=True)
class Figures:
    """What a unit offered in a span of time and what it was answered. `rate` is adopted of adopted and declined, in percent."""

    offered: int = 0
    adopted: int = 0
    changes: int = 0
    declined: int = 0
    days: list[int] = field(default_factory=list)

    @property
    def rate(self) -> int | None:
        decided = self.adopted + self.declined
        return round(self.adopted * 100 / decided) if decided else None

    @property
    def median_days(self) -> float | None:
        return float(median(self.days)) if self.days else None

    def count(self, step: Step) -> None:
        if step.verb == "offer":
            self.offered += 1
        elif step.verb == "adopt":
            self.adopted += 1
        elif step.verb == "ask":
            self.changes += 1
        elif step.verb == "decline":
            self.declined += 1
        if step.verb in ANSWERS and step.days is not None:
            self.days.append(step.days)


def tabulated(steps: Iterable[Step]) -> dict[tuple[int, int], Figures]:
    """Figures by (unit, month); month 0 is the whole span, unit 0 all units together."""
    found: dict[tuple[int, int], Figures] = {}
    for step in steps:
        for key in ((step.unit, step.month), (step.unit, 0), (0, step.month), (0, 0)):
            found.setdefault(key, Figures()).count(step)
    return found
