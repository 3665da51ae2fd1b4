"""The mails that ask a guardian, and a reader of the digest."""

from __future__ import annotations

from django.utils.translation import gettext as _

from scicomm.audiences.enums import ConsentPurpose, GuardianState, Purpose, SubscriptionState
from scicomm.audiences.models import Guardian, OutgoingMail, Subscription
from scicomm.audiences.queries import guardian_address, is_waiting_for_guardian
from scicomm.audiences.rules import ANSWER_WITHIN, CONFIRM_WITHIN, confirm_token, consent_text
from scicomm.audiences.tasks.letters.registry import addressed_to, writes_one
from scicomm.audiences.tasks.links import Written, link


@addressed_to(Purpose.GUARDIAN)
def guardian_of(mail: OutgoingMail, reader: Subscription) -> str:
    """To whom the mail goes: the guardian that is asked. Empty: to nobody."""
    found = Guardian.objects.filter(subscription=reader).first()
    return (guardian_address(found) or "") if found else ""


@writes_one(Purpose.GUARDIAN)
def guardian_letter(mail: OutgoingMail, reader: Subscription) -> Written | None:
    """Asks a guardian; None when another one is asked now, or the answer is there."""
    found = Guardian.objects.filter(subscription=reader, state=GuardianState.ASKED).first()
    if found is None or found.key[:12] not in mail.message_id:
        return None
    text = consent_text(ConsentPurpose.GUARDIAN)
    context = {
        "guardian_url": link("guardian", found.token),
        "child": reader.email,
        "lines": text.lines(reader.language) if text else (),
        "days": ANSWER_WITHIN.days,
    }
    return _("A child asks for our science digest: do you agree?"), "guardian", context


def confirm_digest(mail: OutgoingMail, reader: Subscription) -> Written | None:
    """Asks the reader of a digest to confirm; a child's guardian has agreed before."""
    if reader.state != SubscriptionState.PENDING or reader.confirm_key[:12] not in mail.message_id:
        return None
    if is_waiting_for_guardian(reader):
        return None
    context = {
        "confirm_url": link("confirm", confirm_token(reader.pk, reader.confirm_key)),
        "days": CONFIRM_WITHIN.days,
    }
    return _("Please confirm: do you want our digest?"), "confirm_digest", context
