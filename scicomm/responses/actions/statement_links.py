"""Experts asked by a link: asked, sent, opened, reminded, answered, declined, taken back."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal, shred_fields
from scicomm.core.ledger import record
from scicomm.facts import responses as facts
from scicomm.facts.base import ref
from scicomm.newsroom.rules.sign_links import digest_of, token_for
from scicomm.organisation.models import Person
from scicomm.organisation.permissions import require
from scicomm.responses.actions.cases import AlreadyDecided, locked_case
from scicomm.responses.actions.statements import LONGEST, cleaned_words, keep_words
from scicomm.responses.enums import ApprovedBy, CaseState
from scicomm.responses.models import Case, Statement, StatementLink
from scicomm.responses.permissions import can_ask_statement
from scicomm.responses.queries import links_to_remind

ASKED = audit_entry("responses.statement.ask", gettext_lazy("Ask expert by link"), shred=shred_fields("new"))
REVOKED = audit_entry("responses.statement.revoke", gettext_lazy("Take back link to speak"), shred=shred_fields("old"))
DECLINED = audit_entry("responses.statement.decline", gettext_lazy("Decline to speak"), shred=nothing_personal)

PURPOSE = "responses.statement_link"
REMIND_AT_ONCE = 200


def token_of_statement_link(link: StatementLink) -> str:
    """The token of a link, made again from the site's secret: it is kept nowhere."""
    return token_for(settings.SECRET_KEY, link.pk, link.salt, link.expires_at, purpose=PURPOSE)


def _address(person: Person) -> str:
    return person.email or (person.user.email if person.user else "")


@transaction.atomic
def ask_statement(
    case: Case,
    *,
    person: Person,
    acting_user: Any,
    email: str = "",
    language: str = "zh-hans",
    text: str = "",
    message: str = "",
    days: int | None = None,
) -> StatementLink:
    """Ask one expert by a link; a letter with it follows. `text` offers words for approval: the officer's notes, or a change of
    what was approved. Until the expert approves, words that were changed are not approved. Asking again replaces the link."""
    locked = locked_case(case)
    require(can_ask_statement(acting_user, locked))
    email = email.strip() or _address(person)
    if not email:
        raise ValidationError(_("There is no e-mail address of %(name)s: write one.") % {"name": person.name})
    if days is not None and not 1 <= days <= 60:
        raise ValidationError(_("A link is valid for 1 to 60 days."))
    text = text.strip().replace("\r\n", "\n")[:LONGEST]
    _offer(locked, person, text, acting_user)
    now = timezone.now()
    _end_waiting(locked, person, now)
    salt = secrets.token_hex(16)
    expires = (now + dt.timedelta(days=days or settings.SCICOMM_SIGN_LINK_DAYS)).replace(microsecond=0)
    link = StatementLink.objects.create(
        case=locked, person=person, email=email, language=language, text=text, message=message.strip()[:1000],
        salt=salt, digest=salt, made_by=acting_user, expires_at=expires,
    )  # fmt: skip
    link.digest = digest_of(token_of_statement_link(link))
    link.save(update_fields=["digest"])
    audit(ASKED, locked, user=acting_user, new=f"{person} <{email}>", link=link.pk)
    record(
        facts.StatementAsked(
            unit_id=locked.unit_id, subject=ref("responses", "case", locked.pk), actor_id=acting_user.pk,
            about=(ref("responses", "statement_link", link.pk), ref("organisation", "person", person.pk)), link_id=link.pk,
        )
    )  # fmt: skip
    return link


def _end_waiting(case: Case, person: Person, now: dt.datetime) -> None:
    """A person has one link that waits: the newest."""
    rows = StatementLink.objects.filter(case=case, person=person, used_at=None, revoked_at=None, declined_at=None)
    rows.update(revoked_at=now)


