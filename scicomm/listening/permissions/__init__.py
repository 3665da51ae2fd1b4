"""Who may do what with feeds, mentions, watches and alerts, and fetching them with permission."""

from scicomm.listening.permissions.claims import can_shape_claims, claims_for, get_claim_for
from scicomm.listening.permissions.feeds import (
    LISTENERS,
    FeedPolicy,
    can_keep_feeds,
    can_keep_somewhere,
    can_see_listening,
    can_set_terms,
    feeds_for,
    get_feed_for,
    units_above,
)
from scicomm.listening.permissions.links import get_link_for, links_for
from scicomm.listening.permissions.mentions import can_relink, get_mention_for, mentions_for, stories_to_link
from scicomm.listening.permissions.topics import can_shape_topic, get_topic_for, topics_for
from scicomm.listening.permissions.watches import (
    WatchPolicy,
    alerts_for,
    can_change_watch,
    can_read_watch,
    can_watch,
    get_alert_for,
    get_watch_for,
    get_watch_to_leave,
    leave_token,
    watches_for,
)

__all__ = [
    "LISTENERS",
    "FeedPolicy",
    "WatchPolicy",
    "alerts_for",
    "can_change_watch",
    "can_keep_feeds",
    "can_keep_somewhere",
    "can_read_watch",
    "can_relink",
    "can_see_listening",
    "can_set_terms",
    "can_shape_claims",
    "can_shape_topic",
    "can_watch",
    "claims_for",
    "feeds_for",
    "get_alert_for",
    "get_claim_for",
    "get_feed_for",
    "get_link_for",
    "get_mention_for",
    "get_topic_for",
    "get_watch_for",
    "get_watch_to_leave",
    "leave_token",
    "links_for",
    "mentions_for",
    "stories_to_link",
    "topics_for",
    "units_above",
    "watches_for",
]
