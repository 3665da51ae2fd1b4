"""Mails on their way: queued, claimed, sent, failed. The sending itself is in tasks; nothing here touches the network."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy

from scicomm.audiences.actions.alerts import alert_sent
from scicomm.audiences.actions.issues import finish_issue
from scicomm.audiences.enums import MailState
from scicomm.audiences.models import OutgoingMail, Subscription
from scicomm.audiences.permissions import keeps_addresses
from scicomm.audiences.queries import due_mails
from scicomm.audiences.rules import without_addresses
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import retry_wait
from scicomm.organisation.permissions import require

MAIL_RETRIED = audit_entry("audiences.mail.retry", gettext_lazy("Retry mail"), shred=nothing_personal)


@transaction.atomic
def claim_mail() -> OutgoingMail | None:
    """Take the next due mail under a lease, so that two workers never send the same one at once; None when nothing is due."""
    now = timezone.now()
    due = due_mails(now)
    if connection.features.has_select_for_update:
        due = due.select_for_update(skip_locked=True)
    row = due.first()
    if row is None:
        return None
    lease = now + dt.timedelta(seconds=settings.SCICOMM_LEASE_SECONDS)
    OutgoingMail.objects.filter(pk=row.pk).update(
        state=MailState.IN_FLIGHT, attempts=F("attempts") + 1, lease_until=lease
    )
    rows = OutgoingMail.objects.select_related("subscription", "issue__unit", "saved_search__query", "alert")
    return rows.select_related("change__dossier__story", "change__dossier__unit").get(pk=row.pk)


def _settle(mail: OutgoingMail, state: MailState, **values: Any) -> bool:
    """Write the end of a try; a mail that is no longer in flight (another worker took it over and was faster) stays."""
    changed = OutgoingMail.objects.filter(pk=mail.pk, state=MailState.IN_FLIGHT).update(
        state=state, lease_until=None, **values
    )
    if changed and mail.issue_id:
        finish_issue(mail.issue_id)
    return bool(changed)


@transaction.atomic
def mail_sent(mail: OutgoingMail) -> None:
    """The mail system took the mail."""
    if _settle(mail, MailState.SENT, sent_at=timezone.now(), error="") and mail.alert:
        alert_sent(mail.alert)


@transaction.atomic
def mail_unwanted(mail: OutgoingMail) -> None:
    """The reader left, or there is nothing left to tell: the mail is not sent."""
    _settle(mail, MailState.SKIPPED, error="")


@transaction.atomic
def mail_failed(mail: OutgoingMail, *, reason: str, permanent: bool) -> None:
    """Try again later, waiting longer each time, or give up visibly."""
    reason = without_addresses(reason)[:1000]
    if permanent or mail.attempts >= settings.SCICOMM_DELIVERY_TRIES:
        _settle(mail, MailState.FAILED, error=reason)
        return
    wait = dt.timedelta(seconds=retry_wait(mail.attempts))
    _settle(mail, MailState.QUEUED, error=reason, next_try_at=timezone.now() + wait)


@transaction.atomic
def retry_mail(mail: OutgoingMail, *, acting_user: Any) -> OutgoingMail:
    """Give a failed mail a fresh set of tries; one in any other state stays as it is."""
    require(keeps_addresses(acting_user))
    row = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
    if row.state == MailState.FAILED:
        row.state, row.attempts, row.next_try_at = MailState.QUEUED, 0, timezone.now()
        row.save(update_fields=["state", "attempts", "next_try_at"])
        audit(MAIL_RETRIED, row, user=acting_user, new=row.message_id)
    return row


@transaction.atomic
def drop_mails(subscription: Subscription) -> int:
    """Forget which mails an erased reader got; refuses for anybody else."""
    require(subscription.erased_at is not None)
    return OutgoingMail.objects.filter(subscription=subscription).delete()[0]
