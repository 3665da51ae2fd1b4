"""Who opens the yearly inspection, fills it in, reviews and decides."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from scicomm.channels.models import Inspection, InspectionRound
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import EDITORS, OVERSEERS, Role, allowed, duties, holds_here, units_under

# At the academy and in the branches: who looks at the outlets of others.
INSPECTORS = frozenset({*EDITORS, Role.ASSESSOR, Role.ADMINISTRATOR})


def _is_super(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_active and user.is_superuser)


def _path_held(user: Any, unit_path: str, *, top: bool) -> bool:
    """Whether the user inspects in the top unit (`top`), or in a unit above the given one that is not the top."""
    if _is_super(user):
        return True
    for path, held in duties(user).items():
        is_top = len(path) == Unit.steplen
        if held & INSPECTORS and is_top == top and unit_path.startswith(path) and (top or path != unit_path):
            return True
    return False


def can_open_round(user: Any) -> bool:
    """Inspectors of the academy."""
    return _is_super(user) or any(
        len(path) == Unit.steplen and held & INSPECTORS for path, held in duties(user).items()
    )


def can_answer_inspection(user: Any, inspection: Inspection) -> bool:
    """Editors of the outlet's own unit."""
    return holds_here(user, EDITORS, inspection.channel.unit)


def can_review_inspection(user: Any, inspection: Inspection) -> bool:
    """Inspectors of the branch above the unit; for units directly below the academy, and for branches, those of the academy."""
    unit = inspection.channel.unit
    return _path_held(user, unit.path, top=unit.depth <= 2)


def can_decide_inspection(user: Any, inspection: Inspection) -> bool:
    """Inspectors of the academy."""
    return _path_held(user, inspection.channel.unit.path, top=True)


def inspections_for(user: Any) -> QuerySet[Inspection]:
    """Inspections of outlets of the units the user oversees."""
    return Inspection.objects.filter(channel__unit__in=units_under(user, OVERSEERS))


def get_inspection_for(user: Any, identifier: object) -> Inspection:
    return allowed(inspections_for(user).select_related("channel__unit", "round"), identifier)


def rounds_for(user: Any) -> QuerySet[InspectionRound]:
    """The rounds in which the user has an outlet to see; inspectors of the academy see all."""
    rows = InspectionRound.objects.all()
    return rows if can_open_round(user) else rows.filter(inspections__in=inspections_for(user)).distinct()


def get_round_for(user: Any, identifier: object) -> InspectionRound:
    return allowed(rounds_for(user), identifier)
