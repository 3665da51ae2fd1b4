"""The clocks of cases: deadlines set and moved, pauses, terms of the house, warnings. Every move is written down and said."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import responses as facts
from scicomm.facts.base import ref
from scicomm.organisation.permissions import require
from scicomm.responses.enums import ENDED, CaseKind, Clock, Urgency, WaitsFor
from scicomm.responses.models import Case, CasePause, DeadlineRule
from scicomm.responses.permissions import can_handle, can_set_terms
from scicomm.responses.queries.clocks import Reckoning, pauses_of, reckoning
from scicomm.responses.rules import masked
from scicomm.responses.rules.clocks import Level, Terms, level_of

TRIAGED = audit_entry("responses.case.triage", gettext_lazy("Change kind or urgency of case"), shred=nothing_personal)
MOVED = audit_entry("responses.case.deadline", gettext_lazy("Deadline of case moved"), shred=nothing_personal)
PAUSED = audit_entry("responses.case.pause", gettext_lazy("Stop the clock of case"), shred=nothing_personal)
RESUMED = audit_entry("responses.case.resume", gettext_lazy("Let the clock of case run"), shred=nothing_personal)
RULE_SET = audit_entry("responses.rule.set", gettext_lazy("Set terms for cases"), shred=nothing_personal)
DUE_FIELDS = ("due_on", "due_at", "first_due_at", "clock", "counted_with")


def due_fields(kind: str, urgency: str, received_at: dt.datetime) -> dict[str, Any]:
    """The deadlines of a new case, as fields of its row."""
    known = reckoning()
    found = known.due(received_at, kind, urgency, [], received_at)
    return {
        "kind": kind,
        "urgency": urgency,
        "clock": known.terms[kind, urgency].clock,
        "first_due_at": found.first_at,
        "due_at": found.answer_at,
        "due_on": timezone.localdate(found.answer_at),
        "counted_with": known.stamp,
    }


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("unit").get(pk=case.pk)


def _count_anew(case: Case, known: Reckoning, *, reason: str, acting_user: Any = None) -> bool:
    """Count a locked case's deadlines with what holds now; whether the answer's moved. The move is stated with its reason."""
    old = case.due_at
    found = known.due(case.received_at, case.kind, case.urgency, pauses_of(case), timezone.now())
    case.first_due_at, case.due_at = found.first_at, found.answer_at
    case.due_on = timezone.localdate(found.answer_at)
    case.clock = known.terms[case.kind, case.urgency].clock
    case.counted_with = known.stamp
    moved = old is not None and old != case.due_at
    if moved:
        case.warned = ""
    case.save(update_fields=[*DUE_FIELDS, "warned"])
    if moved and old is not None:
        audit(MOVED, case, user=acting_user, old=old.isoformat(), new=found.answer_at.isoformat())
        record(
            facts.CaseDeadlineMoved(
                unit_id=case.unit_id, subject=ref("responses", "case", case.pk),
                actor_id=getattr(acting_user, "pk", None), old=old.isoformat(), new=found.answer_at.isoformat(), reason=reason,
            )
        )  # fmt: skip
    return moved


@transaction.atomic
def triage_case(case: Case, *, kind: str, urgency: str, reason: str = "", acting_user: Any) -> Case:
    """Say what kind of matter a case is and how pressing; a change of an urgency that was set needs its reason."""
    locked = _locked(case)
    require(can_handle(acting_user, locked.unit))
    _refuse_ended(locked)
    if kind not in CaseKind.values or urgency not in Urgency.values:
        raise ValidationError(_("Choose a kind and an urgency."))
    if (locked.kind, locked.urgency) == (kind, urgency):
        return locked
    reason = masked(" ".join(reason.split()))[:300]
    if not reason:
        raise ValidationError(_("Say why: the deadlines change with it."))
    old = f"{locked.kind} {locked.urgency}"
    locked.kind, locked.urgency = kind, urgency
    locked.save(update_fields=["kind", "urgency"])
    audit(TRIAGED, locked, user=acting_user, old=old, new=f"{kind} {urgency}")
    record(
        facts.CaseTriaged(
            unit_id=locked.unit_id, subject=ref("responses", "case", locked.pk), actor_id=acting_user.pk, kind=kind,
            urgency=urgency, reason=reason,
        )
    )  # fmt: skip
    _count_anew(locked, reckoning(), reason=reason, acting_user=acting_user)
    return locked


def _refuse_ended(case: Case) -> None:
    if case.state in ENDED:
        raise ValidationError(_("This case is finished: %(state)s.") % {"state": case.get_state_display()})


@transaction.atomic
def pause_case(case: Case, *, reason: str, waits_for: str = WaitsFor.OTHER, acting_user: Any) -> CasePause:
    """Stop a case's clock until somebody outside has spoken, where its terms allow that. Twice changes nothing.

    Where it waits for whoever asked, their next mail lets it run again."""
    locked = _locked(case)
    require(can_handle(acting_user, locked.unit))
    _refuse_ended(locked)
    reason = masked(" ".join(reason.split()))[:300]
    if not reason:
        raise ValidationError(_("Say for whom or what the case waits."))
    if waits_for not in WaitsFor.values:
        raise ValidationError(_("Say for whom or what the case waits."))
    known = locked.pauses.filter(until__isnull=True).first()
    if known:
        return known
    if not reckoning().terms[locked.kind, locked.urgency].may_pause:
        raise ValidationError(_("The clock of cases of this kind and urgency is never stopped."))
    pause = CasePause.objects.create(
        case=locked, since=timezone.now(), reason=reason, waits_for=waits_for, paused_by=acting_user
    )
    audit(PAUSED, locked, user=acting_user, new=reason)
    record(
        facts.CasePaused(
            unit_id=locked.unit_id, subject=ref("responses", "case", locked.pk), actor_id=acting_user.pk, reason=reason
        )
    )
    return pause


@transaction.atomic
def resume_case(case: Case, *, acting_user: Any) -> Case:
    """Let a case's clock run again; the time it stood still is not counted."""
    locked = _locked(case)
    require(can_handle(acting_user, locked.unit))
    return _resume(locked, acting_user)


