"""Consents: every yes and every end of one is a row, written beside the change that it allows. Nothing here is ever changed."""

from __future__ import annotations

from django.utils import timezone

from scicomm.audiences.enums import ConsentPurpose, ConsentSource, SubscriptionKind
from scicomm.audiences.models import Consent, Subscription
from scicomm.audiences.queries import CONSENT_OF_KIND
from scicomm.audiences.rules import current_version


def note_consent(
    row: Subscription,
    purpose: str,
    *,
    given: bool,
    source: str,
    version: str = "",
    language: str = "",
    proof: str = "",
) -> Consent | None:
    """Write a reader's word down; call it in the transaction of the change. The same word twice is written once, and what was
    never given is not taken back (None)."""
    newest = row.consents.filter(purpose=purpose).order_by("-at", "-id").first()
    if newest is None and not given:
        return None
    # What is taken back is the wording that was given.
    version = version or (newest.text_version if newest and not given else current_version(purpose))
    language = language or (newest.text_language if newest and not given else row.consent_locale or row.language)
    if newest and newest.is_given == given and newest.text_version == version:
        return newest
    return Consent.objects.create(
        subscription=row,
        purpose=purpose,
        is_given=given,
        text_version=version,
        text_language=language,
        source=source,
        proof=proof[:300],
        at=timezone.now(),
    )


def note_yes(row: Subscription, *, source: str = ConsentSource.LINK, proof: str = "") -> None:
    """The reader confirmed a subscription: the purpose of its kind, by the wording that stood on the form."""
    note_consent(
        row, CONSENT_OF_KIND[SubscriptionKind(row.kind)], given=True, source=source, version=row.consent_version,
        language=row.consent_locale, proof=proof,
    )  # fmt: skip


def note_end(row: Subscription, *, source: str) -> None:
    """The reader left: everything that was agreed to for this row is taken back."""
    for purpose in ConsentPurpose.values:
        note_consent(row, purpose, given=False, source=source)
