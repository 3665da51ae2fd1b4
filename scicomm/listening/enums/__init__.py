"""The words listening uses for sources, mentions, topics, and which language a text is in."""

from scicomm.listening.enums.feeds import Health
from scicomm.listening.enums.links import CoverageWay, LinkMethod, LinkState
from scicomm.listening.enums.mentions import LinkedBy, Script
from scicomm.listening.enums.sources import SourceClass, SourceKind
from scicomm.listening.enums.topics import BurstLevel, TopicChangeKind, TopicState
from scicomm.listening.enums.watches import AlertState, Delivery, WatchMailState, Weekday

__all__ = [
    "AlertState",
    "BurstLevel",
    "CoverageWay",
    "Delivery",
    "Health",
    "LinkMethod",
    "LinkState",
    "LinkedBy",
    "Script",
    "SourceClass",
    "SourceKind",
    "TopicChangeKind",
    "TopicState",
    "WatchMailState",
    "Weekday",
]
