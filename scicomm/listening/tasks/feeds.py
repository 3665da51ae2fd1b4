"""Fetches what is due: several sources at a time, one for each host, none twice."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from django.utils import timezone, translation

from scicomm.core.periodic import every
from scicomm.listening import actions, queries
from scicomm.listening.clients import FeedClient, feed_client, read_source
from scicomm.listening.models import Feed
from scicomm.listening.rules.reading import Reading

# The worker delivers facts between two runs, so a run begins what fits into this time and leaves the rest to the next.
RUN_SECONDS = 10.0
AT_ONCE = 8
"""Fetching is waiting: so many sources are asked beside each other. Their threads touch no database."""


@every(seconds=5)
def fetch_due_feeds() -> int:
    """Fetch the sources whose time has come, the longest waiting first; returns how many were tried."""
    if not Feed.objects.due(timezone.now()).exists():
        return 0
    client, own, language = feed_client(), queries.own_outlets(), translation.get_language() or "en"
    began, tried = time.monotonic(), 0
    running: dict[Future[Reading], actions.Claim] = {}
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="listening") as pool:
        while True:
            while len(running) < AT_ONCE and not (tried and time.monotonic() - began > RUN_SECONDS):
                claim = actions.claim_source(own=own)
                if claim is None:
                    break
                running[pool.submit(_read, client, claim, language)] = claim
                tried += 1
            if not running:
                return tried
            done, _waiting = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                _finish(running.pop(future), future.result)


def _read(client: FeedClient, claim: actions.Claim, language: str) -> Reading:
    """One source, in a thread: reasons are said in the language of the one who asked."""
    with translation.override(language):
        return read_source(client, claim.source)


def _finish(claim: actions.Claim, result: Callable[[], Reading]) -> None:
    """Store what came; whatever a source manages to break in us counts as its failure and spoils no other."""
    try:
        reading = result()
    except Exception as error:  # noqa: BLE001 - bytes of others reach every parser
        reading = Reading(failure=f"{type(error).__name__}: {error}"[:500])
    # Made anew before the transaction, not in it: that takes seconds once a day in a large house.
    queries.known_titles(timezone.now())
    store = functools.partial(actions.take_reading, claim.feed, reading, lease=claim.lease)
    try:
        store()
    finally:
        if claim.feed.host:
            actions.release_host(claim.feed.host, reading)
