"""Who may see and mend refused files."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from scicomm.journals.models import QuarantinedFile
from scicomm.journals.permissions.journals import WRITERS
from scicomm.organisation.permissions import (
    OVERSEERS,
    allowed,
    holds_here,
    units_under,
)


def can_mend(user: Any, refused: QuarantinedFile) -> bool:
    """Who may send the mended file: the journal editors of its unit."""
    return holds_here(user, WRITERS, refused.unit)


def quarantined_for(user: Any) -> QuerySet[QuarantinedFile]:
    """Refused files of the units the user oversees."""
    return QuarantinedFile.objects.filter(unit__in=units_under(user, OVERSEERS)).select_related("unit")


def get_quarantined_for(user: Any, identifier: object) -> QuarantinedFile:
    """A refused file of a unit the user oversees."""
    return allowed(quarantined_for(user), identifier)
