"""Periodic work of the audiences: sending mails, building issues and digests, running saved searches, forgetting."""

from scicomm.audiences.tasks.bounces import read_bounces
from scicomm.audiences.tasks.briefs import close_briefs, send_brief_letters
from scicomm.audiences.tasks.digests import build_digests, compare_digest_items, forget_digests, settle_digests
from scicomm.audiences.tasks.jobs import build_issues, forget, send_mails
from scicomm.audiences.tasks.mailings import queue_mailings
from scicomm.audiences.tasks.matching import refresh_profiles
from scicomm.audiences.tasks.people import forget_children
from scicomm.audiences.tasks.searches import check_searches, match_searches, tell_searches

__all__ = [
    "build_digests",
    "build_issues",
    "check_searches",
    "close_briefs",
    "compare_digest_items",
    "forget",
    "forget_children",
    "forget_digests",
    "match_searches",
    "queue_mailings",
    "read_bounces",
    "refresh_profiles",
    "send_brief_letters",
    "send_mails",
    "settle_digests",
    "tell_searches",
]
