"""The routine patrol: how long a correction may take, when the level above is told, and which releases are drawn by lot."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

GRAVE, SERIOUS, SLIGHT = "grave", "serious", "slight"
# Working days to correct a finding.
DAYS = {GRAVE: 1, SERIOUS: 3, SLIGHT: 10}
# So many working days after its day an open finding is told to the level above; at once where it is grave.
ESCALATE_AFTER = {GRAVE: 0, SERIOUS: 2, SLIGHT: 5}
# How grave is what a job finds.
BY_JOB = {"link": SLIGHT, "picture": SERIOUS, "dead": SLIGHT}
# So many releases are drawn for the whole house each month.
SAMPLE = 20
OPEN, CORRECTED, CLOSED, DISMISSED = "open", "corrected", "closed", "dismissed"
UNFINISHED = (OPEN, CORRECTED)
# What a site answers when nothing stands at an address any more (RFC 9110); anything else may pass.
GONE = frozenset({404, 410})


def draw(candidates: Iterable[int], count: int, seed: str) -> list[int]:
    """`count` of the candidates by lot. The same seed draws the same ones again, whatever the order they come in: each is placed
    by the SHA-256 of seed and number, so that nobody can choose and everybody can check."""

    def place(number: int) -> bytes:
        return hashlib.sha256(f"{seed}:{number}".encode()).digest()

    return sorted(sorted(set(candidates)), key=place)[: max(count, 0)]


def escalates(severity: str, working_days_late: int) -> bool:
    """Whether the level above is told of a finding that is so many working days late (0 on its day)."""
    return working_days_late > ESCALATE_AFTER[severity]
