"""The staff lists of feeds and watches, behind their units' walls; every change goes through an action."""

from scicomm.listening.viewsets.feeds import FeedCreate, FeedDelete, FeedEdit, FeedIndex, FeedViewSet
from scicomm.listening.viewsets.watches import WatchCreate, WatchDelete, WatchEdit, WatchIndex, WatchViewSet

__all__ = [
    "FeedCreate",
    "FeedDelete",
    "FeedEdit",
    "FeedIndex",
    "FeedViewSet",
    "WatchCreate",
    "WatchDelete",
    "WatchEdit",
    "WatchIndex",
    "WatchViewSet",
]
