"""Periodic work of information disclosure."""

from __future__ import annotations

from scicomm.core.periodic import every
from scicomm.responses.actions import disclosure
from scicomm.responses.clients import KEPT_DISCLOSURE, forget_mails
from scicomm.responses.queries.disclosure.requests import known_applicants


@every(hours=1)
def keep_disclosure() -> int:
    """The shipped kinds in an empty house; deadlines as the calendar stands; what lapsed, what is late, whom to forget."""
    disclosure.prepare_kinds()
    done = disclosure.lapse_requests() + disclosure.report_late_items() + disclosure.forget_applicants()
    forget_mails(known_applicants, KEPT_DISCLOSURE)
    return done + disclosure.move_clocks()
