"""Periodic work of listening: fetches what is due. Fetch first, outside any transaction; then one action.

Killed in between, nothing is lost: the server's marks are stored together with the items.
"""

from __future__ import annotations

import time

from django.utils import timezone

from scicomm.core.periodic import every
from scicomm.listening import actions
from scicomm.listening.clients import feed_client, read_feed
from scicomm.listening.models import Feed

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
        actions.take_reading(feed, read_feed(client, **feed.source))
        tried += 1
    return tried
