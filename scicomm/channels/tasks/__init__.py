"""Periodic work of the channels: what waits is sent, what was sent is followed."""

from scicomm.channels.tasks.accounts import check_accounts, note_checks
from scicomm.channels.tasks.dispatch import dispatch_releases
from scicomm.channels.tasks.fediverse import bring_activities, tidy_fediverse
from scicomm.channels.tasks.figures import pull_figures
from scicomm.channels.tasks.matrix import look_over_matrix
from scicomm.channels.tasks.matrix_letters import send_matrix_letters
from scicomm.channels.tasks.patrol import ask_permalinks, draw_month, find_by_job

__all__ = [
    "ask_permalinks",
    "bring_activities",
    "check_accounts",
    "dispatch_releases",
    "draw_month",
    "find_by_job",
    "look_over_matrix",
    "note_checks",
    "pull_figures",
    "send_matrix_letters",
    "tidy_fediverse",
]
