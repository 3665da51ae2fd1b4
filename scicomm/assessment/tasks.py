"""Periodic work of the assessment."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from scicomm.assessment import actions
from scicomm.assessment.queries import latest_run
from scicomm.core.periodic import every

# Local time: the facts of the evening have been delivered, nobody is at work.
NIGHT = dt.time(2)


def _kept_tonight(year: int, now: dt.datetime) -> bool:
    """Whether the year has been computed since the last night began."""
    begins = now.replace(hour=NIGHT.hour, minute=0, second=0, microsecond=0)
    run = latest_run(year)
    return now < begins or (run is not None and run.confirmed_at >= begins)


@every(hours=1)
def compute_nightly() -> None:
    """Once a day, at the first turn after two at night: keep the record of this year, and through January that of the year
    before, whose last days are still coming in."""
    now = timezone.localtime()
    for year in [now.year, *([now.year - 1] if now.month == 1 else [])]:
        if _kept_tonight(year, now):
            continue
        try:
            actions.compute_scores(year)
        except actions.NoIndicators:
            # An empty house has no units yet; there is nothing to keep.
            continue
