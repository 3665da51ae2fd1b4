"""Mails on their way: claimed in batches, noted in batches, taken over from a dispatcher that died. Nothing here touches the
network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from scicomm.audiences.actions.alerts import alert_sent
from scicomm.audiences.actions.domains import count_domains
from scicomm.audiences.actions.issues import finish_issue
from scicomm.audiences.enums import OPEN_MAILS, MailState, Purpose
from scicomm.audiences.models import OutgoingMail, Subscription
from scicomm.audiences.permissions import keeps_addresses
from scicomm.audiences.queries import BULK, SOON, URGENT, due_mails, mailboxes_in_flight, mails_named, overdue_mails
from scicomm.audiences.rules import without_addresses
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import retry_wait
from scicomm.organisation.permissions import require

MAIL_RETRIED = audit_entry("audiences.mail.retry", gettext_lazy("Retry mail"), shred=nothing_personal)
# One batch holds one mail of these a mailbox, and none while another dispatcher writes to it: what the caps count is certain.
CAPPED = frozenset({*BULK, Purpose.CHANGE, Purpose.SEARCH_ALERT})
CHUNK = 500
# Any number, the same in every process: PostgreSQL's lock under which one dispatcher claims at a time.
_CLAIM_LOCK = 7_248_319
_ENDED_EACH_TIME = "its dispatcher ended each time while it was being sent"

Hook = Callable[[list[OutgoingMail]], None]
H = TypeVar("H", bound=Hook)
_HOOKS: dict[str, Hook] = {}


def when_settled(purpose: Purpose) -> Callable[[H], H]:
    """Register what is done inside the transaction in which mails of a purpose became sent, failed or skipped."""

    def register(hook: H) -> H:
        _HOOKS[purpose] = hook
        return hook

    return register


@dataclass
class Outcomes:
    """What became of the mails of one batch, by number."""

    sent: list[int] = field(default_factory=list)
    # Why not, in words for staff; empty when the reader left or there is nothing left to tell.
    unwanted: dict[int, str] = field(default_factory=dict)
    later: dict[int, tuple[dt.datetime, str]] = field(default_factory=dict)
    # Reason, whether for good.
    failed: dict[int, tuple[str, bool]] = field(default_factory=dict)
    back: list[int] = field(default_factory=list)


# ---------------------------------------------------------------------- claiming


@transaction.atomic
def claim_mails(worker: str, limit: int) -> list[OutgoingMail]:
    """Take the next due mails under a lease of this dispatcher, with their subscriptions; what somebody waits for first.

    Nothing that another dispatcher holds, and one capped mail a mailbox.
    """
    now = timezone.now()
    if connection.vendor == "postgresql":
        # SQLite's IMMEDIATE transaction has locked the whole database already.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CLAIM_LOCK])
    _give_up_killers(now)
    picked = _Pick(limit, mailboxes_in_flight(now))
    picked.take(overdue_mails(now))
    for purpose in (*URGENT, *SOON):
        picked.take(due_mails(purpose, now))
    for turn, purpose in enumerate(BULK):
        picked.take(due_mails(purpose, now), share=len(BULK) - turn)
    lease = now + dt.timedelta(seconds=settings.SCICOMM_LEASE_SECONDS)
    for chunk in _chunks([mail.pk for mail in picked.mails]):
        OutgoingMail.objects.filter(pk__in=chunk).update(
            state=MailState.IN_FLIGHT, attempts=F("attempts") + 1, lease_until=lease, worker=worker
        )
    for mail in picked.mails:
        mail.state, mail.attempts, mail.lease_until, mail.worker = MailState.IN_FLIGHT, mail.attempts + 1, lease, worker
    return picked.mails


class _Pick:
    """The mails of a batch while they are picked."""

    def __init__(self, limit: int, busy: set[str]) -> None:
        self.limit, self.busy = limit, busy
        self.mails: list[OutgoingMail] = []

    def take(self, rows: QuerySet[OutgoingMail], share: int = 1) -> None:
        """Take from these rows; `share` 3 takes a third of what is still free, so that the two that follow get theirs."""
        room = -(-(self.limit - len(self.mails)) // share)
        if room <= 0:
            return
        for mail in rows.select_related("subscription")[:room]:
            if mail.purpose in CAPPED:
                mailbox = mail.subscription.email.lower()
                if mailbox and mailbox in self.busy:
                    continue
                self.busy.add(mailbox)
            self.mails.append(mail)


def _give_up_killers(now: dt.datetime) -> None:
    """A mail during which a dispatcher died as often as one may try is shown to staff, not tried for ever."""
    spent = overdue_mails(now).filter(attempts__gte=settings.SCICOMM_DELIVERY_TRIES)
    _close(spent, MailState.FAILED, error=_ENDED_EACH_TIME)


# ---------------------------------------------------------------------- noting


@transaction.atomic
def note_outcomes(worker: str, outcomes: Outcomes) -> None:
    """Write down what became of a batch. A mail that somebody else has settled meanwhile stays as it is."""
    for chunk in _chunks(outcomes.sent):
        # Sent is sent, whoever holds the lease by now.
        rows = OutgoingMail.objects.filter(pk__in=chunk, state__in=OPEN_MAILS)
        _close(rows, MailState.SENT, sent_at=timezone.now(), error="")
    mine = OutgoingMail.objects.filter(state=MailState.IN_FLIGHT, worker=worker)
    for reason, numbers in _by_value(outcomes.unwanted.items()).items():
        for chunk in _chunks(numbers):
            _close(mine.filter(pk__in=chunk), MailState.SKIPPED, error=reason)
    for (until, reason), numbers in _by_value(outcomes.later.items()).items():
        for chunk in _chunks(numbers):
            _requeue(mine.filter(pk__in=chunk), next_try_at=until, error=reason)
    for chunk in _chunks(outcomes.back):
        _requeue(mine.filter(pk__in=chunk))
    for number, (reason, permanent) in outcomes.failed.items():
        _failed(mine.filter(pk=number), reason, permanent)


def _failed(rows: QuerySet[OutgoingMail], reason: str, permanent: bool) -> None:
    """Try again later, waiting longer each time, or give up visibly."""
    mail = rows.first()
    if mail is None:
        return
    reason = without_addresses(reason)[:1000]
    if permanent or mail.attempts >= settings.SCICOMM_DELIVERY_TRIES:
        _close(rows, MailState.FAILED, error=reason)
        return
    wait = dt.timedelta(seconds=retry_wait(mail.attempts))
    rows.update(state=MailState.QUEUED, lease_until=None, worker="", error=reason, next_try_at=timezone.now() + wait)


def _requeue(rows: QuerySet[OutgoingMail], **values: Any) -> None:
    """Back into the queue, and the try does not count."""
    rows.update(state=MailState.QUEUED, lease_until=None, worker="", attempts=F("attempts") - 1, **values)


def _close(rows: QuerySet[OutgoingMail], state: MailState, **values: Any) -> None:
    """Give mails their end, and do what follows from it in the same transaction."""
    mails = list(rows.select_for_update(of=("self",)).select_related("subscription"))
    if not mails:
        return
    OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails]).update(
        state=state, lease_until=None, worker="", **values
    )
    by_purpose: dict[str, list[OutgoingMail]] = {}
    for mail in mails:
        mail.state = state
        by_purpose.setdefault(mail.purpose, []).append(mail)
    for purpose, group in by_purpose.items():
        if purpose in _HOOKS:
            _HOOKS[purpose](group)
    if state in {MailState.SENT, MailState.FAILED}:
        column = "sent" if state == MailState.SENT else "refused"
        count_domains((mail.subscription.email for mail in mails), column)


@when_settled(Purpose.ISSUE)
def _issues_settled(mails: list[OutgoingMail]) -> None:
    for issue in sorted({mail.issue_id for mail in mails if mail.issue_id}):
        finish_issue(issue)


@when_settled(Purpose.SEARCH_ALERT)
def _alerts_settled(mails: list[OutgoingMail]) -> None:
    for mail in mails:
        if mail.state == MailState.SENT and mail.alert:
            alert_sent(mail.alert)


# ---------------------------------------------------------------------- after a kill


@transaction.atomic
def note_journal(taken: Collection[str]) -> int:
    """Note as sent what a journal says was taken and the database does not know yet; returns how many."""
    known = 0
    for chunk in _chunks(sorted(taken)):
        rows = mails_named(chunk).filter(state__in=OPEN_MAILS)
        known += rows.count()
        _close(rows, MailState.SENT, sent_at=timezone.now(), error="")
    return known


@transaction.atomic
def take_over(worker: str, *, taken: Collection[str], in_doubt: Collection[str]) -> int:
    """A dispatcher is dead: note what it had sent, and queue the rest of what it held at once; returns how many.

    Only the mail that it was handing over keeps its try counted. It is sent again under the same Message-ID, unless it has ended
    its dispatcher as often as one may try.
    """
    note_journal(taken)
    held = OutgoingMail.objects.filter(state=MailState.IN_FLIGHT, worker=worker)
    doubtful = held.filter(message_id__in=list(in_doubt))
    _close(doubtful.filter(attempts__gte=settings.SCICOMM_DELIVERY_TRIES), MailState.FAILED, error=_ENDED_EACH_TIME)
    again = doubtful.update(state=MailState.QUEUED, lease_until=None, worker="")
    rest = held.count()
    _requeue(held)
    return again + rest


# ---------------------------------------------------------------------- by hand


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


# ---------------------------------------------------------------------- small things

T = TypeVar("T")


def _chunks(rows: list[T]) -> Iterable[list[T]]:
    """So many at once: SQLite has a bound on the parameters of a query."""
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))


def _by_value(pairs: Iterable[tuple[int, T]]) -> dict[T, list[int]]:
    grouped: dict[T, list[int]] = {}
    for number, value in pairs:
        grouped.setdefault(value, []).append(number)
    return grouped
