"""A case handled by several: parts for other units, handing over, remarks, interests, joining two cases that are one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import responses as facts
from scicomm.facts.base import ref
from scicomm.organisation.models import Person, Unit, User
from scicomm.organisation.permissions import require
from scicomm.responses.actions.cases import AlreadyDecided, locked_case, refuse_ended
from scicomm.responses.enums import CaseState, PartState
from scicomm.responses.models import Case, CaseInterest, CasePart, CaseRemark
from scicomm.responses.permissions import can_give_part, can_handle, cases_for, has_interest
from scicomm.responses.rules import masked
from scicomm.responses.rules.mentions import named_in

PART_ASKED = audit_entry(
    "responses.part.ask", gettext_lazy("Ask a unit for its part of a case"), shred=nothing_personal
)
PART_GIVEN = audit_entry("responses.part.give", gettext_lazy("Give a part of a case"), shred=nothing_personal)
PART_DECIDED = audit_entry(
    "responses.part.decide", gettext_lazy("Accept or return a part of a case"), shred=nothing_personal
)
HANDED_OVER = audit_entry("responses.case.hand_over", gettext_lazy("Hand over case"), shred=nothing_personal)
INTEREST = audit_entry("responses.case.interest", gettext_lazy("Note an interest in a case"), shred=nothing_personal)
TAKEN = audit_entry("responses.case.take", gettext_lazy("Take a case handed over"), shred=nothing_personal)
SENT_BACK = audit_entry("responses.case.send_back", gettext_lazy("Send back a case"), shred=nothing_personal)
MERGED = audit_entry("responses.case.merge", gettext_lazy("Join two cases"), shred=nothing_personal)
MOST_NAMED = 20


@transaction.atomic
def ask_part(case: Case, *, unit: Unit, question: str, due_on: dt.date, acting_user: Any) -> CasePart:
    """Ask another unit for its part. A unit that was asked the same and has not answered is not asked twice."""
    locked = locked_case(case)
    require(can_handle(acting_user, locked.unit))
    refuse_ended(locked)
    question = question.strip()[:5000]
    if not question:
        raise ValidationError(_("Write what the unit is asked."))
    if unit.pk == locked.unit_id:
        raise ValidationError(_("This is the unit's own case."))
    if due_on < timezone.localdate():
        raise ValidationError(_("The day lies in the past."))
    known = locked.parts.filter(unit=unit, question=question).exclude(state=PartState.ACCEPTED).first()
    if known:
        return known
    part = CasePart.objects.create(case=locked, unit=unit, question=question, due_on=due_on)
    audit(PART_ASKED, part, user=acting_user, new=unit.pk)
    record(
        facts.CasePartAsked(
            unit_id=unit.pk, subject=ref("responses", "casepart", part.pk), about=(ref("responses", "case", locked.pk),),
            actor_id=acting_user.pk, due_on=due_on.isoformat(),
        )
    )  # fmt: skip
    return part


def _locked_part(part: CasePart) -> CasePart:
    return CasePart.objects.select_for_update(of=("self",)).select_related("unit", "case__unit").get(pk=part.pk)


@transaction.atomic
def give_part(part: CasePart, *, text: str, acting_user: Any) -> CasePart:
    """The unit that was asked says what it knows."""
    locked = _locked_part(part)
    text = text.strip()[:20_000]
    if locked.state == PartState.GIVEN and locked.text == text:
        return locked
    require(can_give_part(acting_user, locked))
    if not text:
        raise ValidationError(_("Write what your unit says."))
    locked.text, locked.state, locked.note = text, PartState.GIVEN, ""
    locked.given_by, locked.given_at = acting_user, timezone.now()
    locked.save()
    audit(PART_GIVEN, locked, user=acting_user)
    record(
        facts.CasePartGiven(
            unit_id=locked.unit_id, subject=ref("responses", "casepart", locked.pk),
            about=(ref("responses", "case", locked.case_id),), actor_id=acting_user.pk,
            in_time=timezone.localdate() <= locked.due_on,
        )
    )  # fmt: skip
    return locked


@transaction.atomic
def decide_part(part: CasePart, *, accept: bool, note: str = "", acting_user: Any) -> CasePart:
    """Who handles the case takes a part, or returns it and says what is missing."""
    locked = _locked_part(part)
    require(can_handle(acting_user, locked.case.unit))
    if locked.state != PartState.GIVEN:
        raise ValidationError(_("This part was decided, or not given yet."))
    note = " ".join(note.split())[:500]
    if not accept and not note:
        raise ValidationError(_("Say what is missing."))
    locked.state, locked.note = (PartState.ACCEPTED, "") if accept else (PartState.RETURNED, note)
    locked.save(update_fields=["state", "note"])
    audit(PART_DECIDED, locked, user=acting_user, new=locked.state)
    record(
        facts.CasePartDecided(
            unit_id=locked.unit_id, subject=ref("responses", "casepart", locked.pk),
            about=(ref("responses", "case", locked.case_id),), actor_id=acting_user.pk, accepted=accept,
        )
    )  # fmt: skip
    return locked


@transaction.atomic
def hand_over(case: Case, *, unit: Unit, reason: str, acting_user: Any) -> Case:
    """Give a case to another unit. Its officers take it or send it back; until then the giving unit goes on reading it."""
    locked = locked_case(case)
    require(can_handle(acting_user, locked.unit))
    refuse_ended(locked)
    if locked.state == CaseState.REVIEW:
        raise ValidationError(_("The answer is under review; return it first."))
    reason = masked(" ".join(reason.split()))[:300]
    if not reason:
        raise ValidationError(_("Say why the case goes there."))
    if unit.pk == locked.unit_id:
        return locked
    old = locked.unit_id
    # Handed on before anybody took it: it still comes from whoever had it.
    giver = locked.handed_from_id or old
    locked.unit, locked.officer, locked.handed_from_id = unit, None, None if giver == unit.pk else giver
    locked.save(update_fields=["unit", "officer", "handed_from"])
    audit(HANDED_OVER, locked, user=acting_user, old=old, new=unit.pk)
    record(
        facts.CaseHandedOver(
            unit_id=old,
            subject=ref("responses", "case", locked.pk),
            actor_id=acting_user.pk,
            to_unit_id=unit.pk,
            reason=reason,
        )
    )
    return locked


@transaction.atomic
def take_handed_case(case: Case, *, acting_user: Any) -> Case:
    """A unit takes the case that was handed over to it; whoever takes it handles it. Again changes nothing."""
    locked = locked_case(case)
    require(can_handle(acting_user, locked.unit))
    if locked.handed_from_id is None:
        return locked
    refuse_ended(locked)
    old, locked.handed_from, locked.officer = locked.handed_from_id, None, acting_user
    locked.save(update_fields=["handed_from", "officer"])
    audit(TAKEN, locked, user=acting_user, old=old, new=locked.unit_id)
    record(
        facts.CaseTaken(unit_id=locked.unit_id, subject=ref("responses", "case", locked.pk), actor_id=acting_user.pk)
    )
    return locked


@transaction.atomic
def send_back_case(case: Case, *, reason: str, acting_user: Any) -> Case:
    """A unit sends back the case that was handed over to it, and says why."""
    locked = locked_case(case)
    require(can_handle(acting_user, locked.unit))
    refuse_ended(locked)
    giver = locked.handed_from
    if giver is None:
        raise AlreadyDecided(_("This case was taken already."))
    reason = masked(" ".join(reason.split()))[:300]
    if not reason:
        raise ValidationError(_("Say why the case goes back."))
    old = locked.unit_id
    locked.unit, locked.handed_from, locked.officer = giver, None, None
    locked.save(update_fields=["unit", "handed_from", "officer"])
    audit(SENT_BACK, locked, user=acting_user, old=old, new=giver.pk)
    record(
        facts.CaseSentBack(
            unit_id=old, subject=ref("responses", "case", locked.pk), actor_id=acting_user.pk, to_unit_id=giver.pk,
            reason=reason,
        )
    )  # fmt: skip
    return locked


@transaction.atomic
def write_remark(case: Case, *, text: str, acting_user: Any) -> CaseRemark:
    """A colleague who reads the case notes something; the same again within the case is one remark.

    Whoever is named in it (`@name`) and reads the case is told.
    """
    locked = locked_case(case)
    require(cases_for(acting_user).filter(pk=locked.pk).exists())
    text = text.strip()[:5000]
    if not text:
        raise ValidationError(_("Write your remark."))
    remark, created = CaseRemark.objects.get_or_create(case=locked, author=acting_user, text=text)
    named = [user for user in _named_in(text, locked) if user.pk != acting_user.pk] if created else []
    if named:
        remark.mentioned.set(named)
        record(
            facts.ColleagueNamed(
                unit_id=locked.unit_id, subject=ref("responses", "case", locked.pk), actor_id=acting_user.pk,
                remark_id=remark.pk,
            )
        )  # fmt: skip
    return remark


def _named_in(text: str, case: Case) -> list[User]:
    """Colleagues named by `@` and their account's name, or their name in Chinese without a space, who read the case."""
    names = named_in(text)
    if not names:
        return []
    rows = User.objects.annotate(zh=Concat("person__family_name_zh", "person__given_name_zh"))
    found = rows.filter(Q(username__in=names) | Q(zh__in=names), is_active=True)[:MOST_NAMED]
    return [user for user in found if cases_for(user).filter(pk=case.pk).exists()]


