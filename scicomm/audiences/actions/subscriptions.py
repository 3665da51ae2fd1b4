"""Subscriptions: asked for, confirmed, changed, ended, erased. The confirmation mail is a row that the worker sends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy

from scicomm.audiences.enums import OPEN_MAILS, MailState, Purpose, SearchState, SubscriptionKind, SubscriptionState
from scicomm.audiences.models import OutgoingMail, Subscription
from scicomm.audiences.models.subscriptions import new_key
from scicomm.audiences.permissions import keeps_addresses, rows_of_reader
from scicomm.audiences.queries import never_confirmed, subscription_to_confirm
from scicomm.audiences.rules import (
    ASK_AGAIN_AFTER,
    CONSENT_VERSION,
    confirm_token,
    message_id,
    normal_address,
    token_hash,
)
from scicomm.channels.queries import root_unit
from scicomm.core.audit import audit, audit_entry, nothing_personal, shred_audit_of
from scicomm.core.ledger import record
from scicomm.facts import audiences as facts
from scicomm.facts.base import ref
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

CONFIRMED = audit_entry("audiences.subscription.confirm", gettext_lazy("Confirm subscription"), shred=lambda data: {})
CHANGED = audit_entry("audiences.subscription.edit", gettext_lazy("Change subscription"), shred=lambda data: {})
LEFT = audit_entry("audiences.subscription.leave", gettext_lazy("End subscription"), shred=lambda data: {})
ERASED = audit_entry("audiences.subscription.erase", gettext_lazy("Erase a reader's data"), shred=nothing_personal)


@transaction.atomic
def ask_to_subscribe(
    *, email: str, language: str, consent_locale: str, all_units: bool = True, units: Iterable[Unit] = ()
) -> Subscription:
    """Note a wish to subscribe and queue the mail that asks for confirmation; known readers get a mail that says so.

    Nothing the caller shows may depend on the result: whether an address is known is nobody's business. Asking again within
    ten minutes sends no second mail.
    """
    address, now = normal_address(email), timezone.now()
    row, fresh = row_for(address, language, consent_locale, SubscriptionKind.NEWSLETTER)
    if row.state == SubscriptionState.CONFIRMED:
        _queue_known(row)
        return row
    # Pending or left: the newest wish counts.
    row.all_units = all_units
    recent = not fresh and row.state == SubscriptionState.PENDING and now - row.asked_at < ASK_AGAIN_AFTER
    row.state = SubscriptionState.PENDING
    if not recent:
        row.asked_at, row.consent_version, row.consent_locale = now, CONSENT_VERSION, consent_locale
        row.confirm_key = new_key()
        row.confirm_hash = token_hash(confirm_token(row.pk, row.confirm_key))
    row.save()
    row.units.set([] if all_units else units)
    if not recent:
        _queue(row, Purpose.CONFIRM, row.confirm_key[:12])
    return row


def row_for(address: str, language: str, consent_locale: str, kind: str) -> tuple[Subscription, bool]:
    """The locked row of an address, made if there is none; two first requests at once make one. Call in a transaction."""
    rows = Subscription.objects.alias(low=Lower("email")).filter(low=address.lower(), language=language, kind=kind)
    known = rows.select_for_update().first()
    if known:
        return known, False
    try:
        with transaction.atomic():
            return Subscription.objects.create(
                email=address,
                language=language,
                kind=kind,
                asked_at=timezone.now(),
                consent_version=CONSENT_VERSION,
                consent_locale=consent_locale,
            ), True
    except IntegrityError:
        return rows.select_for_update().get(), False


def _queue(row: Subscription, purpose: Purpose, distinct: str) -> None:
    OutgoingMail.objects.get_or_create(
        message_id=message_id(purpose, row.pk, distinct, settings.SITE_URL),
        defaults={"purpose": purpose, "subscription": row, "next_try_at": timezone.now()},
    )


def _queue_known(row: Subscription) -> None:
    since = timezone.now() - ASK_AGAIN_AFTER
    if not row.mails.filter(purpose=Purpose.KNOWN, queued_at__gte=since).exists():
        _queue(row, Purpose.KNOWN, f"{timezone.now():%Y%m%d%H%M%S}")


def _unit_id(row: Subscription) -> int:
    """The unit a reader counts for: the only one chosen, else the academy."""
    chosen = [] if row.all_units else list(row.units.values_list("pk", flat=True)[:2])
    root = root_unit()
    return chosen[0] if len(chosen) == 1 or root is None else root.pk


def _locked(row: Subscription) -> Subscription:
    return Subscription.objects.select_for_update().get(pk=row.pk)


@transaction.atomic
def confirm_subscription(token: str) -> Subscription | None:
    """Confirm by the secret from the mail; twice is once. None for a link that is forged, too old, or replaced."""
    found = subscription_to_confirm(token)
    if found is None:
        return None
    row = _locked(found)
    if row.state == SubscriptionState.PENDING and row.kind == SubscriptionKind.NEWSLETTER:
        row.state, row.confirmed_at, row.left_at = SubscriptionState.CONFIRMED, timezone.now(), None
        row.save(update_fields=["state", "confirmed_at", "left_at"])
        audit(CONFIRMED, row, user=None, new={"consent": row.consent_version, "locale": row.consent_locale})
        record(
            facts.SubscriberConfirmed(
                unit_id=_unit_id(row), subject=ref("audiences", "subscription", row.pk), language=row.language
            )
        )
    return row


@transaction.atomic
def change_preferences(subscription: Subscription, *, all_units: bool, units: Iterable[Unit]) -> Subscription:
    """Change which units a reader hears from."""
    row = _locked(subscription)
    require(row.erased_at is None)
    old = {"all": row.all_units, "units": sorted(row.units.values_list("slug", flat=True))}
    row.all_units = all_units
    row.save(update_fields=["all_units"])
    row.units.set([] if all_units else units)
    new = {"all": all_units, "units": sorted(row.units.values_list("slug", flat=True))}
    if new != old:
        audit(CHANGED, row, user=None, old=old, new=new)
    return row


@transaction.atomic
def end_subscription(subscription: Subscription, *, acting_user: Any = None) -> Subscription:
    """End a subscription: by the reader's own link (no user), or by staff on request. Twice is once."""
    require(acting_user is None or keeps_addresses(acting_user))
    row = _locked(subscription)
    if row.state != SubscriptionState.LEFT:
        was_reader = row.state == SubscriptionState.CONFIRMED and row.kind == SubscriptionKind.NEWSLETTER
        row.state, row.left_at, row.confirm_hash = SubscriptionState.LEFT, timezone.now(), ""
        row.save(update_fields=["state", "left_at", "confirm_hash"])
        audit(LEFT, row, user=acting_user)
        if was_reader:
            record(
                facts.SubscriberLeft(
                    unit_id=_unit_id(row),
                    subject=ref("audiences", "subscription", row.pk),
                    actor_id=getattr(acting_user, "pk", None),
                )
            )
    return row


