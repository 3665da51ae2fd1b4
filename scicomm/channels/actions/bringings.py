"""Deliveries to the servers of followers: claimed, taken, put off, given up. The sending itself is in tasks."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from scicomm.channels.enums.fediverse import BringState
from scicomm.channels.models import Bringing, FarInbox, Follower
from scicomm.channels.queries.fediverse import due_bringings
from scicomm.channels.rules.fediverse.names import domain_of

# An inbox that has taken nothing for so long is given up, and its followers with it. Mastodon waits for seven days.
DEAD_AFTER = dt.timedelta(days=14)
FIRST_WAIT = 60
LONGEST_WAIT = 12 * 3600


def wait_after(attempts: int) -> int:
    """Seconds until the next try: a minute, doubling, twelve hours at most."""
    return int(min(FIRST_WAIT * 2 ** max(min(attempts, 20) - 1, 0), LONGEST_WAIT))


@transaction.atomic
def claim_bringings(most: int) -> list[Bringing]:
    """Take what is due under a lease, at most one to each inbox, so that two workers never bring the same one at once."""
    now = timezone.now()
    due = due_bringings(now)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    keys = [row.pk for row in due[:most]]
    Bringing.objects.filter(pk__in=keys).update(
        attempts=F("attempts") + 1, lease_until=now + dt.timedelta(seconds=settings.SCICOMM_LEASE_SECONDS)
    )
    return list(Bringing.objects.filter(pk__in=keys).select_related("activity__actor").order_by("pk"))


@transaction.atomic
def bringing_taken(bringing: Bringing) -> None:
    """The inbox took it; a second worker that was slower changes nothing."""
    now = timezone.now()
    mine = Bringing.objects.filter(pk=bringing.pk, state=BringState.WAITING)
    if mine.update(state=BringState.TAKEN, done_at=now, lease_until=None, error=""):
        well = {"failing_since": None, "failures": 0, "last_error": "", "last_ok_at": now}
        FarInbox.objects.filter(address=bringing.inbox).update(**well)


@transaction.atomic
def bringing_refused(bringing: Bringing, *, words: str) -> None:
    """The inbox will never take this one; what comes after it is tried all the same."""
    mine = Bringing.objects.filter(pk=bringing.pk, state=BringState.WAITING)
    if mine.update(state=BringState.REFUSED, done_at=timezone.now(), lease_until=None, error=words):
        _note_failure(bringing.inbox, words)


@transaction.atomic
def bringing_failed(bringing: Bringing, *, words: str, wait: int | None = None) -> None:
    """Later; what waits behind it for the same inbox waits too."""
    later = timezone.now() + dt.timedelta(seconds=max(wait or 0, wait_after(bringing.attempts)))
    mine = Bringing.objects.filter(pk=bringing.pk, state=BringState.WAITING)
    if mine.update(next_try_at=later, lease_until=None, error=words):
        _note_failure(bringing.inbox, words)


def _note_failure(address: str, words: str) -> None:
    now = timezone.now()
    row, _made = FarInbox.objects.select_for_update().get_or_create(
        address=address, defaults={"domain": domain_of(address)}
    )
    row.failing_since = row.failing_since or now
    row.failures += 1
    row.last_error = words[:500]
    row.save()
    if now - row.failing_since > DEAD_AFTER:
        give_up_inbox(address)


@transaction.atomic
def give_up_inbox(address: str) -> int:
    """Nobody is there any more: what waits for it is dropped, and its followers are followers no longer. Returns how many."""
    waiting = Bringing.objects.filter(inbox=address, state=BringState.WAITING)
    waiting.update(state=BringState.DROPPED, done_at=timezone.now(), lease_until=None)
    gone = Follower.objects.filter(delivery_inbox=address).delete()[0]
    FarInbox.objects.filter(address=address).delete()
    return gone
