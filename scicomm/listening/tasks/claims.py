"""The claims' stage: what mentions claim is compared with the claims that are known, and with what others claimed lately.

A statement becomes a claim when a second report, which is no copy of the first, tells it. What was told once is memory of the
process, caught up from the database after a start.
"""

from __future__ import annotations

import datetime as dt
import time

from django.utils import timezone

from scicomm.core.periodic import every
from scicomm.listening import actions, queries
from scicomm.listening.actions.claims import Told
from scicomm.listening.models import Mention
from scicomm.listening.rules.claims import ClaimIndex, Statement, statements_in

BATCH = 300
RUN_SECONDS = 6.0
REMEMBERED = dt.timedelta(days=10)
MOST_CAUGHT_UP = 20_000
Once = tuple[int, str]


class Memory:
    """What was told once lately: by which mention, in which words."""

    def __init__(self) -> None:
        self.once: ClaimIndex[Once] = ClaimIndex()
        self.last = 0

    def catch_up(self, before: int) -> None:
        since = timezone.now() - REMEMBERED
        seen = Mention.objects.filter(
            pk__gt=self.last,
            pk__lt=before,
            claims_at__isnull=False,
            found_at__gte=since,
            original=None,
            claim_copies=None,
        )
        for mention in seen.only("pk", "title", "summary", "body").order_by("pk")[:MOST_CAUGHT_UP].iterator(1000):
            self.remember(mention, statements_in(mention.title, mention.body or mention.summary))
        self.last = max(self.last, before - 1)

    def remember(self, mention: Mention, statements: list[Statement]) -> None:
        for statement in statements:
            self.once.put((mention.pk, statement.text), statement)


_memory: list[Memory] = []


def memory() -> Memory:
    if not _memory:
        _memory.append(Memory())
    return _memory[0]


def forget() -> None:
    """Begin anew, as after a restart."""
    _memory.clear()


@every(seconds=20)
def look_for_claims() -> int:
    """Look through what was read; returns how many mentions."""
    began, done = time.monotonic(), 0
    while time.monotonic() - began < RUN_SECONDS:
        batch = list(
            Mention.objects.filter(read_at__isnull=False, claims_at__isnull=True)
            .only("pk", "title", "summary", "body", "original_id").order_by("pk")[:BATCH]
        )  # fmt: skip
        if not batch:
            break
        known = memory()
        known.catch_up(batch[0].pk)
        told = [one for mention in batch for one in _told_by(mention, known)]
        actions.note_claims([mention.pk for mention in batch], told)
        known.last = max(known.last, batch[-1].pk)
        done += len(batch)
    return done


def _told_by(mention: Mention, known: Memory) -> list[Told]:
    """What one mention tells, each claim once."""
    found: dict[object, Told] = {}
    statements = statements_in(mention.title, mention.body or mention.summary)
    fresh = []
    for statement in statements:
        like = queries.known_claims().like(statement)
        if like:
            claim_id, score = like[0]
            found.setdefault(claim_id, Told(mention.pk, statement.text, score, claim_id=claim_id))
            continue
        again = [(key, score) for key, score in known.once.like(statement) if key[0] != mention.pk]
        if again and mention.original_id is None:
            (first, text), score = again[-1] if len(again) == 1 else min(again, key=lambda pair: pair[0][0])
            found.setdefault(
                (first, text), Told(mention.pk, statement.text, score, first_mention_id=first, first_text=text)
            )
        elif mention.original_id is None:
            fresh.append(statement)
    known.remember(mention, fresh)
    return list(found.values())
