"""The units in reach of a user's duties, and fetching one of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from scicomm.organisation.enums import EDITORS, OVERSEERS, STAFF
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions.appointments import duties


def units_under(user: Any, roles: Iterable[str] = OVERSEERS) -> QuerySet[Unit]:
    """The units in which, or above which, the user holds one of the roles."""
    if user.is_authenticated and user.is_active and user.is_superuser:
        return Unit.objects.all()
    wanted = set(roles)
    reach = Q(pk__in=[])
    for path, held in duties(user).items():
        if held & wanted:
            reach |= Q(path__startswith=path)
    return Unit.objects.filter(reach)


def units_here(user: Any, roles: Iterable[str] = EDITORS) -> QuerySet[Unit]:
    """The units in which the user holds one of the roles."""
    if user.is_authenticated and user.is_active and user.is_superuser:
        return Unit.objects.all()
    wanted = set(roles)
    return Unit.objects.filter(path__in=[path for path, held in duties(user).items() if held & wanted])


def get_unit_for(user: Any, slug: str) -> Unit:
    """A unit the user has a duty in or above, by its short address."""
    found = units_under(user, STAFF).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found
