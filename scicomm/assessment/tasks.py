"""Periodic work of the assessment."""

from __future__ import annotations

from django.utils import timezone

from scicomm.assessment import actions
from scicomm.core.periodic import every


@every(hours=24)
def compute_nightly() -> None:
    """Keep the record of this year, and through January that of the year before, whose last days are still coming in."""
    today = timezone.localdate()
    for year in [today.year, *([today.year - 1] if today.month == 1 else [])]:
        try:
            actions.compute_scores(year)
        except actions.NoIndicators:
            # An empty house has no units yet; there is nothing to keep.
            continue
