"""Plans of review: which one holds for a unit and a kind of piece, and who its steps would reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from scicomm.newsroom.enums import Reach, Step, Who
from scicomm.newsroom.models import ROLE_OF_STEP, Absence, Dossier, PlanStep, ReviewPlan, StepTerms
from scicomm.newsroom.rules import reviews as rules
from scicomm.organisation.models import Appointment, Person, Unit
from scicomm.organisation.permissions import current_holders


def plan_for(unit: Unit, profile: str) -> ReviewPlan | None:
    """The plan that holds: of the nearest unit with one for the kind of piece, else of the nearest with one for any kind;
    None where the house's own order holds."""
    paths = unit.ancestor_paths()
    plans = list(
        ReviewPlan.objects.filter(unit__path__in=paths, profile__in=["", profile])
        .select_related("unit")
        .prefetch_related("steps__people__user", "steps__substitutes__user")
    )
    # Longest path is nearest; the kind of piece goes before nearness.
    plans.sort(key=lambda plan: (plan.profile != "", len(plan.unit.path)), reverse=True)
    return plans[0] if plans else None


def steps_naming(user: Any) -> QuerySet[PlanStep]:
    """Steps of plans in which a user stands by name."""
    return PlanStep.objects.exclude(who=Who.ROLE).filter(people__user_id=user.pk)


def steps_of_plan(plan: ReviewPlan | None) -> list[PlanStep]:
    """The steps of a plan in their order; the house's own three where there is none (these are not saved)."""
    if plan is None:
        return [
            PlanStep(kind=rule.kind, position=number, needed=rule.needed)
            for number, rule in enumerate(rules.HOUSE_PLAN)
        ]
    return sorted(plan.steps.all(), key=lambda step: step.position)


def _parent_path(unit: Unit) -> str:
    return unit.path[: -unit.steplen]


def holders_for(unit: Unit, role: str, reach: str) -> QuerySet[Person]:
    """The people of the nearest unit whose role a step asks for; those above the unit only, where it says so."""
    if reach == Reach.ANY:
        return current_holders(unit, role)
    parent = Unit.objects.filter(path=_parent_path(unit)).first()
    return current_holders(parent, role) if parent else Person.objects.none()


def signers_of(step: StepTerms, unit: Unit) -> list[Person]:
    """The people a step turns to in a unit, without those who cannot sign in."""
    if step.kind == Step.SCIENTIST:
        return []
    if step.who == Who.ROLE:
        people = list(holders_for(unit, step.role, step.reach).select_related("user"))
    else:
        people = list(step.people.all()) if step.pk else []
    return [person for person in people if person.user_id and person.user and person.user.is_active]


@dataclass(frozen=True)
class PreviewStep:
    """One step as it would be for a story of a unit: who would be asked, what is wrong with it."""

    step: StepTerms
    people: list[Person]
    substitutes: list[Person]
    beside: bool
    problem: str


def preview(unit: Unit, steps: Sequence[StepTerms]) -> list[PreviewStep]:
    """The steps of a plan as a story of the unit would meet them."""
    made = []
    for number, step in enumerate(steps):
        people = signers_of(step, unit)
        substitutes = list(step.substitutes.all()) if step.pk else []
        made.append(PreviewStep(step, people, substitutes, bool(number and step.parallel), step_problem(step, people)))
    return made


def step_problem(step: StepTerms, people: Sequence[Person]) -> str:
    """Why a step could never be signed; empty where it can."""
    if step.kind == Step.SCIENTIST:
        return ""
    if not people:
        return _("The %(step)s would have nobody: nobody who can sign in holds it.") % {"step": step.get_kind_display()}
    needed = len(people) if step.who == Who.NAMED else step.needed
    # Holders of a role may stand in units above too, so only a list can be too short.
    if step.who != Who.ROLE and needed > len(people):
        return _("The %(step)s asks for %(needed)s signatures and names %(named)s people.") % {
            "step": step.get_kind_display(), "needed": needed, "named": len(people),
        }  # fmt: skip
    return ""