def resume_for_answer(case: Case) -> Case:
    """Within a transaction, for a locked case: whom it waited for has written."""
    return _resume(case, None)


def _resume(locked: Case, acting_user: Any) -> Case:
    pause = locked.pauses.select_for_update().filter(until__isnull=True).first()
    if pause is None:
        return locked
    pause.until = timezone.now()
    pause.save(update_fields=["until"])
    audit(RESUMED, locked, user=acting_user)
    record(
        facts.CaseResumed(
            unit_id=locked.unit_id,
            subject=ref("responses", "case", locked.pk),
            actor_id=getattr(acting_user, "pk", None),
        )
    )
    _count_anew(locked, reckoning(), reason=pause.reason, acting_user=acting_user)
    return locked


@transaction.atomic
def note_first_response(case: Case, *, acting_user: Any) -> Case:
    """Whoever asked was told that we are on it. The first time counts."""
    locked = _locked(case)
    require(can_handle(acting_user, locked.unit))
    if locked.first_response_at is None:
        set_first_response(locked, acting_user=acting_user)
    return locked


def set_first_response(case: Case, *, acting_user: Any) -> None:
    """The same for a row that is locked already; an answer is a first response too."""
    case.first_response_at = timezone.now()
    case.save(update_fields=["first_response_at"])
    in_time = case.first_due_at is None or case.first_response_at <= case.first_due_at
    record(
        facts.FirstResponseGiven(
            unit_id=case.unit_id, subject=ref("responses", "case", case.pk), actor_id=acting_user.pk, in_time=in_time
        )
    )


@transaction.atomic
def set_terms(*, kind: str, urgency: str, terms: Terms, acting_user: Any) -> DeadlineRule:
    """The top unit's response officers set the terms of a kind and urgency; open cases are counted anew by the clock's job."""
    require(can_set_terms(acting_user))
    if kind not in CaseKind.values or urgency not in Urgency.values or terms.clock not in Clock.values:
        raise ValidationError(_("Choose a kind and an urgency."))
    rule = DeadlineRule.objects.select_for_update().filter(kind=kind, urgency=urgency).first()
    values = {
        "clock": terms.clock, "first": terms.first, "answer": terms.answer, "may_pause": terms.may_pause,
    }  # fmt: skip
    old = {name: getattr(rule, name) for name in values} if rule else None
    if old == values and rule is not None:
        return rule
    if rule is None:
        rule = DeadlineRule(kind=kind, urgency=urgency, version=0)
    for name, value in values.items():
        setattr(rule, name, value)
    rule.version += 1
    rule.save()
    audit(RULE_SET, rule, user=acting_user, old=old, new=values)
    return rule


@transaction.atomic
def count_anew(case: Case) -> bool:
    """Count an open case's deadlines with the terms and holiday notices that hold now; whether they moved."""
    locked = _locked(case)
    known = reckoning()
    if locked.state in ENDED or locked.counted_with == known.stamp:
        return False
    return _count_anew(locked, known, reason=_("holiday notice or terms changed"))


@transaction.atomic
def warn_of_deadline(case: Case, *, now: dt.datetime) -> Level | None:
    """State that an open case's next deadline is near or past, once a level; None where there is nothing new to say."""
    locked = _locked(case)
    due_at = locked.due_at if locked.first_response_at else locked.first_due_at
    if locked.state in ENDED or due_at is None or locked.pauses.filter(until__isnull=True).exists():
        return None
    level = level_of(due_at, locked.received_at, now, locked.clock)
    said = f"{'answer' if locked.first_response_at else 'first'} {level}"
    if level == Level.FINE or locked.warned == said:
        return None
    locked.warned = said
    locked.save(update_fields=["warned"])
    record(
        facts.CaseLate(
            unit_id=locked.unit_id,
            subject=ref("responses", "case", locked.pk),
            level=str(level),
            due_at=due_at.isoformat(),
        )
    )
    return level
