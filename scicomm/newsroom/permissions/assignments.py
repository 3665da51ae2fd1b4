"""Assignments: who meets which, gives, answers, and looks at the sums."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from scicomm.newsroom.models import Assignment
from scicomm.newsroom.permissions.topics import WRITERS
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import EDITORS, OVERSEERS, allowed, holds_here, units_here, units_under


def assignments_for(user: Any) -> QuerySet[Assignment]:
    """Those of the units the user oversees, with all below them, and the user's own. What a sibling was given is not among them,
    nor the call above, of which one's own assignment says all that one needs."""
    return Assignment.objects.filter(Q(unit__in=units_under(user, OVERSEERS)) | Q(person__user_id=user.pk or -1))


def get_assignment_for(user: Any, identifier: object) -> Assignment:
    mine = assignments_for(user).select_related("unit", "person", "giver", "given_by__person", "topic__unit", "parent")
    return allowed(mine, identifier)


def can_give(user: Any, unit: Unit) -> bool:
    """Editors of the very unit give work in its name."""
    return holds_here(user, EDITORS, unit)


def giving_units(user: Any) -> QuerySet[Unit]:
    """The units in whose name the user may begin a call."""
    return units_here(user, EDITORS).filter(is_active=True)


def is_own(user: Any, assignment: Assignment) -> bool:
    """Whether it was given to this very person."""
    return assignment.person is not None and user.pk is not None and assignment.person.user_id == user.pk


def can_answer(user: Any, assignment: Assignment) -> bool:
    """Editors of the very unit it was given to, and the person it was given to."""
    return holds_here(user, EDITORS, assignment.unit) or is_own(user, assignment)


def can_split(user: Any, assignment: Assignment) -> bool:
    """Editors of the very unit it was given to give it on."""
    return holds_here(user, EDITORS, assignment.unit)


def can_steer(user: Any, assignment: Assignment) -> bool:
    """Editors of the very unit that gave it: give it again, move its day, confirm it, send it back, call it off."""
    return holds_here(user, EDITORS, assignment.giver)


def can_begin(user: Any, assignment: Assignment) -> bool:
    """Who answers for it and writes for its unit."""
    return can_answer(user, assignment) and holds_here(user, WRITERS, assignment.unit)
