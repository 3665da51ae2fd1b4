"""Periodic work of listening: fetches what is due, takes in tables, gives up what is over. Fetch first, outside any transaction;
then one action.

Killed in between, nothing is lost: the server's marks are stored together with the items."""

from scicomm.listening.tasks.claims import look_for_claims
from scicomm.listening.tasks.feeds import RUN_SECONDS, fetch_due_feeds
from scicomm.listening.tasks.keeping import forget_what_is_over, progress_key, take_in_tables
from scicomm.listening.tasks.links import compare_with_releases, look_for_names
from scicomm.listening.tasks.reading import read_waiting
from scicomm.listening.tasks.topics import fold_topic_counts, group_waiting, grouper, notice_bursts
from scicomm.listening.tasks.watch_letters import send_watch_mails
from scicomm.listening.tasks.watches import tell_watches, watch_mentions

__all__ = [
    "RUN_SECONDS",
    "compare_with_releases",
    "fetch_due_feeds",
    "fold_topic_counts",
    "forget_what_is_over",
    "group_waiting",
    "grouper",
    "look_for_claims",
    "look_for_names",
    "notice_bursts",
    "progress_key",
    "read_waiting",
    "send_watch_mails",
    "take_in_tables",
    "tell_watches",
    "watch_mentions",
]
