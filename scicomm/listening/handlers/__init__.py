"""What listening does because of facts: alerts for new mentions; waiting mentions find the papers and stories they speak of;
a story of ours opens its topic."""

from scicomm.listening.handlers.links import on_article_published, on_story_published
from scicomm.listening.handlers.topics import open_story_topic

__all__ = [
    "on_article_published",
    "on_story_published",
    "open_story_topic",
]
