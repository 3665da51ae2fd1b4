"""Periodic work of the audiences: sending mails, building issues, forgetting."""

from scicomm.audiences.tasks.jobs import build_issues, forget, send_mails

__all__ = ["build_issues", "forget", "send_mails"]
