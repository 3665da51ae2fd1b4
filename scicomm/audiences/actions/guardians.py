"""A guardian's consent for a child under 14: asked by mail, given by the guardian's own link, ended at any time."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from scicomm.audiences.actions.consents import note_consent
from scicomm.audiences.actions.erasing import erase_subscription
from scicomm.audiences.actions.subscriptions import end_subscription, locked, queue_confirmation, queue_mail, renew
from scicomm.audiences.enums import (
    OPEN_MAILS,
    ConsentPurpose,
    ConsentSource,
    GuardianState,
    MailState,
    Purpose,
    SubscriptionState,
)
from scicomm.audiences.models import Guardian, OutgoingMail, Subscription
from scicomm.audiences.models.subscriptions import new_key
from scicomm.audiences.queries import guardian_address
from scicomm.audiences.rules import GUARDIAN_SEAL
from scicomm.core.audit import audit, audit_entry
from scicomm.core.secrets import seal

AGREED = audit_entry("audiences.guardian.agree", gettext_lazy("Guardian agrees"), shred=lambda data: {})


def ask_guardian(row: Subscription, address: str, *, again: bool) -> Guardian:
    """Queue the mail to a child's guardian; call in the transaction that notes the wish. `again`: the child's row waits already;
    then the same guardian is not asked a second time and never reminded. Another address is asked anew, and the older link
    stops working."""
    found = Guardian.objects.select_for_update(of=("self",)).filter(subscription=row).first()
    if found and again and _same(found, address):
        return found
    guardian = found or Guardian(subscription=row)
    guardian.sealed_email = seal(address, settings.SCICOMM_PASSWORD_KEYS[0], GUARDIAN_SEAL)
    guardian.language, guardian.key = row.language, new_key()
    guardian.state, guardian.asked_at, guardian.answered_at = GuardianState.ASKED, timezone.now(), None
    guardian.save()
    # What was on its way to the child, or to another guardian, is not sent.
    row.mails.filter(state__in=OPEN_MAILS).update(state=MailState.SKIPPED, lease_until=None)
    queue_mail(row, Purpose.GUARDIAN, guardian.key[:12])
    return guardian


def _same(guardian: Guardian, address: str) -> bool:
    known = guardian_address(guardian)
    return known is not None and known.lower() == address.lower()


def _locked(guardian: Guardian) -> tuple[Subscription, Guardian]:
    """The child's row first: everybody who locks both takes them in this order."""
    row = locked(guardian.subscription)
    return row, Guardian.objects.select_for_update(of=("self",)).get(pk=guardian.pk)


@transaction.atomic
def agree_as_guardian(guardian: Guardian) -> Guardian:
    """The guardian agrees; only now the child gets a mail, which asks to confirm the address. Twice is once."""
    row, found = _locked(guardian)
    if found.state == GuardianState.ASKED:
        found.state, found.answered_at = GuardianState.AGREED, timezone.now()
        found.save(update_fields=["state", "answered_at"])
        note_consent(row, ConsentPurpose.GUARDIAN, given=True, source=ConsentSource.GUARDIAN, language=found.language)
        audit(AGREED, row, user=None)
        if row.state != SubscriptionState.CONFIRMED:
            # The seven days of the child's link begin now.
            renew(row, row.consent_locale, fresh=True)
            queue_confirmation(row)
    return found


@transaction.atomic
def refuse_as_guardian(guardian: Guardian) -> None:
    """No, or no longer: everything is erased, the child's address and the guardian's."""
    row, _found = _locked(guardian)
    erase_subscription(row, source=ConsentSource.GUARDIAN)


@transaction.atomic
def end_as_guardian(guardian: Guardian) -> Subscription:
    """Stop the mails to the child and keep nothing waiting; the rows stay until they are erased."""
    row, _found = _locked(guardian)
    OutgoingMail.objects.filter(subscription=row, state__in=OPEN_MAILS).update(
        state=MailState.SKIPPED, lease_until=None
    )
    return end_subscription(row, source=ConsentSource.GUARDIAN)
