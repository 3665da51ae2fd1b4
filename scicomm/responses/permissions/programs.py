"""What a token opens: what its person may read, in the token's unit and below it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import allowed
from scicomm.responses.models import Case, CaseQuerySet, DisclosureRequest, DisclosureRequestQuerySet
from scicomm.responses.permissions.cases import cases_for
from scicomm.responses.permissions.disclosure import requests_for


def cases_within(user: Any, unit: Unit) -> CaseQuerySet:
    """Cases the user reads that are, or on their way from, the unit or below it; none that nobody asked."""
    here = Q(unit__path__startswith=unit.path) | Q(handed_from__path__startswith=unit.path)
    return cases_for(user).real().filter(here)


def get_case_within_for(user: Any, unit: Unit, identifier: object) -> Case:
    return allowed(cases_within(user, unit).with_parts(), identifier)


def requests_within(user: Any, unit: Unit) -> DisclosureRequestQuerySet:
    """Requests the user handles in the unit or below it."""
    return requests_for(user).filter(unit__path__startswith=unit.path)


def get_request_within_for(user: Any, unit: Unit, identifier: object) -> DisclosureRequest:
    return allowed(requests_within(user, unit).select_related("unit").prefetch_related("pauses"), identifier)
