"""Releases taken by the dispatcher: claimed under a lease, one at a time for each account, and made ready to be sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.channels.actions.outcomes import back_to_waiting, end_release, give_up, leave_to_hand, locked
from scicomm.channels.actions.receipts import write_receipt
from scicomm.channels.enums import ChannelKind, ReleaseState, Todo
from scicomm.channels.models import Actor, Channel, Release
from scicomm.channels.queries.accounts import account_of, lacks_secrets
from scicomm.channels.queries.due import due_releases, is_public_now, taken_lately
from scicomm.channels.queries.packages import package_of, platform_of, sent_of
from scicomm.channels.rules.dispatching import FIND_AFTER, LEASE, MOST_TRIES, NOT_PUBLIC_WAIT, sending_key
from scicomm.channels.rules.kept import kept, unkept
from scicomm.channels.rules.packages import Ability, Account, Package, Sent, Severity

_LOOKED_AT = 20


@dataclass(frozen=True)
class Errand:
    """What the dispatcher has to say to a platform: `package` where something is sent, looked for or put in another's place."""

    release: Release
    todo: Todo
    account: Account
    sent: Sent
    key: str
    package: Package | None = None


def claim_release() -> Release | None:
    """Take the next due release under a lease; None when nothing is due."""
    now = timezone.now()
    for pk in list(due_releases(now).values_list("pk", flat=True)[:_LOOKED_AT]):
        taken = _claim(pk, now)
        if taken is not None:
            return taken
    return None


@transaction.atomic
def _claim(pk: int, now: dt.datetime) -> Release | None:
    rows = due_releases(now).filter(pk=pk)
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self", "channel"), skip_locked=True)
    row = rows.first()
    # Asked again with the account locked: two workers that looked at the same moment do not both post on it.
    if row is None or Release.objects.filter(channel=row.channel_id, lease_until__gte=now).exclude(pk=pk).exists():
        return None
    if row.state == ReleaseState.SENDING:
        _found_dead(row)
    if row.attempts >= MOST_TRIES:
        give_up(row, row.error or _("It was tried %(count)d times.") % {"count": row.attempts})
        return None
    if row.todo == Todo.SEND and _wait_for_turn(row, now):
        return None
    row.attempts += 1
    row.lease_until = now + LEASE
    row.save()
    return row


def _found_dead(row: Release) -> None:
    """The process that was sending died: whether the platform took it nobody knows, so it is looked for first."""
    row.state, row.todo = ReleaseState.UNSURE, Todo.FIND
    row.error = _("The sending was cut off; it is looked for before it is sent again.")
    write_receipt(row, row.error)


def _wait_for_turn(row: Release, now: dt.datetime) -> bool:
    """Whether the account has had its posts of this hour; the release then waits for the oldest of them to be an hour old."""
    bound = per_hour(row.channel)
    taken = taken_lately(row, now)
    if bound is None or len(taken) < bound:
        return False
    row.next_try_at = max(taken[len(taken) - bound] + dt.timedelta(hours=1), now + dt.timedelta(seconds=1))
    row.error = _("It waits for its turn: at most %(count)d an hour on this channel.") % {"count": bound}
    row.save(update_fields=["next_try_at", "error", "changed_at"])
    return True


def per_hour(channel: Channel) -> int | None:
    """How many posts an hour an account may have: its own bound, else what its platform sets."""
    return channel.most_per_hour or platform_of(channel).per_hour


@transaction.atomic
def prepare_errand(release: Release) -> Errand | None:
    """What has to be said for a claimed release, after asking again whether it may be; None where nothing has."""
    row = locked().get(pk=release.pk)
    if row.lease_until != release.lease_until:
        return None
    missing = _missing(row)
    if missing and row.todo != Todo.LOOK and not (row.todo == Todo.SEND and row.is_called_back):
        _without_account(row, missing)
        return None
    make = {Todo.SEND: _to_send, Todo.FIND: _to_find, Todo.UPDATE: _to_update}.get(Todo(row.todo))
    if make is not None:
        return make(row)
    return _errand(row)


def _missing(row: Release) -> str:
    """What an account needs before its platform can be spoken to, in words; empty where nothing is missing."""
    if row.channel.closed_at is not None:
        return _("The account was closed: what has to be done there, a person does in the platform's own console.")
    if row.channel.kind == ChannelKind.FEDIVERSE and not Actor.objects.filter(channel=row.channel_id).exists():
        return _("The unit has no actor in the fediverse yet: open one, then send it again.")
    if lacks_secrets(account_of(row.channel)):
        return _("No credentials are kept for this account: add them and send it again, or post it by hand.")
    return ""


def _without_account(row: Release, words: str) -> None:
    """Nobody is asked; a person does it, or adds what is missing and sends it again. That is no failure."""
    if row.todo == Todo.SEND:
        row.state = ReleaseState.BY_HAND
    leave_to_hand(row, words)


def _errand(row: Release, package: Package | None = None, key: str = "") -> Errand:
    return Errand(row, Todo(row.todo), account_of(row.channel), sent_of(row), key or row.key, package)


def _to_send(row: Release) -> Errand | None:
    """Embargo, withdrawal, the rights of each picture: all asked at this moment, not when it was planned."""
    if row.is_called_back:
        end_release(row, ReleaseState.CANCELLED, row.call_back_reason)
        return None
    if not is_public_now(row):
        until = row.dossier.embargo_until
        now = timezone.now()
        wait = until - now if until and until > now else NOT_PUBLIC_WAIT
        back_to_waiting(row, _("The story is not public now."), wait, counts=False)
        return None
    package = package_of(row)
    if package.is_blocked:
        words = [problem.words for problem in package.problems if problem.severity == Severity.ERROR]
        give_up(row, " ".join(str(word) for word in words))
        return None
    row.package, row.digest = kept(package), package.digest
    row.key = sending_key(settings.SITE_URL, row.pk, row.round, package.digest)
    row.revision_id = row.dossier.story.live_revision_id
    row.state, row.error = ReleaseState.SENDING, ""
    row.save()
    return _errand(row, package)


def _to_find(row: Release) -> Errand | None:
    """Where the platform cannot be asked but keeps our key, finding is sending again; never what may not be public any more."""
    abilities = platform_of(row.channel).abilities
    package = unkept(row.package) if row.package else None
    if package is None:
        back_to_waiting(row, "", dt.timedelta(), counts=False)
        return None
    if Ability.FIND in abilities:
        return _errand(row, package)
    if Ability.KEYED in abilities and not row.is_called_back and is_public_now(row):
        return _errand(row, package)
    leave_to_hand(
        row, _("Nobody knows whether the platform took it. Look in its console, then say here how it stands.")
    )
    return None


def _to_update(row: Release) -> Errand | None:
    package = package_of(row)
    if package.is_blocked or not is_public_now(row):
        leave_to_hand(row, _("The corrected text does not fit this channel: shorten it, or correct it by hand."))
        return None
    if package.digest == row.digest and row.edits:
        # Somebody wrote the post by hand: whether it says what was wrong only a person can tell.
        leave_to_hand(
            row, _("The words written for this channel hide the correction: write them anew here, or correct it there.")
        )
        return None
    if package.digest == row.digest:
        row.revision_id = row.dossier.story.live_revision_id
        row.todo, row.next_try_at, row.lease_until, row.attempts = "", None, None, 0
        row.save()
        return None
    return _errand(row, package, sending_key(settings.SITE_URL, row.pk, row.round, package.digest))


__all__ = ["FIND_AFTER", "Errand", "claim_release", "per_hour", "prepare_errand"]
