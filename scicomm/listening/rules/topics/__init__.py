"""Topics found in a stream of public items as they come, in Chinese and English; no database, no clock of its own."""

from scicomm.listening.rules.topics.engine import TopicEngine
from scicomm.listening.rules.topics.items import Merge, Placed, Split, TopicItem

__all__ = ["Merge", "Placed", "Split", "TopicEngine", "TopicItem"]
