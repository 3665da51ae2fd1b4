"""Mails of watches on their way: claimed under a lease, noted as sent, tried again later, given up."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from scicomm.listening.enums import WatchMailState
from scicomm.listening.models import WatchMail

LEASE = dt.timedelta(minutes=5)
MOST_ATTEMPTS = 8
FIRST_PAUSE = dt.timedelta(minutes=1)


@transaction.atomic
def claim_watch_mail(mail: WatchMail) -> WatchMail | None:
    """Take a mail under a lease; None where another sender has it or it is done. `attempts` is then above 1 for one that was
    tried before, and its sender may have died after handing it over."""
    now = timezone.now()
    locked = WatchMail.objects.select_for_update().get(pk=mail.pk)
    if locked.state not in {WatchMailState.QUEUED, WatchMailState.SENDING} or locked.next_try_at > now:
        return None
    locked.state, locked.next_try_at, locked.attempts = WatchMailState.SENDING, now + LEASE, locked.attempts + 1
    locked.save(update_fields=["state", "next_try_at", "attempts"])
    return locked


@transaction.atomic
def note_watch_mail(mail: WatchMail, *, error: str = "", unwanted: bool = False) -> WatchMail:
    """What became of a mail: sent, no longer wanted, or to be tried again, each time after a longer pause."""
    locked = WatchMail.objects.select_for_update().get(pk=mail.pk)
    if locked.state in {WatchMailState.SENT, WatchMailState.UNWANTED}:
        return locked
    now = timezone.now()
    if unwanted:
        locked.state = WatchMailState.UNWANTED
    elif not error:
        locked.state, locked.sent_at = WatchMailState.SENT, now
    else:
        is_last = locked.attempts >= MOST_ATTEMPTS
        locked.state = WatchMailState.FAILED if is_last else WatchMailState.QUEUED
        locked.next_try_at = now + FIRST_PAUSE * 2 ** min(locked.attempts, 10)
    locked.error = error[:200]
    locked.save(update_fields=["state", "sent_at", "next_try_at", "error"])
    return locked
