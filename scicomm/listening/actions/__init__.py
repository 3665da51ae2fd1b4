"""Every change of state in listening; one module for each noun."""

from scicomm.listening.actions.alerts import Found, mark_alert_seen, mark_group_seen, note_watched, tell_watch
from scicomm.listening.actions.claims import (
    add_claim,
    follow_claim,
    ignore_claim,
    join_claims,
    note_claims,
    reword_claim,
)
from scicomm.listening.actions.feeds import add_feed, change_feed, fetch_now, remove_feed
from scicomm.listening.actions.fetches import (
    Claim,
    claim_source,
    note_fetch_failure,
    note_unchanged,
    opened_header,
    release_host,
)
from scicomm.listening.actions.grouping import Copied, Event, Hold, LeaseLost, forget_steps, store_step, take_lease
from scicomm.listening.actions.links import judge_link, note_links, note_ways
from scicomm.listening.actions.lists import Imported, hand_in, import_opml
from scicomm.listening.actions.mentions import (
    StoreResult,
    add_items,
    link_waiting,
    relink_mention,
    store_items,
    take_reading,
)
from scicomm.listening.actions.retention import forget_some, set_own_outlets, set_terms, tidy_days
from scicomm.listening.actions.tables import add_table, begin_table, hold_again, open_table, take_in_table
from scicomm.listening.actions.topic_bursts import end_quiet_topics, fold_counts, note_bursts
from scicomm.listening.actions.topics import join_topics, part_topic, register_story_topic, rename_topic
from scicomm.listening.actions.watch_files import ImportedWatches, import_watches
from scicomm.listening.actions.watch_mails import claim_watch_mail, note_watch_mail
from scicomm.listening.actions.watches import (
    change_watch,
    create_watch,
    leave_watch,
    mute,
    remove_watch,
    snooze_watch,
    unmute,
)

__all__ = [
    "Claim",
    "Copied",
    "Event",
    "Found",
    "Hold",
    "Imported",
    "ImportedWatches",
    "LeaseLost",
    "StoreResult",
    "add_claim",
    "add_feed",
    "add_items",
    "add_table",
    "begin_table",
    "change_feed",
    "change_watch",
    "claim_source",
    "claim_watch_mail",
    "create_watch",
    "end_quiet_topics",
    "fetch_now",
    "fold_counts",
    "follow_claim",
    "forget_some",
    "forget_steps",
    "hand_in",
    "hold_again",
    "ignore_claim",
    "import_opml",
    "import_watches",
    "join_claims",
    "join_topics",
    "judge_link",
    "leave_watch",
    "link_waiting",
    "mark_alert_seen",
    "mark_group_seen",
    "mute",
    "note_bursts",
    "note_claims",
    "note_fetch_failure",
    "note_links",
    "note_unchanged",
    "note_watch_mail",
    "note_watched",
    "note_ways",
    "open_table",
    "opened_header",
    "part_topic",
    "register_story_topic",
    "release_host",
    "relink_mention",
    "remove_feed",
    "remove_watch",
    "rename_topic",
    "reword_claim",
    "set_own_outlets",
    "set_terms",
    "snooze_watch",
    "store_items",
    "store_step",
    "take_in_table",
    "take_lease",
    "take_reading",
    "tell_watch",
    "tidy_days",
    "unmute",
]
