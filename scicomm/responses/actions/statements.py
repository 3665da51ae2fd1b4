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
from scicomm.responses.actions.cases import AlreadyDecided, locked_case, refuse_ended
from scicomm.responses.enums import OPEN, CaseState
from scicomm.responses.models import Case, Statement
from scicomm.responses.permissions import can_handle, speaks_in

STATED = audit_entry(
    "responses.statement.give", gettext_lazy("Record statement"), shred=shred_fields("text", "conflict_of_interest")
)
CONFIRMED = audit_entry("responses.statement.confirm", gettext_lazy("Confirm statement"), shred=nothing_personal)

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
    text, conflict_of_interest = text.strip()[:LONGEST], " ".join(conflict_of_interest.split())[:500]
    if not text:
        raise ValidationError(_("Write down what the expert says."))
    return _keep(locked, speaker, text, conflict_of_interest, own or confirmed, acting_user)


def _keep(case: Case, speaker: Person, text: str, interest: str, confirmed: bool, acting_user: Any) -> Statement:
    known = Statement.objects.filter(case=case, person=speaker).first()
    old = _words(known)
    if known and old == {"text": text, "conflict_of_interest": interest} and bool(known.confirmed_at) >= confirmed:
        return known
    statement = known or Statement(case=case, person=speaker)
    statement.text, statement.conflict_of_interest, statement.recorded_by = text, interest, acting_user
    statement.confirmed_at = timezone.now() if confirmed else None
    statement.save()
    if case.state in {CaseState.NEW, CaseState.ASSIGNED}:
        case.state = CaseState.DRAFTING
        case.save(update_fields=["state"])
    audit(STATED, statement, user=acting_user, old=old, new=_words(statement))
    record(
        facts.StatementGiven(
            unit_id=case.unit_id, subject=ref("responses", "statement", statement.pk),
            about=(ref("responses", "case", case.pk),), actor_id=acting_user.pk,
        )
    )  # fmt: skip
    return statement


@transaction.atomic
def confirm_statement(statement: Statement, *, acting_user: Any) -> Statement:
    """The expert confirms the wording, or the officer notes that they did. Again changes nothing."""
    case = locked_case(statement.case)
    row = Statement.objects.select_related("person").get(pk=statement.pk)
    require(
        can_handle(acting_user, case.unit) or (row.person.user_id is not None and row.person.user_id == acting_user.pk)
    )
    refuse_ended(case)
    if row.confirmed_at:
        return row
    row.confirmed_at = timezone.now()
    row.save(update_fields=["confirmed_at"])
    audit(CONFIRMED, row, user=acting_user)
    return row
