"""Letters to contacts: written, planned, called off, queued, finished."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.audiences.actions.mails import when_settled
from scicomm.audiences.enums import OPEN_MAILS, MailingState, MailState, Purpose
from scicomm.audiences.models import ContactList, Mailing, OutgoingMail
from scicomm.audiences.permissions.contacts import can_keep_contacts
from scicomm.audiences.queries.contacts import mailings_due, recipients_of_mailing
from scicomm.audiences.rules import message_id
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.core.models import Subject
from scicomm.facts import audiences as facts
from scicomm.facts.base import ref
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

WRITTEN = audit_entry("audiences.mailing.write", gettext_lazy("Write letter to contacts"), shred=nothing_personal)
PLANNED = audit_entry("audiences.mailing.plan", gettext_lazy("Plan letter to contacts"), shred=nothing_personal)
CANCELLED = audit_entry("audiences.mailing.cancel", gettext_lazy("Call off letter to contacts"), shred=nothing_personal)
QUEUED = audit_entry("audiences.mailing.queue", gettext_lazy("Send letter to contacts"), shred=nothing_personal)

EDITABLE = ("language", "subject", "text", "kinds")
BATCH = 500


def _locked(mailing: Mailing) -> Mailing:
    return Mailing.objects.select_for_update(of=("self",)).select_related("unit").get(pk=mailing.pk)


def _still(row: Mailing, *states: str) -> None:
    if row.state not in states:
        raise ValidationError(_("The letter is “%(state)s” now; reload the page.") % {"state": row.get_state_display()})


@transaction.atomic
def write_mailing(
    mailing: Mailing | None,
    *,
    unit: Unit,
    acting_user: Any,
    lists: Iterable[ContactList] = (),
    beats: Iterable[Subject] = (),
    stories: Iterable[Dossier] = (),
    **values: Any,
) -> Mailing:
    """Begin a letter, or change one that is not on its way."""
    require(can_keep_contacts(acting_user, unit))
    row = _locked(mailing) if mailing else Mailing(unit=unit, author=acting_user)
    require(row.unit_id == unit.pk)
    _still(row, MailingState.DRAFT)
    for name, value in values.items():
        if name in EDITABLE:
            setattr(row, name, value)
    row.full_clean(exclude=["unit", "author"])
    row.save()
    row.lists.set([one for one in lists if one.unit_id == unit.pk])
    row.beats.set(beats)
    row.stories.set(stories)
    audit(WRITTEN, row, user=acting_user, new=row.subject)
    return row


@transaction.atomic
def plan_mailing(mailing: Mailing, *, acting_user: Any, send_at: dt.datetime | None = None) -> Mailing:
    """Send it now, or at a moment. A letter that would reach nobody is refused."""
    row = _locked(mailing)
    require(can_keep_contacts(acting_user, row.unit))
    _still(row, MailingState.DRAFT)
    if not recipients_of_mailing(row).exists():
        raise ValidationError(_("No contact fits this choice and may be written to."))
    row.state, row.send_at = MailingState.PLANNED, max(send_at or timezone.now(), timezone.now())
    row.save(update_fields=["state", "send_at"])
    audit(PLANNED, row, user=acting_user, new=row.send_at.isoformat())
    return row


@transaction.atomic
def cancel_mailing(mailing: Mailing, *, acting_user: Any) -> Mailing:
    """Call it off: what has not left yet does not leave."""
    row = _locked(mailing)
    require(can_keep_contacts(acting_user, row.unit))
    _still(row, MailingState.DRAFT, MailingState.PLANNED, MailingState.SENDING)
    row.state = MailingState.CANCELLED
    row.save(update_fields=["state"])
    row.mails.filter(state=MailState.QUEUED).update(state=MailState.SKIPPED, lease_until=None)
    audit(CANCELLED, row, user=acting_user)
    return row


def queue_due_mailings(now: dt.datetime) -> int:
    """Queue the mails of every letter whose moment has come, each letter in its own transaction; killed, it begins again."""
    return sum(_queue(mailing) for mailing in mailings_due(now))


@transaction.atomic
def _queue(mailing: Mailing) -> int:
    row = _locked(mailing)
    if row.state != MailingState.PLANNED:
        return 0
    readers = list(recipients_of_mailing(row).values_list("subscription_id", flat=True))
    now = timezone.now()
    OutgoingMail.objects.bulk_create(
        (
            OutgoingMail(
                purpose=Purpose.CAMPAIGN,
                mailing=row,
                subscription_id=reader,
                message_id=message_id("mailing", row.pk, reader, settings.SITE_URL),
                next_try_at=now,
            )
            for reader in readers
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    row.state = MailingState.SENDING
    row.save(update_fields=["state"])
    audit(QUEUED, row, user=None, new=len(readers))
    if not readers:
        _finish(row.pk)
    return 1


@when_settled(Purpose.CAMPAIGN)
def _mailings_settled(mails: list[OutgoingMail]) -> None:
    for mailing in sorted({mail.mailing_id for mail in mails if mail.mailing_id}):
        _finish(mailing)


def _finish(mailing_id: int) -> None:
    """Close a letter once no mail of it is open; the fact, once."""
    row = Mailing.objects.select_for_update(of=("self",)).get(pk=mailing_id)
    if row.state != MailingState.SENDING or row.mails.filter(state__in=OPEN_MAILS).exists():
        return
    row.state, row.sent_at = MailingState.SENT, timezone.now()
    row.save(update_fields=["state", "sent_at"])
    reached = row.mails.filter(state=MailState.SENT).count()
    about = tuple(ref("newsroom", "story", story) for story in row.stories.values_list("story_id", flat=True))
    record(
        facts.MailingSent(
            unit_id=row.unit_id, subject=ref("audiences", "mailing", row.pk), about=about, recipients=reached
        )
    )
