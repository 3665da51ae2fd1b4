"""How an account fares: failures in a row and its pause, limits of the platform, credentials that are no good any more."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from scicomm.channels.actions.outcomes import back_to_waiting, locked, try_again
from scicomm.channels.actions.receipts import of_channel
from scicomm.channels.enums import ReleaseState, Todo, Trouble
from scicomm.channels.models import Channel, Release
from scicomm.channels.rules.dispatching import pause_after
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import channels as facts

SWITCHED_OFF = audit_entry("channels.channel.off", gettext_lazy("Switch channel off"), shred=nothing_personal)
_FIELDS = ["trouble", "trouble_words", "failures", "paused_until", "last_ok_at"]
# What a platform asks for when it does not say for how long.
_LIMITED_FOR = 15 * 60


def _account(channel: Channel) -> Channel:
    return Channel.objects.select_for_update(of=("self",)).get(pk=channel.pk)


def account_works(channel: Channel) -> None:
    """A good answer ends every trouble. Call inside a transaction."""
    row = _account(channel)
    troubled = bool(row.trouble)
    row.trouble, row.trouble_words, row.failures, row.paused_until = "", "", 0, None
    row.last_ok_at = timezone.now()
    row.save(update_fields=_FIELDS)
    if troubled:
        record(facts.ChannelMended(**of_channel(row)))


def account_failed(channel: Channel, words: str) -> None:
    """One failure more in a row; after five the account is left in peace for a while, then one release tries it.

    Call inside a transaction.
    """
    row = _account(channel)
    row.failures += 1
    pause = pause_after(row.failures)
    if pause is not None:
        row.paused_until = timezone.now() + pause
        _troubled(row, Trouble.BROKEN, words)
    row.save(update_fields=_FIELDS)


def _troubled(row: Channel, trouble: Trouble, words: str) -> None:
    """The fact is stated when the trouble begins, not with each failure."""
    if row.trouble != trouble:
        record(facts.ChannelTroubled(**of_channel(row), trouble=trouble.value, words=words))
    row.trouble, row.trouble_words = trouble, words


def _put_back(release: Release, words: str, wait: dt.timedelta) -> Release | None:
    """The release waits on, without having used up a try; None where it is no longer this worker's."""
    row: Release = locked().get(pk=release.pk)
    if row.lease_until is None or row.lease_until != release.lease_until:
        return None
    if row.todo == Todo.SEND and row.state == ReleaseState.SENDING:
        back_to_waiting(row, words, wait, counts=False)
    else:
        try_again(row, words, wait, counts=False)
    return row


@transaction.atomic
def note_limited(release: Release, words: str, wait: int | None) -> None:
    """The platform counts our calls: nothing more on this account until the time it named is over."""
    pause = dt.timedelta(seconds=wait if wait is not None else _LIMITED_FOR)
    if _put_back(release, words, pause) is None:
        return
    row = _account(release.channel)
    row.paused_until = timezone.now() + pause
    row.trouble, row.trouble_words = Trouble.LIMITED, words
    row.save(update_fields=_FIELDS)


@transaction.atomic
def note_credentials(release: Release, words: str) -> None:
    """The account's credentials are no good: all its releases wait until somebody renews them, and its owner is told."""
    if _put_back(release, words, dt.timedelta()) is None:
        return
    row = _account(release.channel)
    _troubled(row, Trouble.CREDENTIALS, words)
    row.save(update_fields=_FIELDS)


@transaction.atomic
def note_gone(release: Release, words: str) -> None:
    """Whoever is there wants nothing more: the channel is switched off, its keeper is told, what was to go out waits."""
    if _put_back(release, words, dt.timedelta()) is None:
        return
    row = _account(release.channel)
    # A channel that is off still corrects and recalls; this one is asked nothing at all until somebody sets it right.
    row.is_on = False
    _troubled(row, Trouble.CREDENTIALS, words)
    row.save(update_fields=[*_FIELDS, "is_on"])
    audit(SWITCHED_OFF, row, user=None, new=words)


@transaction.atomic
def channel_mended(channel: Channel) -> int:
    """The account has new credentials, or somebody says that it works again: what waits for it is due now. Returns how much.

    Whoever keeps new credentials of an account calls this in the same transaction.
    """
    row = _account(channel)
    if row.trouble:
        record(facts.ChannelMended(**of_channel(row)))
    row.trouble, row.trouble_words, row.failures, row.paused_until = "", "", 0, None
    row.save(update_fields=_FIELDS)
    now = timezone.now()
    waiting = Release.objects.filter(channel=row, next_try_at__gt=now, lease_until=None)
    waiting = waiting.exclude(not_before__gt=now).exclude(state=ReleaseState.ACCEPTED)
    return waiting.filter(todo__in=[Todo.SEND, Todo.FIND, Todo.UPDATE, Todo.RECALL]).update(next_try_at=now)
