"""Who reads scores and who computes them, and fetching a unit with permission."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import OVERSEERS, Role, allowed, holds_anywhere, holds_at_the_top, units_under


def scored_units_for(user: Any) -> QuerySet[Unit]:
    """The units whose scores the user reads: those the user oversees, and all below them."""
    return units_under(user, OVERSEERS).filter(is_active=True)


def get_scored_unit_for(user: Any, slug: str) -> Unit:
    """A unit by its short address; 404 for one whose scores are not the user's to read."""
    return allowed(
        scored_units_for(user), scored_units_for(user).filter(slug=slug).values_list("pk", flat=True).first()
    )


def can_see_scores(user: Any) -> bool:
    return holds_anywhere(user, OVERSEERS)


def can_compute(user: Any) -> bool:
    """Assessors of the top unit have a year recorded for all units at once; nobody can change what comes out."""
    return holds_at_the_top(user, [Role.ASSESSOR])
