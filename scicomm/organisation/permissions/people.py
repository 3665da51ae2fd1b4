"""People: the one behind an account, those a user oversees, those who hold a role for a unit."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from scicomm.organisation.enums import OVERSEERS, Role
from scicomm.organisation.models import Appointment, Person, Unit
from scicomm.organisation.permissions.refusals import allowed
from scicomm.organisation.permissions.units import units_under


def person_of(user: Any) -> Person | None:
    """The person behind an account, if any."""
    return Person.objects.filter(user=user).first() if getattr(user, "is_authenticated", False) else None


def get_person_for(user: Any, identifier: object) -> Person:
    """A person of a unit the user oversees."""
    mine = Person.objects.filter(unit__in=units_under(user, OVERSEERS)).select_related("unit")
    return allowed(mine, identifier)


def current_holders(unit: Unit, role: Role | str) -> QuerySet[Person]:
    """The people who hold a role for a unit: in the unit itself or, where it has nobody, in the nearest unit above."""
    for path in unit.ancestor_paths():
        people = Person.objects.filter(
            appointments__in=Appointment.objects.current().filter(role=role, unit__path=path)
        ).distinct()
        if people.exists():
            return people
    return Person.objects.none()