def plan_problems(unit: Unit, steps: Sequence[StepTerms], named: dict[str, Sequence[Person]]) -> list[str]:
    """Everything that keeps a plan from holding in a unit, in words. `named` gives the people of steps not yet saved."""
    words = {
        rules.EMPTY: _("At least one step must be required."),
        rules.TWICE: _("A step can stand in a plan only once."),
        rules.PARALLEL_FIRST: _("The first step has no step before it to stand beside."),
        rules.SECRECY_OPTIONAL: _("The secrecy review cannot be optional."),
        rules.SECRECY_FOLLOWS: _("The secrecy review cannot follow a release."),
        rules.SCIENTIST_TOO_EARLY: _(
            "The scientist's link leaves the house: the secrecy review must be complete before that step."
        ),
    }
    found = [words[code] for code in rules.plan_errors([step.rule for step in steps])]
    lacking = units_without(unit, steps)
    for step in steps:
        if step.who == Who.ROLE:
            # A plan of a branch holds for its institutes: nobody at all is an error, nobody in one of them a warning.
            problem = step_problem(step, []) if step.kind in lacking and not lacking[step.kind].others else ""
        else:
            problem = step_problem(step, [person for person in named.get(step.kind, ()) if person.user_id])
        if problem:
            found.append(problem)
    return found


@dataclass(frozen=True)
class Lacking:
    """A step that has nobody in some units: which, and whether there are others where it has."""

    step: StepTerms
    units: list[Unit]
    others: bool


def units_without(unit: Unit, steps: Sequence[StepTerms]) -> dict[str, Lacking]:
    """For each step signed by a role, the units from this one downward in which it would have nobody. Two queries."""
    places = list(Unit.objects.filter(path__startswith=unit.path, is_active=True))
    roles = {step.role for step in steps if step.who == Who.ROLE and step.role}
    held: dict[str, set[str]] = {}
    current = Appointment.objects.current().filter(role__in=roles, person__user__is_active=True)
    for role, path in current.values_list("role", "unit__path"):
        held.setdefault(role, set()).add(path)
    found = {}
    for step in steps:
        if step.who != Who.ROLE or not step.role:
            continue
        paths = held.get(step.role, set())
        above = step.reach == Reach.ABOVE
        without = [place for place in places if not set(place.ancestor_paths()[1 if above else 0 :]) & paths]
        if without:
            found[step.kind] = Lacking(step, without, others=len(without) < len(places))
    return found


def people_for_plans(unit: Unit) -> QuerySet[Person]:
    """Who can be named in a plan of a unit: people with an account and a duty in it, above it or below it."""
    current = Appointment.objects.current().filter(
        Q(unit__path__in=unit.ancestor_paths()) | Q(unit__path__startswith=unit.path)
    )
    people = Person.objects.filter(user__is_active=True, appointments__in=current).distinct()
    return people.select_related("unit").order_by("unit__path", "family_name_en", "given_name_en")


def absences_of(person: Person) -> QuerySet[Absence]:
    """A person's own absences, latest first."""
    return Absence.objects.filter(person=person).select_related("substitute")


def possible_substitutes(person: Person) -> QuerySet[Person]:
    """Who can review in a person's place: holders of a reviewing role in the units where the person reviews, or above."""
    roles = set(ROLE_OF_STEP.values())
    places = Appointment.objects.current().filter(person=person).values_list("unit__path", flat=True)
    wanted: set[str] = set()
    for path in {*places, person.unit.path}:
        wanted |= {path[:length] for length in range(len(path), 0, -Unit.steplen)}
    current = Appointment.objects.current().filter(unit__path__in=wanted, role__in=roles)
    people = Person.objects.filter(user__is_active=True, appointments__in=current).exclude(pk=person.pk).distinct()
    return people.select_related("unit")


def plan_of_story(dossier: Dossier) -> ReviewPlan | None:
    """The plan a story would be reviewed by if it were sent now."""
    return plan_for(dossier.unit, dossier.profile)
