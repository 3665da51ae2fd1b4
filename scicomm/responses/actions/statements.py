"""Experts' statements: given by themselves, or recorded by a response officer and then confirmed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal, shred_fields
from scicomm.core.ledger import record
from scicomm.facts import responses as facts
from scicomm.facts.base import ref
from scicomm.organisation.models import Person
from scicomm.organisation.permissions import require
from scicomm.responses.actions.answer_changes import flag_answer
from scicomm.responses.actions.cases import AlreadyDecided, locked_case, refuse_ended
from scicomm.responses.enums import OPEN, ApprovedBy, CaseState
from scicomm.responses.models import Answer, Case, Statement, StatementLink
from scicomm.responses.permissions import can_handle, is_speaker, speaks_in

STATED = audit_entry(
    "responses.statement.give", gettext_lazy("Record statement"), shred=shred_fields("text", "conflict_of_interest")
)
CONFIRMED = audit_entry("responses.statement.confirm", gettext_lazy("Confirm statement"), shred=nothing_personal)
LEFT_OUT = audit_entry("responses.statement.leave_out", gettext_lazy("Leave statement out"), shred=nothing_personal)
TAKEN_BACK = audit_entry("responses.statement.withdraw", gettext_lazy("Withdraw statement"), shred=shred_fields("new"))

LONGEST = 6000


def _words(statement: Statement | None) -> dict[str, str] | None:
    return {"text": statement.text, "conflict_of_interest": statement.conflict_of_interest} if statement else None


@transaction.atomic
def give_statement(
    case: Case,
    *,
    text: str,
    conflict_of_interest: str = "",
    acting_user: Any,
    person: Person | None = None,
    confirmed: bool = False,
) -> Statement:
    """Record an expert's words; one statement a person and case, so that giving it again replaces the words.

    `person` is the case's expert unless named. Experts confirm by giving it themselves; an officer says whether the expert
    has confirmed the wording. An empty `conflict_of_interest` declares that there is none.
    """
    locked = locked_case(case)
    speaker = person or locked.expert
    require(speaks_in(acting_user, locked))
    refuse_ended(locked)
    if locked.state not in OPEN:
        raise AlreadyDecided(_("The answer is under review; return it first."))
    if speaker is None:
        raise ValidationError(_("Choose whose words these are."))
    own = speaker.user_id is not None and speaker.user_id == acting_user.pk
    require(own or can_handle(acting_user, locked.unit))
    text, interest = cleaned_words(text, conflict_of_interest)
    known = Statement.objects.filter(case=locked, person=speaker).first()
    if known and not own and (known.is_own or known.withdrawn_at) and _words(known) != _said(text, interest):
        raise AlreadyDecided(_("These are the expert's own words. Ask them again, with your change, by a link."))
    through = ApprovedBy.ACCOUNT if own else ApprovedBy.OFFICER if confirmed else ""
    return keep_words(locked, speaker, text, interest, through=through, acting_user=acting_user)


def cleaned_words(text: str, interest: str) -> tuple[str, str]:
    """An expert's words and what they declared, as they are kept; refuses silence."""
    text, interest = text.strip().replace("\r\n", "\n")[:LONGEST], " ".join(interest.split())[:500]
    if not text:
        raise ValidationError(_("Write down what the expert says."))
    return text, interest


def _said(text: str, interest: str) -> dict[str, str]:
    return {"text": text, "conflict_of_interest": interest}


def keep_words(
    case: Case, speaker: Person, text: str, interest: str, *, through: str, acting_user: Any = None
) -> Statement:
    """Keep an expert's words in a locked case; `through` says by what they are approved, empty: not yet. For actions."""
    known = Statement.objects.filter(case=case, person=speaker).first()
    old = _words(known)
    confirmed = bool(through)
    same = known is not None and old == _said(text, interest) and known.stands
    if known and same and known.is_approved >= confirmed and (known.approved_by or not through):
        return known
    statement = known or Statement(case=case, person=speaker)
    statement.text, statement.conflict_of_interest, statement.recorded_by = text, interest, acting_user
    statement.confirmed_at, statement.approved_by = (timezone.now() if confirmed else None), through
    statement.approved_digest = statement.digest if confirmed else ""
    statement.withdrawn_at, statement.withdrawn_reason, statement.left_out_at = None, "", None
    statement.save()
    _case_goes_on(case)
    audit(STATED, statement, user=acting_user, old=old, new=_words(statement))
    record(
        facts.StatementGiven(
            unit_id=case.unit_id, subject=ref("responses", "statement", statement.pk),
            about=(ref("responses", "case", case.pk),), actor_id=getattr(acting_user, "pk", None),
        )
    )  # fmt: skip
    if statement.is_own:
        state_approval(case, statement, acting_user)
    return statement


