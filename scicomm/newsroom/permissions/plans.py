"""Plans of review and absences: who may set which."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from scicomm.newsroom.models import Absence
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import Role, allowed, may_administer, units_under


def plan_units_for(user: Any) -> QuerySet[Unit]:
    """The units whose plans a user sees and sets: those they administer, and all below."""
    return units_under(user, [Role.ADMINISTRATOR]).filter(is_active=True)


def get_plan_unit_for(user: Any, slug: str) -> Unit:
    found = plan_units_for(user).select_related("kind").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def can_set_plan(user: Any, unit: Unit) -> bool:
    """Administrators of the unit or above hold the policy."""
    return may_administer(user, unit)


def get_absence_for(user: Any, identifier: object) -> Absence:
    """One's own absences; nobody says for somebody else that they are away."""
    return allowed(Absence.objects.filter(person__user_id=user.pk or -1).select_related("person"), identifier)


def can_end_absence(user: Any, absence: Absence) -> bool:
    return user.pk is not None and absence.person.user_id == user.pk
