"""Who may meet and handle which case."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from scicomm.listening.models import Mention
from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import OVERSEERS, Role, allowed, holds, holds_at_the_top, holds_here, units_under
from scicomm.responses.enums import OPEN, CaseState, IncidentState, PartState
from scicomm.responses.models import Case, CaseFile, CasePart, CaseQuerySet, Incident
from scicomm.responses.permissions.named import named_to_sign

HANDLERS = frozenset({Role.RESPONSE_OFFICER})
PART_GIVERS = frozenset({Role.RESPONSE_OFFICER, Role.COMMUNICATION_OFFICER})


def cases_for(user: Any) -> CaseQuerySet:
    """Cases of the units the user oversees, those in which the user is the expert, and those a plan names them to review."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Case.objects.none()
    mine = units_under(user, OVERSEERS)
    # A case on its way to another unit stays with the one that gave it until it is taken.
    overseen = Q(unit__in=mine) | Q(handed_from__in=mine) | Q(expert__user_id=user.pk)
    return Case.objects.filter(overseen | named_to_sign(user))


def get_case_for(user: Any, identifier: object) -> Case:
    """A case with what its page shows; 404 for another unit's."""
    return allowed(cases_for(user).with_parts(), identifier)


def can_handle(user: Any, unit: Unit) -> bool:
    """Response officers of the unit or above it assign, close, and see who asked."""
    return holds(user, HANDLERS, unit)


def can_set_terms(user: Any) -> bool:
    """Response officers of the top unit set the terms for all."""
    return holds_at_the_top(user, HANDLERS)


def has_interest(user: Any, case: Case) -> bool:
    """Whether an interest of the user in the case was noted: they read it, and neither handle nor review it."""
    pk = getattr(user, "pk", None) or -1
    return case.interests.filter(Q(person__user_id=pk) | Q(unit__people__user_id=pk)).exists()


def person_has_interest(person: Person, case: Case) -> bool:
    """The same of a person, who may have no account."""
    return case.interests.filter(Q(person=person) | Q(unit=person.unit_id)).exists()


def get_case_file_for(user: Any, identifier: object) -> CaseFile:
    """A file that came with a case's mails, for those who handle the case."""
    handled = CaseFile.objects.filter(case__unit__in=units_under(user, HANDLERS))
    return allowed(handled.select_related("case"), identifier)


def can_take_handed(user: Any, case: Case) -> bool:
    """Response officers of the unit that a case was handed over to take it, or send it back."""
    return case.handed_from_id is not None and case.is_open and can_handle(user, case.unit)


def parts_for(user: Any) -> QuerySet[CasePart]:
    """Parts of cases: those asked of the user's units, and those of the cases the user reads."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return CasePart.objects.none()
    mine = units_under(user, OVERSEERS)
    return CasePart.objects.filter(Q(unit__in=mine) | Q(case__unit__in=mine))


def get_part_for(user: Any, identifier: object) -> CasePart:
    """A part with its question; 404 for those of others. It opens nothing else of the case."""
    return allowed(parts_for(user).select_related("unit", "case__unit", "case__question"), identifier)


def can_give_part(user: Any, part: CasePart) -> bool:
    """Response and communication officers of the unit that was asked."""
    return part.state in {PartState.ASKED, PartState.RETURNED} and holds_here(user, PART_GIVERS, part.unit)


def incidents_for(user: Any) -> QuerySet[Incident]:
    """Incidents that name the user, and nobody else's: overseeing a unit is not enough."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Incident.objects.none()
    return Incident.objects.filter(Q(members=user) | Q(lead=user)).distinct()


def get_incident_for(user: Any, identifier: object) -> Incident:
    return allowed(incidents_for(user).select_related("case__unit", "lead__person"), identifier)


def can_lead(user: Any, incident: Incident) -> bool:
    """Who leads an incident names the members and closes it."""
    return incident.lead_id == user.pk and incident.state != IncidentState.CLOSED


def can_open_from_mention(user: Any, mention: Mention) -> bool:
    return can_handle(user, mention.unit)


def can_assign(user: Any, case: Case) -> bool:
    return case.state in OPEN and can_handle(user, case.unit) and not has_interest(user, case)


def can_close(user: Any, case: Case) -> bool:
    return case.state in OPEN | {CaseState.REVIEW} and can_handle(user, case.unit) and not has_interest(user, case)


def can_see_asker(user: Any, case: Case) -> bool:
    """Who asked concerns only those who handle the case."""
    return can_handle(user, case.unit)
