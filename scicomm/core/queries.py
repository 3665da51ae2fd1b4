"""Reads of core that serve every room: the working-day calendar and failed deliveries."""

from __future__ import annotations

import datetime as dt

from scicomm.core.models import WorkingYear
from scicomm.core.workdays import Calendar


def calendar() -> Calendar:
    """The working-day calendar as it stands in the database; years without a notice are provisional. One query."""
    rows = list(WorkingYear.objects.all())
    return Calendar(
        version=max((row.changed_at.date().isoformat() for row in rows), default=""),
        holidays=frozenset(dt.date.fromisoformat(day) for row in rows for day in row.holidays),
        working_weekends=frozenset(dt.date.fromisoformat(day) for row in rows for day in row.working_weekends),
        settled_years=frozenset(row.year for row in rows if not row.is_provisional),
    )
