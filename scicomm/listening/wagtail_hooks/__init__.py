"""Where listening stands in Wagtail's admin: policies, lists, pages, menu."""

from scicomm.listening.wagtail_hooks.addresses import listening_urls
from scicomm.listening.wagtail_hooks.menu import ListeningGroup, ListeningMenuItem, listening_group
from scicomm.listening.wagtail_hooks.topics import topic_urls

__all__ = [
    "ListeningGroup",
    "ListeningMenuItem",
    "listening_group",
    "listening_urls",
    "topic_urls",
]
