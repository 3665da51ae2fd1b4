"""Periodic work of the journals, a file each noun."""

from scicomm.journals.tasks.deposits import check_sign_ins, poll_deposits, send_deposits
from scicomm.journals.tasks.embargoes import lift_article_embargoes
from scicomm.journals.tasks.forms import look_at_forms
from scicomm.journals.tasks.harvests import harvest_due
from scicomm.journals.tasks.intake import carry_out_runs, look_at_folder, tidy_intake
from scicomm.journals.tasks.similar import find_similar

__all__ = [
    "carry_out_runs",
    "check_sign_ins",
    "find_similar",
    "harvest_due",
    "lift_article_embargoes",
    "look_at_folder",
    "look_at_forms",
    "poll_deposits",
    "send_deposits",
    "tidy_intake",
]
