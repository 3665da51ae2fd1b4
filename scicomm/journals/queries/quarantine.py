"""Reads of refused files."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from scicomm.journals.models import QuarantinedFile
from scicomm.journals.permissions import quarantined_for, units_to_take_in


def open_refusals(user: Any) -> QuerySet[QuarantinedFile]:
    """Refused files that wait to be mended, of the units the user oversees, last seen first."""
    return quarantined_for(user).filter(state=QuarantinedFile.State.OPEN)


def replayable(user: Any, reason_code: str = "") -> QuerySet[QuarantinedFile]:
    """Open refusals that the user may mend and of which enough was kept to try them again; of one reason where given."""
    kept = ~Q(source="") | ~Q(package="")
    rows = open_refusals(user).filter(kept, unit__in=units_to_take_in(user))
    return rows.filter(reason_code=reason_code) if reason_code else rows


def reasons_to_replay(user: Any) -> list[tuple[str, str, int]]:
    """Code, words of an example and number of the refusals that can be tried again, most first."""
    found: dict[str, tuple[str, int]] = {}
    for row in replayable(user).order_by("-seen_at").only("reason_code", "reason", "params", "unit"):
        words, count = found.get(row.reason_code, (row.message, 0))
        found[row.reason_code] = (words, count + 1)
    return sorted(((code, words, count) for code, (words, count) in found.items()), key=lambda one: (-one[2], one[0]))
