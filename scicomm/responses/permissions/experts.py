"""Who may search experts, keep their availability, and say who speaks for a unit."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import OVERSEERS, allowed, holds, holds_anywhere, units_under
from scicomm.responses.models import ExpertAway
from scicomm.responses.permissions.cases import HANDLERS


def may_search_experts(user: Any) -> bool:
    """Those who oversee the work of a unit: who wrote what and who is asked often is no secret in the house."""
    return holds_anywhere(user, OVERSEERS)


def experts_for(user: Any) -> QuerySet[Person]:
    """People whose availability the user may read and keep: themselves, and those of the units of a response officer."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Person.objects.none()
    return Person.objects.filter(Q(user_id=user.pk) | Q(unit__in=units_under(user, HANDLERS)))


def get_expert_for(user: Any, identifier: object) -> Person:
    """A person whose availability one may keep; 404 for others."""
    return allowed(experts_for(user).select_related("unit", "expert_profile"), identifier)


def get_away_for(user: Any, identifier: object) -> ExpertAway:
    """An absence of such a person; 404 for others."""
    rows = ExpertAway.objects.filter(profile__person__in=experts_for(user))
    return allowed(rows.select_related("profile__person__unit"), identifier)


def can_keep_profile(user: Any, person: Person) -> bool:
    """The person themself, and response officers of their unit or above."""
    own = person.user_id is not None and person.user_id == user.pk
    return own or holds(user, HANDLERS, person.unit)


def can_set_speaker(user: Any, unit: Unit) -> bool:
    return holds(user, HANDLERS, unit)