def _offer(case: Case, person: Person, text: str, acting_user: Any) -> None:
    """Keep the words that are offered, unapproved; what is approved already stays until the expert decides."""
    known = Statement.objects.filter(case=case, person=person).first()
    if text and case.state != CaseState.PUBLISHED and (known is None or not known.is_approved):
        interest = known.conflict_of_interest if known else ""
        keep_words(case, person, text, interest, through="", acting_user=acting_user)


@transaction.atomic
def note_statement_link_sent(link: StatementLink) -> None:
    """The letter went out."""
    StatementLink.objects.filter(pk=link.pk, sent_at=None).update(sent_at=timezone.now())


@transaction.atomic
def note_statement_link_opened(link: StatementLink) -> None:
    """The expert has opened the page; it decides nothing."""
    StatementLink.objects.filter(pk=link.pk, opened_at=None).update(opened_at=timezone.now())


@transaction.atomic
def remind_experts() -> int:
    """Remind once each expert whose link is about to run out, or has waited for two days; returns how many."""
    now, done = timezone.now(), 0
    for link in links_to_remind(now)[:REMIND_AT_ONCE]:
        if not StatementLink.objects.filter(pk=link.pk, reminded_at=None).update(reminded_at=now):
            continue
        record(
            facts.StatementReminded(
                unit_id=link.case.unit_id, subject=ref("responses", "case", link.case_id),
                about=(ref("responses", "statement_link", link.pk),), link_id=link.pk,
            )
        )  # fmt: skip
        done += 1
    return done


@transaction.atomic
def revoke_statement_link(link: StatementLink, *, acting_user: Any) -> StatementLink:
    """Take a link back before it is used; again gives the same."""
    case = locked_case(link.case)
    require(can_ask_statement(acting_user, case))
    link = StatementLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.used_at or link.declined_at:
        raise AlreadyDecided(_("The expert has answered already."))
    if link.revoked_at:
        return link
    link.revoked_at = timezone.now()
    link.save(update_fields=["revoked_at"])
    audit(REVOKED, case, user=acting_user, old=str(link.person_id), link=link.pk)
    return link


def _waiting(link: StatementLink) -> tuple[Case, StatementLink]:
    """The locked case and link of an expert who answers now."""
    case = locked_case(link.case)
    link = StatementLink.objects.select_for_update(of=("self",)).select_related("person").get(pk=link.pk)
    if not link.waits(timezone.now()) or case.state == CaseState.CLOSED:
        raise AlreadyDecided(_("This link has been used, taken back, or has run out."))
    return case, link


@transaction.atomic
def speak_by_link(link: StatementLink, *, text: str, conflict_of_interest: str = "") -> Statement:
    """The expert approves the words offered, or writes their own; either way exactly these words are approved.

    An empty `conflict_of_interest` declares that there is none.
    """
    case, link = _waiting(link)
    text, interest = cleaned_words(text, conflict_of_interest)
    statement = keep_words(case, link.person, text, interest, through=ApprovedBy.LINK)
    link.used_at, link.statement = timezone.now(), statement
    link.save(update_fields=["used_at", "statement"])
    return statement


@transaction.atomic
def decline_by_link(link: StatementLink, *, reason: str) -> StatementLink:
    """The expert does not speak in this case, and says why; words offered in their name are left out."""
    case, link = _waiting(link)
    reason = " ".join(reason.split())[:500]
    if not reason:
        raise ValidationError(_("Say in a word why: not my field, no time, a conflict of interest …"))
    link.declined_at, link.declined_reason = timezone.now(), reason
    link.save(update_fields=["declined_at", "declined_reason"])
    for offered in Statement.objects.filter(case=case, person=link.person):
        if not offered.is_approved and offered.left_out_at is None:
            offered.left_out_at = link.declined_at
            offered.save(update_fields=["left_out_at"])
    audit(DECLINED, case, user=None, new=reason, link=link.pk)
    record(
        facts.StatementDeclined(
            unit_id=case.unit_id, subject=ref("responses", "case", case.pk),
            about=(ref("organisation", "person", link.person_id),), link_id=link.pk, reason=reason,
        )
    )  # fmt: skip
    return link
