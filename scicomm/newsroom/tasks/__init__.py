"""Periodic work of the newsroom."""

from scicomm.newsroom.tasks.assignments import note_due_assignments, send_assignment_notices
from scicomm.newsroom.tasks.embargoes import lift_embargoes, remind_of_embargoes
from scicomm.newsroom.tasks.leads import age_leads, mine_leads, open_leads, read_leads_mail, sweep_leads
from scicomm.newsroom.tasks.links import ask_links
from scicomm.newsroom.tasks.reviews import remind_reviewers

__all__ = [
    "age_leads",
    "ask_links",
    "lift_embargoes",
    "mine_leads",
    "note_due_assignments",
    "open_leads",
    "read_leads_mail",
    "remind_of_embargoes",
    "remind_reviewers",
    "send_assignment_notices",
    "sweep_leads",
]
