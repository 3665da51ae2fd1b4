"""Requests that wait for an answer, and the file that an approved one gives."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from scicomm.assets.enums.delivery import RequestState
from scicomm.assets.models import AssetRequest
from scicomm.assets.permissions import KEEPERS, requests_for
from scicomm.organisation.permissions import units_here

_FILES = ("asset__unit", "asset__image", "asset__document", "asset__recording")


def requests_waiting_for(user: Any) -> QuerySet[AssetRequest]:
    """What waits for the user to answer, the oldest first."""
    mine = AssetRequest.objects.filter(state=RequestState.WAITING, asset__unit__in=units_here(user, KEEPERS))
    return mine.select_related(*_FILES).order_by("created_at", "pk")


def requests_listed(user: Any, state: str = "") -> QuerySet[AssetRequest]:
    rows = requests_for(user).select_related(*_FILES, "decided_by")
    return rows.filter(state=state) if state else rows


def granted(identifier: int) -> AssetRequest | None:
    """The approved request whose file may still be fetched."""
    return (
        AssetRequest.objects.filter(pk=identifier, state=RequestState.APPROVED, granted_until__gt=timezone.now())
        .select_related(*_FILES)
        .first()
    )
