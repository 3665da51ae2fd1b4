"""Letters to those who handed in leads, in their language: what became of it, or why it could not be taken."""

from __future__ import annotations

from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.core.ledger import on
from scicomm.facts.base import ref_parts
from scicomm.facts.newsroom import LeadDeclined, LeadMailRefused, LeadMerged, LeadReported, LeadWentStale
from scicomm.newsroom.actions import mark_mail_answered
from scicomm.newsroom.clients import postman
from scicomm.newsroom.enums import LeadState, MailState
from scicomm.newsroom.models import Lead, LeadMail


def _message_id(noun: str, key: int, what: str) -> str:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{noun}-{key}-{what}@{host}>"


def _address(lead: Lead) -> str:
    """Where whoever handed a lead in is written to; nowhere for mined ones."""
    person = lead.reported_by
    if person is None:
        return parseaddr(lead.outside_sender)[1]
    return person.email or (person.user.email if person.user else "")


def _tell(lead: Lead, what: str, subject: str) -> None:
    """One letter about a lead; a repeated delivery sends the same Message-ID."""
    address = _address(lead)
    if not address:
        return
    context = {
        "lead": lead,
        "what": what,
        "name": lead.reported_by.name if lead.reported_by else "",
        "url": f"{settings.SITE_URL}{reverse('newsroom:report')}" if lead.reported_by else "",
    }
    text = render_to_string("newsroom/mail/lead.txt", context).strip() + "\n"
    postman().send(to=address, subject=subject, text=text, message_id=_message_id("lead", lead.pk, what))


def _lead(reference: str, state: LeadState) -> Lead | None:
    """The lead of a fact, while it is in the state that the fact brought."""
    rows = Lead.objects.select_related("unit", "reported_by__user").filter(pk=ref_parts(reference)[1], state=state)
    return rows.first()


@on(LeadDeclined)
def tell_declined(fact: LeadDeclined, *, delivery_id: int) -> None:
    """Whoever handed a lead in reads why it was not used."""
    lead = _lead(fact.subject, LeadState.DECLINED)
    if lead:
        with override(lead.language or "zh-hans"):
            _tell(lead, "declined", _("Your lead was not used, and why"))


@on(LeadWentStale)
def tell_stale(fact: LeadWentStale, *, delivery_id: int) -> None:
    """Whoever handed a lead in is told that nobody took it."""
    lead = _lead(fact.subject, LeadState.STALE)
    if lead:
        with override(lead.language or "zh-hans"):
            _tell(lead, "stale", _("Nobody took your lead in time"))


@on(LeadMerged)
def tell_merged(fact: LeadMerged, *, delivery_id: int) -> None:
    """Whoever handed a lead in is told that they follow another of the same."""
    lead = _lead(fact.subject, LeadState.MERGED)
    if lead:
        with override(lead.language or "zh-hans"):
            _tell(lead, "merged", _("Your lead goes on with another of the same"))


@on(LeadReported)
def answer_mail(fact: LeadReported, *, delivery_id: int) -> None:
    """A mail that became a lead is answered once: it has come in, and where one sees what becomes of it."""
    mail = LeadMail.objects.select_related("lead__reported_by").filter(lead_id=ref_parts(fact.subject)[1]).first()
    if mail is not None and mail.state == MailState.TAKEN:
        with override(mail.language or "zh-hans"):
            _answer(mail, "taken", _("Received"))


@on(LeadMailRefused)
def answer_refused(fact: LeadMailRefused, *, delivery_id: int) -> None:
    """Somebody from outside is told politely that this address is for people of the house."""
    mail = LeadMail.objects.filter(pk=ref_parts(fact.subject)[1], state=MailState.REFUSED).first()
    if mail is not None:
        with override(mail.language or "zh-hans"):
            _answer(mail, "refused", _("Your mail could not be taken"))


def _answer(mail: LeadMail, what: str, subject: str) -> None:
    """One answer to a mail; once it is sent the address is wiped, and with it every repetition."""
    if not mail.answer_to:
        return
    lead = mail.lead
    context = {
        "lead": lead,
        "what": what,
        "inside": lead is not None and lead.reported_by is not None,
        "url": f"{settings.SITE_URL}{reverse('newsroom:report')}",
        "site": settings.SITE_URL,
    }
    text = render_to_string("newsroom/mail/answer.txt", context).strip() + "\n"
    postman().send(
        to=mail.answer_to, subject=subject, text=text, message_id=_message_id("leadmail", mail.pk, what),
        answers=mail.message_id,
    )  # fmt: skip
    mark_mail_answered(mail)
