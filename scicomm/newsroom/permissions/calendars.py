"""Calendar addresses: one's own, and whom a secret stands for."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from scicomm.newsroom.models import CalendarAddress
from scicomm.newsroom.rules.calendars import secret_digest
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import OVERSEERS, STAFF, allowed, units_here, units_under


def calendar_units(user: Any) -> QuerySet[Unit]:
    """The units whose calendar a person may follow."""
    return units_under(user, OVERSEERS) | units_here(user, STAFF)


def addresses_for(user: Any) -> QuerySet[CalendarAddress]:
    return CalendarAddress.objects.filter(user_id=user.pk or -1).select_related("unit")


def get_address_for(user: Any, identifier: object) -> CalendarAddress:
    return allowed(addresses_for(user), identifier)


def address_of(secret: str) -> CalendarAddress | None:
    """The address with this secret, while it is not revoked and its person may sign in and has a duty."""
    found = (
        CalendarAddress.objects.filter(digest=secret_digest(secret), revoked_at=None, user__is_active=True)
        .select_related("user", "unit")
        .first()
    )
    if found is None or (found.unit is not None and not calendar_units(found.user).filter(pk=found.unit_id).exists()):
        return None
    return found
