"""The clocks' jobs: deadlines follow new holiday notices and terms, and whoever handles a case is warned in time."""

from __future__ import annotations

from django.utils import timezone

from scicomm.core.periodic import every
from scicomm.responses import actions
from scicomm.responses.enums import ENDED
from scicomm.responses.models import Case
from scicomm.responses.queries.clocks import reckoning

A_RUN = 500


@every(minutes=1)
def count_deadlines_anew() -> int:
    """Count open cases with what holds now, some a run, in short transactions; returns how many moved."""
    stamp = reckoning().stamp
    waiting = Case.objects.exclude(state__in=ENDED).exclude(counted_with=stamp).order_by("pk")
    return sum(actions.count_anew(case) for case in waiting[:A_RUN])


@every(minutes=5)
def warn_of_deadlines() -> int:
    """State which deadlines are near or past; returns how many are new."""
    now = timezone.now()
    cases = Case.objects.exclude(state__in=ENDED).filter(due_at__isnull=False).order_by("due_at")
    return sum(actions.warn_of_deadline(case, now=now) is not None for case in cases[:A_RUN])
