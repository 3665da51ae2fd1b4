"""What came back: bounces and complaints are noted, dead addresses suspended, and tried again by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.audiences.actions.domains import count_domains
from scicomm.audiences.actions.subscriptions import end_subscription
from scicomm.audiences.enums import BounceKind, SubscriptionState, SuspendedFor
from scicomm.audiences.models import Bounce, OutgoingMail, Subscription, Suspension
from scicomm.audiences.permissions import keeps_addresses, rows_of_reader
from scicomm.audiences.rules import Report
from scicomm.channels.queries import root_unit
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import audiences as facts
from scicomm.facts.base import ref
from scicomm.organisation.permissions import require

SUSPENDED = audit_entry("audiences.address.suspend", gettext_lazy("Suspend an address"), shred=nothing_personal)
TRIED_AGAIN = audit_entry(
    "audiences.address.try", gettext_lazy("Try a suspended address again"), shred=nothing_personal
)
SOFT_DAYS, SOFT_WITHIN = 3, dt.timedelta(days=10)
_COLUMNS = {BounceKind.HARD: "hard", BounceKind.SOFT: "soft", BounceKind.COMPLAINT: "complaints"}


@transaction.atomic
def note_report(report: Report) -> Bounce | None:
    """Note a bounce or complaint and do what it asks for; a report read twice, or about a mail that is gone, does nothing."""
    mail = OutgoingMail.objects.select_related("subscription").filter(pk=report.mail_id).first()
    if mail is None or not mail.subscription.email:
        return None
    now, reader = timezone.now(), mail.subscription
    bounce, fresh = Bounce.objects.get_or_create(
        key=report.key,
        defaults={
            "subscription": reader, "mail": mail, "kind": report.kind, "status": report.status, "words": report.words,
            "day": timezone.localdate(), "at": now,
        },
    )  # fmt: skip
    if not fresh:
        return None
    count_domains([reader.email], _COLUMNS[BounceKind(report.kind)])
    _follow(bounce, now)
    return bounce


def _follow(bounce: Bounce, now: dt.datetime) -> None:
    root = root_unit()
    unit, subject = root.pk if root else 0, ref("audiences", "subscription", bounce.subscription_id)
    if bounce.kind == BounceKind.COMPLAINT:
        for row in rows_of_reader(bounce.subscription):
            end_subscription(row)
        _suspend(bounce, SuspendedFor.COMPLAINT, now)
        record(facts.ReaderComplained(unit_id=unit, subject=subject))
        return
    if bounce.kind == BounceKind.HARD:
        _suspend(bounce, SuspendedFor.GONE, now)
    elif _soft_days(bounce, now) >= SOFT_DAYS:
        _suspend(bounce, SuspendedFor.FULL, now)
    record(facts.MailBounced(unit_id=unit, subject=subject, is_hard=bounce.kind == BounceKind.HARD))


def _soft_days(bounce: Bounce, now: dt.datetime) -> int:
    """On how many days of the last ten mails to the mailbox came back; several on one day are one."""
    rows = Bounce.objects.filter(subscription__in=rows_of_reader(bounce.subscription), kind=BounceKind.SOFT)
    return rows.filter(at__gt=now - SOFT_WITHIN).values("day").distinct().count()


def _suspend(bounce: Bounce, reason: SuspendedFor, now: dt.datetime) -> None:
    """All rows of the mailbox. THE ONE PLACE where an address is suspended."""
    for row in rows_of_reader(bounce.subscription):
        _suspension, fresh = Suspension.objects.get_or_create(
            subscription=row, defaults={"reason": reason, "words": bounce.words, "at": now}
        )
        if fresh:
            Subscription.objects.filter(pk=row.pk).update(undeliverable_since=now)
            audit(SUSPENDED, row, user=None, new={"reason": str(reason), "status": bounce.status})


@transaction.atomic
def try_again(suspension: Suspension, *, acting_user: Any) -> int:
    """Send to a suspended mailbox again; returns how many rows. Whoever complained must ask anew themselves."""
    require(keeps_addresses(acting_user))
    if suspension.reason == SuspendedFor.COMPLAINT:
        raise ValidationError(_("This reader reported our mail as unwanted. Only they can ask for it again."))
    rows = list(rows_of_reader(suspension.subscription))
    for row in rows:
        audit(TRIED_AGAIN, row, user=acting_user)
    # A fresh count: what came back before does not suspend it at the next trouble.
    Bounce.objects.filter(subscription__in=rows, kind=BounceKind.SOFT).delete()
    Subscription.objects.filter(pk__in=[row.pk for row in rows]).update(undeliverable_since=None)
    return Suspension.objects.filter(subscription__in=rows).delete()[0]


@transaction.atomic
def lift_suspension(subscription_id: int) -> int:
    """A reader pressed the button in a mail: the mailbox works, and they want it."""
    row = Subscription.objects.filter(pk=subscription_id, state=SubscriptionState.CONFIRMED).first()
    if row is None:
        return 0
    rows = list(rows_of_reader(row).values_list("pk", flat=True))
    Subscription.objects.filter(pk__in=rows).update(undeliverable_since=None)
    return Suspension.objects.filter(subscription_id__in=rows).delete()[0]
