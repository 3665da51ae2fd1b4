"""Facts about what the public says."""

from scicomm.facts.listening.claims import ClaimRepeated
from scicomm.facts.listening.mentions import MentionFound, MentionLinked
from scicomm.facts.listening.topics import TopicBurst
from scicomm.facts.listening.watches import WatchRaised

__all__ = [
    "ClaimRepeated",
    "MentionFound",
    "MentionLinked",
    "TopicBurst",
    "WatchRaised",
]
