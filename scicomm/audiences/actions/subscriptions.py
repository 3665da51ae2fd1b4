"""Subscriptions: asked for, confirmed, changed, ended, erased. The confirmation mail is a row that the worker sends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy

from scicomm.audiences.actions.consents import note_consent, note_end, note_yes
from scicomm.audiences.enums import ConsentPurpose, ConsentSource, Purpose, SubscriptionKind, SubscriptionState
from scicomm.audiences.models import OutgoingMail, ReaderProfile, Subscription
from scicomm.audiences.models.subscriptions import new_key
from scicomm.audiences.permissions import keeps_addresses, rows_of_reader
from scicomm.audiences.queries import CONSENT_OF_KIND, is_waiting_for_guardian, subscription_to_confirm
from scicomm.audiences.rules import (
    ASK_AGAIN_AFTER,
    confirm_token,
    current_version,
    message_id,
    normal_address,
    token_hash,
)
from scicomm.channels.queries import root_unit
from scicomm.core.audit import audit, audit_entry
from scicomm.core.ledger import record
from scicomm.facts import audiences as facts
from scicomm.facts.base import ref
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

CONFIRMED = audit_entry("audiences.subscription.confirm", gettext_lazy("Confirm subscription"), shred=lambda data: {})
CHANGED = audit_entry("audiences.subscription.edit", gettext_lazy("Change subscription"), shred=lambda data: {})
LEFT = audit_entry("audiences.subscription.leave", gettext_lazy("End subscription"), shred=lambda data: {})

_JOINED: dict[SubscriptionKind, Any] = {
    SubscriptionKind.NEWSLETTER: facts.SubscriberConfirmed,
    SubscriptionKind.DIGEST: facts.DigestReaderJoined,
}
_LEFT: dict[SubscriptionKind, Any] = {
    SubscriptionKind.NEWSLETTER: facts.SubscriberLeft,
    SubscriptionKind.DIGEST: facts.DigestReaderLeft,
}


@transaction.atomic
def ask_to_subscribe(
    *, email: str, language: str, consent_locale: str, all_units: bool = True, units: Iterable[Unit] = ()
) -> Subscription:
    """Note a wish to subscribe and queue the mail that asks for confirmation; known readers get a mail that says so.

    Nothing the caller shows may depend on the result: whether an address is known is nobody's business. Asking again within
    ten minutes sends no second mail.
    """
    address = normal_address(email)
    row, fresh = row_for(address, language, consent_locale, SubscriptionKind.NEWSLETTER)
    if row.state == SubscriptionState.CONFIRMED:
        queue_known(row)
        return row
    # Pending or left: the newest wish counts.
    row.all_units = all_units
    asks = renew(row, consent_locale, fresh=fresh)
    row.units.set([] if all_units else units)
    if asks:
        queue_confirmation(row)
    return row


def renew(row: Subscription, consent_locale: str, *, fresh: bool) -> bool:
    """Make a row wait for its confirmation; whether a mail has to ask for it, which is at most every ten minutes."""
    now = timezone.now()
    recent = not fresh and row.state == SubscriptionState.PENDING and now - row.asked_at < ASK_AGAIN_AFTER
    row.state = SubscriptionState.PENDING
    if not recent:
        row.asked_at, row.consent_locale = now, consent_locale
        row.consent_version = current_version(CONSENT_OF_KIND[SubscriptionKind(row.kind)])
        row.confirm_key = new_key()
        row.confirm_hash = token_hash(confirm_token(row.pk, row.confirm_key))
    row.save()
    return not recent


def queue_confirmation(row: Subscription) -> None:
    """The mail with the button; an older one holds a dead link from now on."""
    queue_mail(row, Purpose.CONFIRM, row.confirm_key[:12])


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
                consent_version=current_version(CONSENT_OF_KIND[SubscriptionKind(kind)]),
                consent_locale=consent_locale,
            ), True
    except IntegrityError:
        return rows.select_for_update().get(), False


def queue_mail(row: Subscription, purpose: Purpose, distinct: str) -> None:
    """A mail of this row, once for each `distinct`."""
    OutgoingMail.objects.get_or_create(
        message_id=message_id(purpose, row.pk, distinct, settings.SITE_URL),
        defaults={"purpose": purpose, "subscription": row, "next_try_at": timezone.now()},
    )


def queue_known(row: Subscription) -> None:
    """Tell who asked again that they are subscribed, at most every ten minutes."""
    since = timezone.now() - ASK_AGAIN_AFTER
    if not row.mails.filter(purpose=Purpose.KNOWN, queued_at__gte=since).exists():
        queue_mail(row, Purpose.KNOWN, f"{timezone.now():%Y%m%d%H%M%S}")


def unit_of_reader(row: Subscription) -> int:
    """The unit a reader counts for: the only one chosen, else the academy."""
    chosen = [] if row.all_units else list(row.units.values_list("pk", flat=True)[:2])
    root = root_unit()
    return chosen[0] if len(chosen) == 1 or root is None else root.pk


def locked(row: Subscription) -> Subscription:
    """The row as it stands now, held until the transaction ends."""
    return Subscription.objects.select_for_update().get(pk=row.pk)


@transaction.atomic
def confirm_subscription(token: str) -> Subscription | None:
    """Confirm by the secret from the mail; twice is once. None for a link that is forged, too old, or replaced."""
    found = subscription_to_confirm(token)
    if found is None:
        return None
    row = locked(found)
    if row.state == SubscriptionState.PENDING and row.kind in _JOINED:
        if is_waiting_for_guardian(row):
            return None
        row.state, row.confirmed_at, row.left_at = SubscriptionState.CONFIRMED, timezone.now(), None
        # Whoever pressed the button in a mail has a mailbox that works.
        row.undeliverable_since = None
        row.save(update_fields=["state", "confirmed_at", "left_at", "undeliverable_since"])
        note_yes(row)
        profile = ReaderProfile.objects.filter(subscription=row, is_personal=True).first()
        if profile:
            note_consent(row, ConsentPurpose.PERSONALISATION, given=True, source=ConsentSource.LINK)
        audit(CONFIRMED, row, user=None, new={"consent": row.consent_version, "locale": row.consent_locale})
        record(
            _JOINED[SubscriptionKind(row.kind)](
                unit_id=unit_of_reader(row), subject=ref("audiences", "subscription", row.pk), language=row.language
            )
        )
    return row


@transaction.atomic
def change_preferences(subscription: Subscription, *, all_units: bool, units: Iterable[Unit]) -> Subscription:
    """Change which units a reader hears from."""
    row = locked(subscription)
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
def end_subscription(subscription: Subscription, *, acting_user: Any = None, source: str = "") -> Subscription:
    """End a subscription: by the reader's own link (no user), or by staff on request. Twice is once."""
    require(acting_user is None or keeps_addresses(acting_user))
    row = locked(subscription)
    if row.state != SubscriptionState.LEFT:
        left = _LEFT.get(SubscriptionKind(row.kind)) if row.state == SubscriptionState.CONFIRMED else None
        row.state, row.left_at, row.confirm_hash = SubscriptionState.LEFT, timezone.now(), ""
        row.save(update_fields=["state", "left_at", "confirm_hash"])
        note_end(row, source=source or (ConsentSource.STAFF if acting_user else ConsentSource.LINK))
        audit(LEFT, row, user=acting_user)
        if left:
            record(
                left(
                    unit_id=unit_of_reader(row),
                    subject=ref("audiences", "subscription", row.pk),
                    actor_id=getattr(acting_user, "pk", None),
                )
            )
    return row


@transaction.atomic
def end_everything(subscription: Subscription) -> int:
    """End all that one mailbox gets, of every kind and language; returns how many subscriptions that were."""
    rows = [row for row in rows_of_reader(subscription) if row.state != SubscriptionState.LEFT]
    for row in rows:
        end_subscription(row)
    return len(rows)
