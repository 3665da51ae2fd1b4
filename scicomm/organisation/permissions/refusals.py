"""How the house refuses: 404 for what is not theirs, 403 for what they may not do."""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404

M = TypeVar("M", bound=Model)


def allowed(queryset: QuerySet[M], identifier: object) -> M:
    """The object with that id among those the user may have, or 404: what is not theirs does not exist for them."""
    try:
        found = queryset.filter(pk=identifier).first()
    except (ValueError, TypeError):
        found = None
    if found is None:
        raise Http404
    return found


def require(condition: bool) -> None:
    """Refuse unless the condition holds."""
    if not condition:
        raise PermissionDenied
