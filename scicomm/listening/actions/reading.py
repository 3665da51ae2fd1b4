"""Writing down what reading made of mentions: their text, language, and what they are copies of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from scicomm.core.rows import update_rows
from scicomm.listening.models import Mention


@dataclass(frozen=True)
class Read:
    """What reading made of one mention. Empty texts and None leave what was there."""

    mention_id: int
    language: str
    original_id: int | None = None
    title: str = ""
    body: str = ""
    published_at: dt.datetime | None = None


@transaction.atomic
def mark_read(results: Sequence[Read]) -> int:
    """Write results down together; those that another worker wrote before are passed over. Returns how many were written."""
    by_id = {result.mention_id: result for result in results}
    waiting = Mention.objects.select_for_update().filter(pk__in=list(by_id), read_at__isnull=True)
    now = timezone.now()
    # Retention may have taken an original away while its copy was read.
    originals = {result.original_id for result in results if result.original_id}
    there = set(Mention.objects.filter(pk__in=originals).values_list("pk", flat=True))
    changed = []
    for mention in waiting.order_by("pk"):
        result = by_id[mention.pk]
        mention.original_id = result.original_id if result.original_id in there else None
        mention.language, mention.read_at = result.language, now
        mention.title = result.title or mention.title
        mention.body = result.body or mention.body
        if result.body and not mention.summary:
            mention.summary = result.body[:600]
        mention.published_at = mention.published_at or result.published_at
        changed.append(mention)
    fields = ["language", "original", "read_at", "title", "body", "summary", "published_at"]
    update_rows(changed, fields)
    return len(changed)


@transaction.atomic
def put_off_reading(mention: Mention, *, until: dt.datetime) -> Mention:
    """The page was not to be had: ask again later."""
    locked = Mention.objects.select_for_update().get(pk=mention.pk)
    locked.read_tries += 1
    locked.read_after = until
    locked.save(update_fields=["read_tries", "read_after"])
    return locked
