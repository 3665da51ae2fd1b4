"""Followers of accounts over time, and checks whether an account still answers."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.channels.enums import FigureSource, Trouble
from scicomm.channels.models import AccountCheck, Channel, FollowerCount
from scicomm.channels.permissions import can_keep_account
from scicomm.channels.queries.accounts import askable, open_accounts
from scicomm.channels.rules.packages import Ability
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.organisation.permissions import require

FOLLOWERS_ENTERED = audit_entry("channels.account.followers", gettext_lazy("Enter followers"), shred=nothing_personal)
# Checks are kept so long; the account itself remembers the last good answer.
KEPT = dt.timedelta(days=90)
# The clock's own checks come once a day; a little less, so that a late run does not push the next one further and further.
A_DAY = dt.timedelta(hours=20)


def _store(channel: Channel, counts: Mapping[dt.date, int], source: str) -> int:
    """Numbers by day, each once; what the platform said is not written over by hand. Returns how many are new or changed."""
    there = {row.day: row for row in FollowerCount.objects.filter(channel=channel, day__in=list(counts))}
    made, changed = [], []
    for day, value in counts.items():
        row = there.get(day)
        if row is None:
            made.append(FollowerCount(channel=channel, day=day, value=value, source=source))
        elif row.value != value and (source == FigureSource.PLATFORM or row.source != FigureSource.PLATFORM):
            row.value, row.source, row.entered_at = value, source, timezone.now()
            changed.append(row)
    FollowerCount.objects.bulk_create(made, ignore_conflicts=True)
    FollowerCount.objects.bulk_update(changed, ["value", "source", "entered_at"])
    newest = FollowerCount.objects.filter(channel=channel).order_by("-day").first()
    if newest is not None and (channel.followers, channel.followers_on) != (newest.value, newest.day):
        channel.followers, channel.followers_on = newest.value, newest.day
        channel.save(update_fields=["followers", "followers_on"])
    return len(made) + len(changed)


@transaction.atomic
def enter_followers(channel: Channel, counts: Mapping[dt.date, int], *, acting_user: Any) -> int:
    """Enter numbers of followers by hand or from a file. Returns how many are new or changed."""
    row = Channel.objects.select_for_update(of=("self",)).select_related("unit").get(pk=channel.pk)
    require(can_keep_account(acting_user, row))
    if any(day > timezone.localdate() for day in counts):
        raise ValidationError({"day": _("This day has not come yet.")})
    number = _store(row, counts, FigureSource.HAND)
    if number:
        audit(FOLLOWERS_ENTERED, row, user=acting_user, new={"days": number, "last": max(counts).isoformat()})
    return number


@transaction.atomic
def ask_checks(channels: Iterable[Channel], *, acting_user: Any) -> uuid.UUID:
    """Ask that accounts be checked; the worker does it at once. One that waits for its check already is not asked twice.

    Returns the batch whose bar shows how far it is.
    """
    batch, made = uuid.uuid4(), []
    rows = list(channels)
    waiting = set(AccountCheck.objects.filter(channel__in=rows, done_at=None).values_list("channel", flat=True))
    for channel in rows:
        require(can_keep_account(acting_user, channel))
        if channel.pk not in waiting:
            made.append(AccountCheck(channel=channel, batch=batch, asked_by=acting_user))
    AccountCheck.objects.filter(channel__in=waiting, done_at=None).update(batch=batch)
    AccountCheck.objects.bulk_create(made)
    return batch


@transaction.atomic
def note_daily_checks(now: dt.datetime) -> int:
    """Write down which accounts are to be asked for their followers today, and forget old checks."""
    AccountCheck.objects.filter(asked_at__lt=now - KEPT).delete()
    asked = AccountCheck.objects.filter(asked_at__gt=now - A_DAY).values("channel")
    rows = Channel.objects.filter(open_accounts(), askable(Ability.FOLLOWERS), is_on=True).exclude(pk__in=asked)
    batch = uuid.uuid4()
    made = [AccountCheck(channel=channel, batch=batch, asked_at=now) for channel in rows]
    AccountCheck.objects.bulk_create(made)
    return len(made)


@transaction.atomic
def keep_check(
    check: AccountCheck, *, followers: int | None = None, trouble: str = "", words: str = "", known: bool = True
) -> AccountCheck:
    """Keep what an account answered: its followers, or what is wrong. `known` is false where its kind cannot be asked at all."""
    row = AccountCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if row.done_at is not None:
        return row
    now = timezone.now()
    channel = Channel.objects.select_for_update(of=("self",)).get(pk=row.channel_id)
    row.done_at, row.is_good, row.words = now, known and not trouble, words[:1000]
    row.save(update_fields=["done_at", "is_good", "words"])
    if not known or channel.closed_at is not None:
        return row
    if followers is not None:
        _store(channel, {timezone.localdate(now): followers}, FigureSource.PLATFORM)
    channel.trouble, channel.trouble_words = trouble, words[:1000] if trouble else ""
    if not trouble:
        channel.last_ok_at, channel.failures = now, 0
    elif trouble != Trouble.LIMITED:
        channel.failures += 1
    channel.save(update_fields=["trouble", "trouble_words", "last_ok_at", "failures"])
    return row
