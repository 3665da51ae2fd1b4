"""Plans of review and absences: set, given back, said, ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.newsroom.enums import Reach, Who
from scicomm.newsroom.models import Absence, PlanStep, ReviewPlan
from scicomm.newsroom.permissions import can_end_absence, can_set_plan
from scicomm.newsroom.queries.plans import people_for_plans, plan_problems, possible_substitutes
from scicomm.newsroom.rules.reviews import DUE_DAYS
from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import person_of, require

PLAN_SET = audit_entry("newsroom.plan.set", gettext_lazy("Set review plan"), shred=nothing_personal)
PLAN_REMOVED = audit_entry("newsroom.plan.remove", gettext_lazy("Remove review plan"), shred=nothing_personal)
AWAY = audit_entry("newsroom.absence.note", gettext_lazy("Note absence"), shred=nothing_personal)


@dataclass(frozen=True)
class StepWanted:
    """One step as an administrator wants it."""

    kind: str
    who: str = Who.ROLE
    reach: str = Reach.ANY
    people: Sequence[Person] = field(default_factory=tuple)
    substitutes: Sequence[Person] = field(default_factory=tuple)
    needed: int = 1
    due_days: int = DUE_DAYS
    parallel: bool = False
    required: bool = True
    may_follow: bool = False

    def row(self, position: int) -> PlanStep:
        """The step as an unsaved row."""
        return PlanStep(
            kind=self.kind, position=position, who=self.who, reach=self.reach, due_days=self.due_days,
            needed=max(len(self.people), 1) if self.who == Who.NAMED else self.needed, parallel=self.parallel,
            required=self.required, may_follow=self.may_follow,
        )  # fmt: skip


@transaction.atomic
def set_review_plan(
    unit: Unit, *, acting_user: Any, steps: Sequence[StepWanted], profile: str = "", own_signature: bool = False,
    note: str = "",
) -> ReviewPlan:  # fmt: skip
    """Set the steps for a unit and a kind of piece. Stories in review keep the plan they began with. Refuses a plan that could
    not be signed."""
    require(can_set_plan(acting_user, unit))
    Unit.objects.select_for_update().get(pk=unit.pk)
    rows = [step.row(place) for place, step in enumerate(steps)]
    problems = plan_problems(unit, rows, {step.kind: step.people for step in steps})
    wanted = {person.pk for step in steps for person in (*step.people, *step.substitutes)}
    if wanted - set(people_for_plans(unit).filter(pk__in=wanted).values_list("pk", flat=True)):
        problems.append(_("Only people with an account and a duty in this unit, above it or below it can be named."))
    if problems:
        raise ValidationError(problems)
    plan, _made = ReviewPlan.objects.update_or_create(
        unit=unit, profile=profile,
        defaults={"own_signature": own_signature, "note": note.strip(), "set_by": acting_user},
    )  # fmt: skip
    old = list(plan.steps.order_by("position").values_list("kind", flat=True))
    plan.steps.all().delete()
    for row, step in zip(rows, steps, strict=True):
        row.plan = plan
        row.save()
        row.people.set(step.people if step.who != Who.ROLE else [])
        row.substitutes.set(step.substitutes)
    kinds = tuple(step.kind for step in steps)
    audit(PLAN_SET, unit, user=acting_user, old=old, new=list(kinds), profile=profile, own_signature=own_signature)
    record(
        facts.ReviewPlanSet(
            unit_id=unit.pk, subject=ref("organisation", "unit", unit.pk), actor_id=acting_user.pk, profile=profile,
            steps=kinds,
        )
    )  # fmt: skip
    return plan


@transaction.atomic
def remove_review_plan(unit: Unit, *, acting_user: Any, profile: str = "") -> None:
    """Give a plan up: what the units above have set holds again. Rounds under way keep their copy."""
    require(can_set_plan(acting_user, unit))
    plan = ReviewPlan.objects.select_for_update().filter(unit=unit, profile=profile).first()
    if plan is None:
        return
    old = list(plan.steps.order_by("position").values_list("kind", flat=True))
    plan.delete()
    audit(PLAN_REMOVED, unit, user=acting_user, old=old, profile=profile)
    record(
        facts.ReviewPlanSet(
            unit_id=unit.pk, subject=ref("organisation", "unit", unit.pk), actor_id=acting_user.pk, profile=profile,
            removed=True,
        )
    )  # fmt: skip


@transaction.atomic
def note_absence(*, acting_user: Any, substitute: Person, starts_on: dt.date, ends_on: dt.date) -> Absence:
    """Say that one is away, and who reviews instead."""
    person = person_of(acting_user)
    require(person is not None)
    assert person is not None  # noqa: S101 - require() has refused None
    if ends_on < starts_on:
        raise ValidationError(_("The last day lies before the first."))
    if ends_on < timezone.localdate():
        raise ValidationError(_("These days have passed already."))
    if not possible_substitutes(person).filter(pk=substitute.pk).exists():
        raise ValidationError(
            _("Only somebody with a reviewing role where you review, or above, can stand in for you.")
        )
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if Absence.objects.filter(person=person, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise ValidationError(_("You are away on some of these days already."))
    absence = Absence.objects.create(person=person, substitute=substitute, starts_on=starts_on, ends_on=ends_on)
    _say_away(absence, acting_user, ended=False)
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, acting_user: Any) -> None:
    """Take an absence back, or come back earlier; days that have passed stay in the record."""
    absence = Absence.objects.select_for_update(of=("self",)).select_related("person").get(pk=absence.pk)
    require(can_end_absence(acting_user, absence))
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    if absence.ends_on <= yesterday:
        return
    _say_away(absence, acting_user, ended=True)
    if absence.starts_on > yesterday:
        absence.delete()
    else:
        absence.ends_on = yesterday
        absence.save(update_fields=["ends_on"])


def _say_away(absence: Absence, acting_user: Any, *, ended: bool) -> None:
    starts, ends = absence.starts_on.isoformat(), absence.ends_on.isoformat()
    audit(AWAY, absence.person, user=acting_user, new=f"{starts}/{ends}", ended=ended, substitute=absence.substitute_id)
    record(
        facts.AbsenceNoted(
            unit_id=absence.person.unit_id, subject=ref("newsroom", "absence", absence.pk), actor_id=acting_user.pk,
            starts_on=starts, ends_on=ends, ended=ended,
        )
    )  # fmt: skip
