"""The only door of listening to the network: `http` fetches within bounds, `reading` makes a feed of what came."""

from scicomm.core.outside import MOST_BYTES, AddressRefused
from scicomm.listening.clients.http import (
    FeedClient,
    Fetched,
    FetchError,
    HttpFeedClient,
    LoggedFeedClient,
    feed_client,
)
from scicomm.listening.clients.reading import read_feed

__all__ = [
    "MOST_BYTES",
    "AddressRefused",
    "FeedClient",
    "FetchError",
    "Fetched",
    "HttpFeedClient",
    "LoggedFeedClient",
    "feed_client",
    "read_feed",
]
