"""Who runs the house: failed deliveries and the working-day calendar; and which units a person's search may reach."""

from __future__ import annotations

from typing import Any

from scicomm.core.models import Delivery
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import OVERSEERS, Role, allowed, duties, require, units_under


def can_operate(user: Any) -> bool:
    """Superusers, and administrators of the unit at the top of the tree."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    return bool(user.is_superuser) or any(
        len(path) == Unit.steplen and Role.ADMINISTRATOR in roles for path, roles in duties(user).items()
    )


def get_delivery_for(user: Any, identifier: object) -> Delivery:
    """A delivery for those who run the house; PermissionDenied for everybody else."""
    require(can_operate(user))
    return allowed(Delivery.objects.select_related("fact"), identifier)


def searchable_units(user: Any) -> list[str] | None:
    """The short addresses of the units whose work the user may find; None for all of them."""
    if user.is_superuser and user.is_active:
        return None
    return list(units_under(user, OVERSEERS).values_list("slug", flat=True))
