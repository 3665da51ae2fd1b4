"""The links' stage: whom and what mentions name beside their main link, and whether they took our release over."""

from __future__ import annotations

import time

from django.utils import timezone

from scicomm.core.periodic import every
from scicomm.listening import actions
from scicomm.listening.models import Mention
from scicomm.listening.queries.coverage import compared, to_compare
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


@every(minutes=5)
def compare_with_releases() -> int:
    """Compare what speaks of a story of ours with its text; returns how many mentions."""
    began, done = time.monotonic(), 0
    while time.monotonic() - began < RUN_SECONDS:
        batch = list(to_compare(timezone.now())[:BATCH])
        if not batch:
            break
        done += actions.note_ways(compared(batch))
    return done
