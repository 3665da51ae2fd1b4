"""Digests by the clock: editions built for a few seconds a run, trials decided, mails counted, old ones forgotten."""

from __future__ import annotations

import time

from django.utils import timezone

from scicomm.audiences.actions import digest_feedback, digest_items, digests
from scicomm.audiences.queries.digests import board_for
from scicomm.core.periodic import AGAIN, Again, every

# One worker does everything in turn: many digests must not hold up the lifting of an embargo.
SECONDS_A_RUN = 4.0


@every(minutes=5)
def build_digests() -> int | Again:
    """Make the digests of whose turn it is, for a few seconds; returns how many readers were passed, or that it has to go on.

    Killed anywhere, the next run goes on behind the last batch.
    """
    end, done = time.monotonic() + SECONDS_A_RUN, 0
    digest_feedback.decide_tests(timezone.now())
    for edition in digests.open_editions(timezone.now()):
        now = timezone.now()
        board = board_for(edition.language, now)
        digests.begin_edition(edition, board, now)
        while True:
            made = digests.build_batch(edition.pk, board, now)
            done += made.readers
            if made.is_over:
                break
            if time.monotonic() >= end:
                return AGAIN
    return done


@every(minutes=5)
def settle_digests() -> int:
    """Count what was sent, state it, close what is over."""
    return digests.settle_editions(timezone.now())


@every(hours=24)
def compare_digest_items() -> int | Again:
    """Compare all items with what is public, for what no fact told (a rule for levels that changed, a row lost); a few seconds a
    run, the next goes on where this one stopped."""
    changed, is_over = digest_items.rebuild_items(seconds=SECONDS_A_RUN)
    return changed if is_over else AGAIN


@every(hours=1)
def forget_digests() -> int:
    """Delete digests half a year old, and those of erased readers."""
    return digests.forget_old_digests(timezone.now())
