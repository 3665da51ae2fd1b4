"""Every change of state in listening; one module for each noun."""

from scicomm.listening.actions.feeds import add_feed, change_feed, note_fetch_failure, note_unchanged, remove_feed
from scicomm.listening.actions.mentions import StoreResult, link_waiting, relink_mention, store_items, take_reading
from scicomm.listening.actions.watches import change_watch, create_watch, mark_alert_seen, raise_alerts, remove_watch

__all__ = [
    "StoreResult",
    "add_feed",
    "change_feed",
    "change_watch",
    "create_watch",
    "link_waiting",
    "mark_alert_seen",
    "note_fetch_failure",
    "note_unchanged",
    "raise_alerts",
    "relink_mention",
    "remove_feed",
    "remove_watch",
    "store_items",
    "take_reading",
]
