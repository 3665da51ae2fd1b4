"""One feed fetched and parsed, or the reason why not; storing it is an action."""

from __future__ import annotations

from scicomm.listening.clients.http import FeedClient, FetchError
from scicomm.listening.rules.parsing import FeedRefused, parse_feed
from scicomm.listening.rules.reading import Reading


def read_feed(
    client: FeedClient, *, address: str, content: bytes | None = None, etag: str = "", last_modified: str = ""
) -> Reading:
    """What a feed says now: from its address, or from `content` where the feed is a file. Never raises for what is wrong with it.

    Must not be called inside a transaction: it may take as long as the client lets it.
    """
    if content is not None:
        try:
            return Reading(parsed=parse_feed(content))
        except FeedRefused as error:
            return Reading(failure=str(error))
    try:
        answer = client.fetch(address, etag=etag, last_modified=last_modified)
        if answer.content is None:
            return Reading()
        parsed = parse_feed(answer.content, address=answer.address, content_type=answer.content_type)
    except FetchError as error:
        return Reading(failure=str(error), retry_after=error.retry_after)
    except FeedRefused as error:
        return Reading(failure=str(error))
    return Reading(parsed=parsed, etag=answer.etag, last_modified=answer.last_modified)
