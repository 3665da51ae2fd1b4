"""The only door of listening to the network: `http` fetches within bounds, `reading` and `sources` make items of what came."""

from scicomm.core.outside import MOST_BYTES, AddressRefused
from scicomm.listening.clients.http import (
    FeedClient,
    Fetched,
    FetchError,
    HttpFeedClient,
    LoggedFeedClient,
    StatusError,
    feed_client,
)
from scicomm.listening.clients.reading import read_feed
from scicomm.listening.clients.sources import read_source
from scicomm.listening.clients.watch_mail import WatchJournal, WatchLetter, WatchPostman, watch_postman

__all__ = [
    "MOST_BYTES",
    "AddressRefused",
    "FeedClient",
    "FetchError",
    "Fetched",
    "HttpFeedClient",
    "LoggedFeedClient",
    "StatusError",
    "WatchJournal",
    "WatchLetter",
    "WatchPostman",
    "feed_client",
    "read_feed",
    "read_source",
    "watch_postman",
]
