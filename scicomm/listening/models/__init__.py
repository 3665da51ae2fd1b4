"""Feeds, the public items found in them, standing queries and their alerts.

There is no table of authors and no field for a person who wrote something: what is not kept cannot leak."""

from scicomm.listening.enums import (
    AlertState,
    BurstLevel,
    Delivery,
    Health,
    LinkedBy,
    LinkMethod,
    LinkState,
    Script,
    SourceClass,
    SourceKind,
    TopicChangeKind,
    TopicState,
)
from scicomm.listening.models.alerts import Alert, WatchMail
from scicomm.listening.models.bursts import Burst, StreamHour, TopicCount
from scicomm.listening.models.claims import Claim, ClaimCopy
from scicomm.listening.models.collecting import FeedDay, OwnOutlet, RetentionTerm, SourceHost
from scicomm.listening.models.feeds import FAILING_AFTER, STALE_AFTER, Feed, FeedQuerySet
from scicomm.listening.models.links import MentionLink
from scicomm.listening.models.mentions import Mention, MentionQuerySet
from scicomm.listening.models.topic_steps import TopicLease, TopicStep
from scicomm.listening.models.topics import HotTopic, TopicChange
from scicomm.listening.models.watches import Watch, WatchGeneration, WatchMute, WatchReader

__all__ = [
    "FAILING_AFTER",
    "STALE_AFTER",
    "Alert",
    "AlertState",
    "Burst",
    "BurstLevel",
    "Claim",
    "ClaimCopy",
    "Delivery",
    "Feed",
    "FeedDay",
    "FeedQuerySet",
    "Health",
    "HotTopic",
    "LinkMethod",
    "LinkState",
    "LinkedBy",
    "Mention",
    "MentionLink",
    "MentionQuerySet",
    "OwnOutlet",
    "RetentionTerm",
    "Script",
    "SourceClass",
    "SourceHost",
    "SourceKind",
    "StreamHour",
    "TopicChange",
    "TopicChangeKind",
    "TopicCount",
    "TopicLease",
    "TopicState",
    "TopicStep",
    "Watch",
    "WatchGeneration",
    "WatchMail",
    "WatchMute",
    "WatchReader",
]
