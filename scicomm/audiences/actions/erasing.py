"""Forgetting readers: what goes, and the little that stays (a number, times, which wordings were agreed to)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from scicomm.audiences.actions.digest_feedback import forget_digests
from scicomm.audiences.actions.subscriptions import end_subscription
from scicomm.audiences.enums import OPEN_MAILS, GuardianState, MailState, SearchState
from scicomm.audiences.models import (
    Bounce,
    Contact,
    Guardian,
    OutgoingMail,
    ReaderProfile,
    Subscription,
    Suspension,
    WatchedQuery,
)
from scicomm.audiences.models.subscriptions import new_key
from scicomm.audiences.permissions import rows_of_reader
from scicomm.audiences.queries import never_confirmed
from scicomm.audiences.rules import ANSWER_WITHIN
from scicomm.channels.queries import root_unit
from scicomm.core.audit import audit, audit_entry, nothing_personal, shred_audit_of
from scicomm.core.erased import Erased, hash_of, note_erased
from scicomm.core.ledger import record
from scicomm.facts import audiences as facts
from scicomm.facts.base import ref

ERASED = audit_entry("audiences.subscription.erase", gettext_lazy("Erase a reader's data"), shred=nothing_personal)

# How the list of what was erased names a subscription.
READER = "audiences.subscription"

# Tables that hang on a subscription and stay when it is erased, with what stays in them. Whoever adds a table decides:
# tests/audiences/test_erasing.py names every table that is neither here nor emptied by `erase_subscription`.
STAYS = {
    "audiences.Consent": "purpose, version, language, source and time of each yes and each end; the proof is blanked",
    "audiences.OutgoingMail": "until the kept copies are deleted, within the hour",
}


@transaction.atomic
def erase_subscription(subscription: Subscription, *, acting_user: Any = None, source: str = "") -> Subscription:
    """Forget what one row knows of its reader: the address, the choices and what the audit held go; a number and times stay.
    Kept mails follow soon."""
    row = end_subscription(subscription, acting_user=acting_user, source=source)
    if row.erased_at is None:
        row.email, row.all_units, row.erased_at = "", True, timezone.now()
        row.confirm_hash, row.confirm_key, row.undeliverable_since = "", new_key(), None
        row.save()
        row.units.clear()
        OutgoingMail.objects.filter(subscription=row, state__in=OPEN_MAILS, issue__isnull=True).update(
            state=MailState.SKIPPED, lease_until=None
        )
        _drop_searches(row)
        _drop_profile(row)
        forget_digests(row)
        for model in (Contact, Bounce, Suspension):
            model.objects.filter(subscription=row).delete()
        row.consents.update(proof="")
        shred_audit_of(row)
        audit(ERASED, row, user=acting_user)
        root = root_unit()
        record(facts.ReaderErased(unit_id=root.pk if root else 0, subject=ref("audiences", "subscription", row.pk)))
    return row


def _drop_searches(row: Subscription) -> None:
    """What an erased reader watched goes as well: names, words, what was told."""
    root = root_unit()
    queries = list(row.searches.values_list("query_id", flat=True))
    for search in row.searches.all():
        if search.state in {SearchState.ACTIVE, SearchState.PAUSED}:
            record(
                facts.SearchEnded(unit_id=root.pk if root else 0, subject=ref("audiences", "saved_search", search.pk))
            )
        shred_audit_of(search)
        search.delete()
    # Words that nobody else watches may say who watched them.
    WatchedQuery.objects.filter(pk__in=queries, searches__isnull=True).delete()


def _drop_profile(row: Subscription) -> None:
    """What a reader said of themselves, and the guardian of a child."""
    for held in [*ReaderProfile.objects.filter(subscription=row), *Guardian.objects.filter(subscription=row)]:
        shred_audit_of(held)
        held.delete()


@transaction.atomic
def erase_reader(subscription: Subscription, *, acting_user: Any = None) -> None:
    """Forget a mailbox: everything that one reader gets at the address of this row, in whichever language."""
    for row in [*rows_of_reader(subscription), subscription]:
        erase_subscription(row, acting_user=acting_user)


def forget_unanswered(*, limit: int = 500) -> int:
    """Erase children whose guardian did not answer in time, with the guardian's address; returns how many. Nobody is reminded."""
    since = timezone.now() - ANSWER_WITHIN
    late = Guardian.objects.filter(state=GuardianState.ASKED, asked_at__lt=since).select_related("subscription")
    rows = [guardian.subscription for guardian in late[:limit]]
    for row in rows:
        erase_subscription(row)
    return len(rows)


def forget_unconfirmed(*, limit: int = 500) -> int:
    """Erase addresses that were typed in a month ago and never confirmed; returns how many."""
    old = list(never_confirmed(timezone.now())[:limit])
    for row in old:
        erase_subscription(row)
    return len(old)


def note_reader_erased(number: int) -> None:
    """Put an erased subscription on the list that restoring an older backup reads. Again does no harm."""
    row = Subscription.objects.filter(pk=number, erased_at__isnull=False).first()
    if row is not None and row.erased_at is not None:
        note_erased(READER, row.key, timezone.localdate(row.erased_at))


def erase_readers_again(erased: Erased) -> int:
    """Erase whoever stands on the list and came back with an older backup; returns how many rows that were."""
    rows = Subscription.objects.filter(erased_at__isnull=True).values_list("pk", "key")
    found = [pk for pk, key in rows.iterator() if (READER, hash_of(READER, key)) in erased]
    for pk in found:
        erase_subscription(Subscription.objects.get(pk=pk))
    return len(found)
