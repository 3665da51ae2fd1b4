"""Letters about experts' statements: the expert is asked and reminded, the officer hears what they decided."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.core.ledger import on
from scicomm.facts.base import Fact, ref_parts
from scicomm.facts.responses import (
    StatementApproved,
    StatementAsked,
    StatementDeclined,
    StatementReminded,
    StatementWithdrawn,
)
from scicomm.responses.actions import note_statement_link_sent, token_of_statement_link
from scicomm.responses.clients import postman
from scicomm.responses.models import Statement, StatementLink


def _message_id(what: str) -> str:
    return f"<{what}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


def _link(identifier: int) -> StatementLink | None:
    rows = StatementLink.objects.select_related("case__unit", "case__question", "person")
    link = rows.filter(pk=identifier).first()
    return link if link and link.waits(timezone.now()) else None


def _write_to_expert(link: StatementLink, *, again: bool) -> None:
    """The letter with the link. The token is made for the letter and kept nowhere; the subject names no matter."""
    with override(link.language):
        path = reverse("responses:statement", args=[token_of_statement_link(link)])
        context = {
            "row": link, "unit": link.case.unit, "link": f"{settings.SITE_URL}{path}", "again": again,
            "site": settings.WAGTAIL_SITE_NAME,
        }  # fmt: skip
        text = render_to_string("responses/mail/statement.txt", context).strip() + "\n"
        subject = _("Reminder: your word is awaited") if again else _("A question for you as an expert")
    what = f"statement-{link.pk}{'-again' if again else ''}"
    postman().send(to=link.email, subject=subject, text=text, message_id=_message_id(what))


@on(StatementAsked)
def write_to_expert(fact: StatementAsked, *, delivery_id: int) -> None:
    """The expert gets the link; a repeated delivery sends the same Message-ID."""
    link = _link(fact.link_id)
    if link:
        _write_to_expert(link, again=False)
        note_statement_link_sent(link)


@on(StatementReminded)
def remind_expert(fact: StatementReminded, *, delivery_id: int) -> None:
    """One reminder, while the link still waits."""
    link = _link(fact.link_id)
    if link:
        _write_to_expert(link, again=True)


def _tell_officer(case: Any, user: Any, what: str, words: str) -> None:
    """A line to whoever asked or handles the case, with the address of the case on the desk; no names of askers."""
    to = getattr(user, "email", "") or getattr(case.officer, "email", "")
    if not to:
        return
    url = f"{settings.SITE_URL}{reverse('responses_case', args=[case.pk])}"
    text = f"{words}\n\n{case.title}\n{url}\n"
    postman().send(to=to, subject=words, text=text, message_id=_message_id(what))


@on(StatementApproved, StatementDeclined, StatementWithdrawn)
def tell_officer(fact: Fact, *, delivery_id: int) -> None:
    """The officer hears at once that an expert has spoken, declined, or taken words back."""
    with override("zh-hans"):
        if isinstance(fact, StatementDeclined):
            link = (
                StatementLink.objects.select_related("case__officer", "person", "made_by")
                .filter(pk=fact.link_id)
                .first()
            )
            if link:
                words = _("%(name)s does not speak in this case: %(reason)s") % {
                    "name": link.person.name, "reason": fact.reason}  # fmt: skip
                _tell_officer(link.case, link.made_by, f"declined-{link.pk}", words)
            return
        statement = (
            Statement.objects.select_related("case__officer", "person").filter(pk=ref_parts(fact.subject)[1]).first()
        )
        if statement is None:
            return
        asked = statement.links.select_related("made_by").last()
        if isinstance(fact, StatementWithdrawn):
            words = _("%(name)s has taken their words back: %(reason)s") % {
                "name": statement.person.name, "reason": fact.reason}  # fmt: skip
        elif asked is None:
            return
        else:
            words = _("%(name)s has approved their words") % {"name": statement.person.name}
        _tell_officer(
            statement.case, asked.made_by if asked else None, f"statement-{statement.pk}-{delivery_id}", words
        )