def _case_goes_on(case: Case) -> None:
    """Words are there: the case is being answered; a text under review is another one now, so that its reviewer reads again."""
    if case.state in {CaseState.NEW, CaseState.ASSIGNED}:
        case.state = CaseState.DRAFTING
        case.save(update_fields=["state"])
    elif case.state == CaseState.REVIEW:
        Answer.objects.filter(case=case).update(changed_at=timezone.now())


def state_approval(case: Case, statement: Statement, acting_user: Any) -> None:
    """State that an expert approved exactly these words."""
    record(
        facts.StatementApproved(
            unit_id=case.unit_id, subject=ref("responses", "statement", statement.pk),
            about=(ref("responses", "case", case.pk), ref("organisation", "person", statement.person_id)),
            actor_id=getattr(acting_user, "pk", None), through=statement.approved_by,
        )
    )  # fmt: skip


@transaction.atomic
def confirm_statement(statement: Statement, *, acting_user: Any) -> Statement:
    """The expert confirms the wording, or the officer notes that they did. Again changes nothing."""
    case = locked_case(statement.case)
    row = Statement.objects.select_related("person").get(pk=statement.pk)
    require(can_handle(acting_user, case.unit) or is_speaker(acting_user, row))
    refuse_ended(case)
    if row.is_approved or not row.stands:
        return row
    own = is_speaker(acting_user, row)
    row.confirmed_at, row.approved_digest = timezone.now(), row.digest
    row.approved_by = ApprovedBy.ACCOUNT if own else ApprovedBy.OFFICER
    row.save(update_fields=["confirmed_at", "approved_digest", "approved_by"])
    audit(CONFIRMED, row, user=acting_user)
    if own:
        state_approval(case, row, acting_user)
    return row


@transaction.atomic
def leave_out_statement(statement: Statement, *, leave_out: bool = True, acting_user: Any) -> Statement:
    """Do without an expert's words in the answer, or take them in again; nobody waits for them then."""
    case = locked_case(statement.case)
    require(can_handle(acting_user, case.unit))
    if case.state == CaseState.CLOSED:
        refuse_ended(case)
    row = Statement.objects.select_for_update(of=("self",)).get(pk=statement.pk)
    if bool(row.left_out_at) == leave_out:
        return row
    row.left_out_at = timezone.now() if leave_out else None
    row.save(update_fields=["left_out_at"])
    _case_goes_on(case)
    audit(LEFT_OUT, row, user=acting_user, new=leave_out)
    return row


@transaction.atomic
def withdraw_statement(
    statement: Statement, *, reason: str, acting_user: Any = None, link: StatementLink | None = None
) -> Statement:
    """An expert takes their words back: by their account, by the link they spoke by, or through the officer. They are shown no
    more at once, and an answer that rests on them is flagged."""
    case = locked_case(statement.case)
    row = Statement.objects.select_for_update(of=("self",)).select_related("person").get(pk=statement.pk)
    if link is None:
        require(is_speaker(acting_user, row) or can_handle(acting_user, case.unit))
    else:
        require(link.statement_id == row.pk and link.used_at is not None)
    reason = " ".join(reason.split())[:500]
    if not reason:
        raise ValidationError(_("Say in a sentence why the words are taken back."))
    if row.withdrawn_at:
        return row
    row.withdrawn_at, row.withdrawn_reason = timezone.now(), reason
    row.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    _case_goes_on(case)
    audit(TAKEN_BACK, row, user=acting_user, new=reason)
    answer = Answer.objects.filter(case=case, published_at__isnull=False).first()
    about = (ref("responses", "case", case.pk), *([ref("responses", "answer", answer.pk)] if answer else []))
    record(
        facts.StatementWithdrawn(
            unit_id=case.unit_id, subject=ref("responses", "statement", row.pk), about=about,
            actor_id=getattr(acting_user, "pk", None), reason=reason,
        )
    )  # fmt: skip
    if answer and _blank_words(answer, row):
        name = row.person.name_zh or row.person.name_en
        flag_answer(case, _("%(name)s took their words back: %(reason)s") % {"name": name, "reason": reason})
    return row


def _blank_words(answer: Answer, statement: Statement) -> bool:
    """Wipe words that were taken back from the public text and from those before it; whether they stood in the public one."""
    withdrawn = statement.withdrawn_at.isoformat() if statement.withdrawn_at else ""

    def blank(words: list[dict[str, Any]]) -> list[dict[str, Any]]:
        gone = {"text": "", "interest": "", "withdrawn": withdrawn}
        return [{**one, **gone} if one.get("statement") == statement.pk else one for one in words]

    for revision in answer.revisions.all():
        revision.statements = blank(revision.statements)
        revision.save(update_fields=["statements"])
    if answer.words is None:
        return statement.confirmed_at is not None
    old, answer.words = answer.words, blank(answer.words)
    answer.save(update_fields=["words"])
    return answer.words != old
