"""Readers and mails for tests, made by the real actions."""

from __future__ import annotations

import email.policy
from collections.abc import Iterable
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from scicomm.audiences import actions
from scicomm.audiences.models import OutgoingMail, ReaderProfile, Segment, Subscription
from scicomm.audiences.rules import confirm_token
from scicomm.core.mail import file_name, mail_folder
from scicomm.organisation.models import Unit

_count = iter(range(1, 1_000_000))


def asked(email: str = "", *, language: str = "zh-hans", units: Iterable[Unit] = ()) -> Subscription:
    """Somebody filled in the form and has not confirmed."""
    chosen = list(units)
    return actions.ask_to_subscribe(
        email=email or f"reader{next(_count)}@readers.example",
        language=language,
        consent_locale=language,
        all_units=not chosen,
        units=chosen,
    )


def reader(email: str = "", *, language: str = "zh-hans", units: Iterable[Unit] = ()) -> Subscription:
    """A confirmed reader; the confirmation mail is dropped from the queue, so that tests see only what comes after."""
    row = asked(email, language=language, units=units)
    OutgoingMail.objects.filter(subscription=row).delete()
    confirmed = actions.confirm_subscription(confirm_token(row.pk, row.confirm_key))
    assert confirmed is not None
    return confirmed


def kept(mail: OutgoingMail) -> EmailMessage | None:
    """The mail as it lies in the folder; None when it was not sent."""
    path = mail_folder() / file_name(mail.message_id)
    return _read(path.read_bytes()) if path.exists() else None


def _read(raw: bytes) -> EmailMessage:
    return BytesParser(_class=EmailMessage, policy=email.policy.default).parsebytes(raw)


def digest_reader(
    email: str = "", *, language: str = "zh-hans", segments: Iterable[str] = ("general",), **profile: Any
) -> Subscription:
    """A confirmed reader of the digest with values of their profile; the confirmation mail is dropped."""
    row = actions.ask_for_digest(
        email=email or f"reader{next(_count)}@readers.example",
        language=language,
        consent_locale=language,
        segments=list(Segment.objects.filter(code__in=list(segments))),
    )
    OutgoingMail.objects.filter(subscription=row).delete()
    confirmed = actions.confirm_subscription(confirm_token(row.pk, row.confirm_key))
    assert confirmed is not None
    if profile:
        ReaderProfile.objects.filter(subscription=row).update(**profile)
    return confirmed


def child(email: str = "", guardian: str = "parent@readers.example", *, language: str = "zh-hans") -> Subscription:
    """A child asked for the digest; its guardian has a mail waiting."""
    return actions.ask_for_digest(
        email=email or f"child{next(_count)}@readers.example",
        language=language,
        consent_locale=language,
        segments=list(Segment.objects.filter(code="primary")),
        is_under_14=True,
        guardian_email=guardian,
    )
