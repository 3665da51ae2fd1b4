"""Reads of refused files."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from scicomm.journals.models import QuarantinedFile
from scicomm.journals.permissions import quarantined_for


def open_refusals(user: Any) -> QuerySet[QuarantinedFile]:
    """Refused files that wait to be mended, of the units the user oversees, last seen first."""
    return quarantined_for(user).filter(state=QuarantinedFile.State.OPEN)