@transaction.atomic
def erase_subscription(subscription: Subscription, *, acting_user: Any = None) -> Subscription:
    """Forget a reader: the address, the choices and what the audit held go; a number and times stay. Kept mails follow soon."""
    row = end_subscription(subscription, acting_user=acting_user)
    if row.erased_at is None:
        row.email, row.all_units, row.erased_at = "", True, timezone.now()
        row.confirm_hash, row.confirm_key = "", new_key()
        row.save()
        row.units.clear()
        OutgoingMail.objects.filter(subscription=row, state__in=OPEN_MAILS, issue__isnull=True).update(
            state=MailState.SKIPPED, lease_until=None
        )
        _drop_searches(row)
        shred_audit_of(row)
        audit(ERASED, row, user=acting_user)
    return row


def _drop_searches(row: Subscription) -> None:
    """What an erased reader watched goes as well: names, words, what was told."""
    root = root_unit()
    for search in row.searches.all():
        if search.state in {SearchState.ACTIVE, SearchState.PAUSED}:
            record(
                facts.SearchEnded(unit_id=root.pk if root else 0, subject=ref("audiences", "saved_search", search.pk))
            )
        shred_audit_of(search)
        search.delete()


@transaction.atomic
def erase_reader(subscription: Subscription) -> None:
    """Forget a mailbox: everything that one reader gets at the address of this row, in whichever language."""
    for row in [*rows_of_reader(subscription), subscription]:
        erase_subscription(row)


def forget_unconfirmed(*, limit: int = 500) -> int:
    """Erase addresses that were typed in a month ago and never confirmed; returns how many."""
    old = list(never_confirmed(timezone.now())[:limit])
    for row in old:
        erase_subscription(row)
    return len(old)
