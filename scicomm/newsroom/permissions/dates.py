"""Important dates: whom they concern, and who keeps them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from scicomm.newsroom.models import ImportantDate
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import EDITORS, OVERSEERS, STAFF, allowed, holds_here, units_here, units_under


def dates_for(user: Any) -> QuerySet[ImportantDate]:
    """Dates of the units the user oversees and, because they concern everybody below, of the units above the user's own."""
    above = {path for unit in units_here(user, STAFF) for path in unit.ancestor_paths()}
    return ImportantDate.objects.filter(Q(unit__in=units_under(user, OVERSEERS)) | Q(unit__path__in=above))


def get_date_for(user: Any, identifier: object) -> ImportantDate:
    """A date of a unit in which the user is an editor."""
    mine = ImportantDate.objects.filter(unit__in=units_here(user, EDITORS)).select_related("unit")
    return allowed(mine, identifier)


def can_keep_dates(user: Any, unit: Unit) -> bool:
    return holds_here(user, EDITORS, unit)
