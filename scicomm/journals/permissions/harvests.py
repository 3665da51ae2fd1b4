"""Who may harvest for a unit, and fetching sources."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from scicomm.journals.models import HarvestSource
from scicomm.journals.permissions.journals import WRITERS
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import OVERSEERS, allowed, holds_here, units_under


def can_harvest(user: Any, unit: Unit) -> bool:
    """Journal editors of the very unit keep its sources; the command line (no user) may everywhere."""
    return user is None or holds_here(user, WRITERS, unit)


def harvest_sources_for(user: Any) -> QuerySet[HarvestSource]:
    """Sources of the units the user oversees."""
    return HarvestSource.objects.filter(unit__in=units_under(user, OVERSEERS)).select_related("unit")


def get_harvest_source_for(user: Any, identifier: object) -> HarvestSource:
    """A source of a unit the user oversees."""
    return allowed(harvest_sources_for(user), identifier)
