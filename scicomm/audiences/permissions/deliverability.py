"""Who sees what came back: the keepers of addresses."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from scicomm.audiences.models import Suspension
from scicomm.audiences.permissions.readers import keeps_addresses
from scicomm.organisation.permissions import allowed


def suspensions_for(user: Any) -> QuerySet[Suspension]:
    return Suspension.objects.select_related("subscription") if keeps_addresses(user) else Suspension.objects.none()


def get_suspension_for(user: Any, identifier: object) -> Suspension:
    return allowed(suspensions_for(user), identifier)
