"""Periodic work of listening: fetches what is due. Fetch first, outside any transaction; then one action."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.utils import timezone

from scicomm.core.periodic import every
from scicomm.listening import actions
from scicomm.listening.clients import FeedClient, Fetched, FetchError, feed_client
from scicomm.listening.models import Feed
from scicomm.listening.rules.parsing import FeedRefused, ParsedFeed, RefusedItem, parse_feed

# The worker delivers facts between two runs, so a run takes what fits into this time and leaves the rest to the next.
RUN_SECONDS = 10.0


@every(seconds=5)
def fetch_due_feeds() -> int:
    """Fetch the feeds whose time has come, the longest waiting first; returns how many were tried."""
    client = feed_client()
    began, tried = time.monotonic(), 0
    for feed in Feed.objects.due(timezone.now()).defer("content")[:100]:
        if tried and time.monotonic() - began > RUN_SECONDS:
            break
        fetch_feed(feed, client)
        tried += 1
    return tried


@dataclass(frozen=True)
class Fetch:
    """How one fetch went: new and known mentions, items refused with reasons; `failure` is empty when all went well."""

    stored: int = 0
    known: int = 0
    refused: tuple[RefusedItem, ...] = ()
    failure: str = ""


def fetch_feed(feed: Feed, client: FeedClient) -> Fetch:
    """Fetch and store one feed. A failure is written down with the feed and never raised.

    Killed in between, nothing is lost: the server's marks are stored together with the items.
    """
    try:
        answer, parsed = _read(feed, client)
    except FetchError as error:
        actions.note_fetch_failure(feed, reason=str(error), retry_after=error.retry_after)
        return Fetch(failure=str(error))
    except FeedRefused as error:
        actions.note_fetch_failure(feed, reason=str(error))
        return Fetch(failure=str(error))
    if parsed is None:
        actions.note_unchanged(feed)
        return Fetch()
    result = actions.store_items(
        feed, parsed.items, etag=answer.etag, last_modified=answer.last_modified, warning=parsed.warning
    )
    return Fetch(len(result.stored), result.known, parsed.refused)


def _read(feed: Feed, client: FeedClient) -> tuple[Fetched, ParsedFeed | None]:
    """What the feed says now; None where the server says that nothing changed."""
    if feed.is_file:
        answer = Fetched(bytes(feed.content or b""), "", "", "", "")
    else:
        answer = client.fetch(feed.address, etag=feed.etag, last_modified=feed.last_modified)
    if answer.content is None:
        return answer, None
    return answer, parse_feed(answer.content, address=answer.address, content_type=answer.content_type)
