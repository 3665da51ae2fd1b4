"""Reads of mails on their way: what is due, in which order, and who is being written to at this moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import QuerySet
from django.db.models.functions import Lower

from scicomm.audiences.enums import MailState, Purpose
from scicomm.audiences.models import OutgoingMail

# In this order, and the last ones in turns: somebody sits in front of a form and waits for a confirmation; an issue has a day.
URGENT = (Purpose.CONFIRM, Purpose.SEARCH_CONFIRM, Purpose.GUARDIAN, Purpose.KNOWN, Purpose.SEARCH_KNOWN)
SOON = (Purpose.CHANGE, Purpose.BRIEF, Purpose.SEARCH_TROUBLE, Purpose.SEARCH_ALERT)
BULK = (Purpose.ISSUE, Purpose.DIGEST, Purpose.CAMPAIGN)


def due_mails(purpose: str, now: dt.datetime) -> QuerySet[OutgoingMail]:
    """Queued mails of one purpose whose time has come, the longest waiting first; one range of an index."""
    due = OutgoingMail.objects.filter(state=MailState.QUEUED, purpose=purpose, next_try_at__lte=now)
    return due.order_by("next_try_at", "id")


def overdue_mails(now: dt.datetime) -> QuerySet[OutgoingMail]:
    """Mails in flight whose lease has ended: their dispatcher is gone, with its machine."""
    return OutgoingMail.objects.filter(state=MailState.IN_FLIGHT, lease_until__lt=now).order_by("next_try_at", "id")


def mailboxes_in_flight(now: dt.datetime) -> set[str]:
    """The addresses that other dispatchers are writing to now, in lower case: no second capped mail goes there meanwhile, so that
    the caps see the first. At most a batch for each dispatcher."""
    flying = OutgoingMail.objects.filter(state=MailState.IN_FLIGHT, lease_until__gte=now)
    return set(flying.values_list(Lower("subscription__email"), flat=True))


def with_relations(mails: Iterable[OutgoingMail]) -> list[OutgoingMail]:
    """The mails with everything that a letter may speak of, in their order; one query."""
    order = [mail.pk for mail in mails]
    rows = OutgoingMail.objects.select_related(
        "subscription", "issue__unit", "saved_search__query", "alert", "change__dossier__story", "change__dossier__unit"
    ).in_bulk(order)
    return [rows[pk] for pk in order if pk in rows]


def mails_named(message_ids: Collection[str]) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(message_id__in=message_ids)
