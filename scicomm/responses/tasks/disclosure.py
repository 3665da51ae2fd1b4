"""Periodic work of information disclosure."""

from __future__ import annotations

from scicomm.core.periodic import every
from scicomm.responses.actions import disclosure


@every(hours=1)
def keep_disclosure() -> int:
    """The shipped kinds in an empty house; deadlines as the calendar stands; what lapsed, what is late, whom to forget."""
    disclosure.prepare_kinds()
    done = disclosure.lapse_requests() + disclosure.report_late_items() + disclosure.forget_applicants()
    return done + disclosure.move_clocks()
