"""Reads for counting: which hours the journals have counted."""

from __future__ import annotations

import datetime as dt

from scicomm.journals.models import CountedUsage


def counted_hours(start: dt.datetime, end: dt.datetime) -> set[str]:
    """The hours (UTC, like `2026052007`) from a moment to before another that were counted with at least one event."""
    between = CountedUsage.objects.filter(hour__gte=f"{start:%Y%m%d%H}", hour__lt=f"{end:%Y%m%d%H}")
    return set(between.values_list("hour", flat=True))
