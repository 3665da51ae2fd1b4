"""Mails to the leads' address become leads, once each; what is automatic, refused or broken is noted."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.journals.models import Article
from scicomm.newsroom.actions.attachments import Refused, keep_attachments
from scicomm.newsroom.actions.leads import state_reported, weighed
from scicomm.newsroom.enums import LeadSource, MailState
from scicomm.newsroom.models import Lead, LeadMail
from scicomm.newsroom.rules import doi_in
from scicomm.newsroom.rules.mails import IncomingMail, confidential_day
from scicomm.organisation.models import Person, Unit

MAILED = audit_entry("newsroom.lead.mail", gettext_lazy("Lead by mail"), shred=nothing_personal)
_NAMESPACE = uuid.UUID("8c6f3d2e-7a55-4b42-9d58-0d2f1f1f6a10")


@dataclass(frozen=True)
class _Sender:
    """Who wrote: a person of the house, or somebody else whose words go to the top unit."""

    person: Person | None
    unit: Unit


def _sender(mail: IncomingMail, top: Unit) -> _Sender:
    """The one person with the sender's address. Of two with the same nobody is guessed, and where the receiving server doubts the
    address, nobody is believed."""
    mine = Q(email__iexact=mail.sender) | Q(user__email__iexact=mail.sender)
    people = list(Person.objects.filter(mine).exclude(user__is_active=False).select_related("unit").distinct()[:2])
    if len(people) == 1 and not mail.is_doubtful:
        return _Sender(people[0], people[0].unit)
    return _Sender(None, top)


@transaction.atomic
def take_in_mail(mail: IncomingMail, *, keep_outside: bool) -> LeadMail | None:
    """One mail becomes a lead, or a note why not; the same mail again is what it was. None while the house has no unit."""
    top = Unit.objects.filter(depth=1).order_by("path").first()
    if top is None:
        return None
    row, created = LeadMail.objects.get_or_create(
        key=mail.key,
        defaults={
            "unit": top, "state": MailState.AUTOMATIC, "message_id": mail.message_id, "language": mail.language,
            "subject": mail.subject if mail.is_automatic else "",
        },
    )  # fmt: skip
    if not created or mail.is_automatic:
        return row
    sender = _sender(mail, top)
    # Whoever the server doubts did not write: an answer would reach somebody who never asked (RFC 3834).
    row.answer_to = "" if mail.is_doubtful else mail.sender
    if sender.person is None and not keep_outside:
        row.state = MailState.REFUSED
        row.save(update_fields=["state", "answer_to"])
        record(facts.LeadMailRefused(unit_id=top.pk, subject=ref("newsroom", "leadmail", row.pk)))
        return row
    row.lead = _lead(mail, sender)
    row.state, row.unit = MailState.TAKEN, sender.unit
    row.save(update_fields=["lead", "state", "answer_to", "unit"])
    actor = sender.person.user_id if sender.person else None
    audit(MAILED, row.lead, user=None)
    state_reported(row.lead, actor)
    return row


def _lead(mail: IncomingMail, sender: _Sender) -> Lead:
    doi = doi_in(f"{mail.subject}\n{mail.text}")
    article = Article.objects.filter(doi=doi).first() if doi else None
    post_key = uuid.uuid5(_NAMESPACE, mail.key)
    first = next((line for line in mail.text.split("\n") if line), "")
    with translation.override(mail.language):
        title = (mail.subject or first or _("A mail without words"))[:300]
    lead = Lead.objects.create(
        unit=sender.unit, title=title, body=mail.text, source=LeadSource.MAIL, article=article, post_key=post_key,
        reported_by=sender.person, language=mail.language,
        outside_sender="" if sender.person else f"{mail.sender_name} <{mail.sender}>".strip()[:300],
        confidential_until=confidential_day(f"{mail.subject}\n{mail.text}", timezone.localtime()),
        **weighed(LeadSource.MAIL, mail.text, article, None, len(mail.files)),
    )  # fmt: skip
    refused = keep_attachments(mail.files, post_key=post_key, held_by=sender.person, lead=lead)
    if refused or mail.files_left_out:
        with translation.override(mail.language):
            lead.body = f"{lead.body}\n\n{_left_out(refused, mail.files_left_out)}".strip()
        lead.save(update_fields=["body"])
    return lead


def _left_out(refused: list[Refused], more: int) -> str:
    names = ", ".join(file.name for file in refused)
    if not names:
        return _("Files left out because there were too many: %(count)s") % {"count": more}
    return _("Files left out because they are too large or of a kind that is not taken: %(names)s") % {"names": names}


@transaction.atomic
def set_mail_aside(key: str, *, code: str) -> LeadMail | None:
    """Note that a mail could not be read, and why; the mail itself stays in the box."""
    top = Unit.objects.filter(depth=1).order_by("path").first()
    if top is None:
        return None
    row, _made = LeadMail.objects.get_or_create(
        key=key, defaults={"unit": top, "state": MailState.BROKEN, "reason": code}
    )
    return row


@transaction.atomic
def mark_mail_answered(row: LeadMail) -> None:
    """The answer is sent: the address is not needed any longer."""
    LeadMail.objects.filter(pk=row.pk).update(answer_to="")
