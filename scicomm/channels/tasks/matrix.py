"""The nightly look over the matrix: silent and orphaned accounts, what ends soon, what is overdue."""

from __future__ import annotations

from django.utils import timezone

from scicomm.channels import actions
from scicomm.core.periodic import every


@every(hours=6)
def look_over_matrix() -> int:
    """Note what changed and write down whom to tell. Each letter is one row, so that a run repeated tells nobody twice."""
    today = timezone.localdate()
    return actions.look_over(today) + actions.remind_of_ends(today) + actions.escalate_findings(today)