@transaction.atomic
def note_interest(
    case: Case, *, person: Person | None = None, unit: Unit | None = None, reason: str, acting_user: Any
) -> CaseInterest:
    """Note that a person, or everybody of a unit, has an interest in a case: by themselves, or by who handles it.

    Whoever handles the case and has an interest gives it up: somebody else is to be named.
    """
    locked = locked_case(case)
    if (person is None) == (unit is None):
        raise ValidationError(_("Choose a person or a unit."))
    own = person is not None and person.user_id is not None and person.user_id == acting_user.pk
    require(own or can_handle(acting_user, locked.unit))
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise ValidationError(_("Say which interest."))
    interest, created = CaseInterest.objects.get_or_create(
        case=locked, person=person, unit=unit, defaults={"reason": reason}
    )
    if created:
        audit(INTEREST, locked, user=acting_user, new=str(person.pk if person else unit and unit.slug))
    if locked.officer is not None and has_interest(locked.officer, locked):
        locked.officer = None
        locked.save(update_fields=["officer"])
    return interest


@transaction.atomic
def merge_cases(case: Case, *, into: Case, acting_user: Any) -> Case:
    """Go on with a case as another one: what was asked stays, and who asked is told by the other's answer."""
    first, second = sorted((case.pk, into.pk))
    Case.objects.select_for_update().filter(pk__in=[first, second]).order_by("pk").count()
    locked, kept = locked_case(case), locked_case(into)
    require(can_handle(acting_user, locked.unit) and can_handle(acting_user, kept.unit))
    if locked.merged_into_id == kept.pk:
        return kept
    refuse_ended(locked)
    if locked.pk == kept.pk or kept.merged_into_id:
        raise ValidationError(_("Choose another case, one that goes on by itself."))
    locked.state, locked.merged_into = CaseState.CLOSED, kept
    locked.closed_reason = _("goes on as case %(number)s") % {"number": kept.pk}
    locked.closed_at = timezone.now()
    locked.save(update_fields=["state", "merged_into", "closed_reason", "closed_at"])
    audit(MERGED, locked, user=acting_user, new=kept.pk)
    record(
        facts.CaseMerged(
            unit_id=locked.unit_id, subject=ref("responses", "case", locked.pk), about=(ref("responses", "case", kept.pk),),
            actor_id=acting_user.pk,
        )
    )  # fmt: skip
    return kept
