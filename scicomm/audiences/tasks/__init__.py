"""Periodic work of the audiences: sending mails, building issues, running saved searches, forgetting."""

from scicomm.audiences.tasks.jobs import build_issues, forget, send_mails
from scicomm.audiences.tasks.searches import check_searches, match_searches, tell_searches

__all__ = ["build_issues", "check_searches", "forget", "match_searches", "send_mails", "tell_searches"]
