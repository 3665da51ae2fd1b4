"""The nightly look over all accounts: which are silent, which are nobody's, what ends soon; and the letters that follow."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from scicomm.channels.actions.matrix_notices import tell
from scicomm.channels.enums import NoticeAbout
from scicomm.channels.models import Channel, ChannelSecret, OutletLicence, Responsible
from scicomm.channels.queries.accounts import officers_of, open_accounts, people_in_office
from scicomm.channels.queries.matrix import last_posts
from scicomm.channels.rules import matrix as rules
from scicomm.core.ledger import record
from scicomm.facts import channels as facts
from scicomm.facts.base import ref
from scicomm.organisation.models import Person, Unit


def look_over(today: dt.date) -> int:
    """Note which accounts fell silent or are nobody's, each once until it changes. Returns how many changed.

    An account is looked at in its own transaction: a run that was killed goes on where it was.
    """
    channels = list(Channel.objects.filter(open_accounts()).select_related("unit"))
    posts = last_posts(channel.pk for channel in channels)
    held = [pk for channel in channels for pk in (channel.owner_id, channel.deputy_id) if pk]
    current = people_in_office(held, today)
    changed = 0
    for channel in channels:
        why = rules.orphan_of(
            unit_active=channel.unit.is_active, owner=channel.owner_id, deputy=channel.deputy_id, current=current
        )
        last = max(filter(None, [posts.get(channel.pk), channel.last_post_on]), default=None)
        silent = (today - last).days if last else None
        age = (today - timezone.localdate(channel.created_at)).days
        idle = channel.is_on and rules.is_idle(silent, age)
        since = (last or timezone.localdate(channel.created_at)) if idle else None
        if (why, since) != (channel.orphaned, channel.idle_since):
            changed += _note(channel.pk, why, since, today)
    return changed


@transaction.atomic
def _note(pk: int, why: str, since: dt.date | None, today: dt.date) -> int:
    row = Channel.objects.select_for_update(of=("self",)).select_related("unit", "owner__user").get(pk=pk)
    if row.closed_at is not None or (row.orphaned, row.idle_since) == (why, since):
        return 0
    was = row.orphaned, row.idle_since
    row.orphaned, row.idle_since = why, since
    row.save(update_fields=["orphaned", "idle_since"])
    subject = ref("channels", "channel", row.pk)
    if why and why != was[0]:
        record(facts.ChannelOrphaned(unit_id=row.unit_id, subject=subject, channel=row.slug, why=why))
        _tell(row, NoticeAbout.ORPHAN, f"orphan:{row.pk}:{why}:{today}", why=why)
    if since and was[1] is None:
        days = (today - since).days
        record(facts.ChannelIdle(unit_id=row.unit_id, subject=subject, channel=row.slug, silent_days=days))
        _tell(row, NoticeAbout.IDLE, f"idle:{row.pk}:{since}", days=days)
    return 1


def _officers(unit: Unit) -> list[Person]:
    # The officers of a closed unit cannot be asked any more; those above take over.
    return officers_of(unit, above=not unit.is_active)


def _tell(channel: Channel, about: str, mark: str, day: dt.date | None = None, **more: Any) -> int:
    people = _officers(channel.unit)
    if channel.owner is not None and channel.owner.user_id is not None:
        people.append(channel.owner)
    details = {"title": channel.name, "path": f"matrix/{channel.pk}/", "day": day.isoformat() if day else "", **more}
    return tell(channel.unit, people, about, mark, details)


def remind_of_ends(today: dt.date) -> int:
    """Write down reminders of credentials, licences and terms that end soon; each step reminds once. How many letters are new."""
    last = today + dt.timedelta(days=max(rules.REMIND_BEFORE))
    first = today - dt.timedelta(days=7)
    # An end far behind is told no more; what stands in the overview says it for as long as it holds.
    span = (first, last)
    made = 0
    related = ("channel__unit", "channel__owner__user")
    open_ones = Channel.objects.filter(open_accounts()).values("pk")
    secrets = ChannelSecret.objects.filter(channel__in=open_ones, expires_at__date__range=span).select_related(*related)
    for secret in secrets:
        ends_on = timezone.localdate(secret.expires_at) if secret.expires_at else None
        made += _remind(secret.channel, NoticeAbout.SECRET, secret.pk, ends_on, today)
    licences = OutletLicence.objects.filter(channel__in=open_ones, valid_until__range=span).select_related(*related)
    for licence in licences:
        made += _remind(licence.channel, NoticeAbout.LICENCE, licence.pk, licence.valid_until, today, what=str(licence))
    duties = Responsible.objects.filter(channel__in=open_ones, ends_on__range=span).select_related(*related)
    for duty in duties:
        made += _remind(duty.channel, NoticeAbout.DUTY, duty.pk, duty.ends_on, today, what=str(duty))
    return made


def _remind(channel: Channel, about: str, pk: int, ends_on: dt.date | None, today: dt.date, **more: Any) -> int:
    step = rules.reminder_due(ends_on, today) if ends_on else None
    if step is None:
        return 0
    return _tell(channel, about, f"{about}:{pk}:{ends_on}:{step}", day=ends_on, **more)
