"""The links' stage: whom and what mentions name beside their main link."""

from __future__ import annotations

import time

from scicomm.core.periodic import every
from scicomm.listening import actions
from scicomm.listening.models import Mention
from scicomm.listening.queries.naming import house

BATCH = 300
RUN_SECONDS = 5.0


@every(seconds=20)
def look_for_names() -> int:
    """Look through what was read; returns how many mentions."""
    began, done = time.monotonic(), 0
    while time.monotonic() - began < RUN_SECONDS:
        waiting = Mention.objects.filter(read_at__isnull=False, linked_at__isnull=True).order_by("pk")
        batch = list(waiting.only("pk", "title", "summary", "body", "published_at", "found_at")[:BATCH])
        if not batch:
            break
        names = house()
        actions.note_links({mention.pk: names.links_of(mention) for mention in batch})
        done += len(batch)
    return done
