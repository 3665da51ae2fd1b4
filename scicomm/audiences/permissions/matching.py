"""Who may see whom a thing would reach (numbers), and what one reader would get."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from scicomm.audiences.enums import SubscriptionKind
from scicomm.audiences.models import DigestItem, ReaderProfile
from scicomm.audiences.permissions.readers import keeps_addresses
from scicomm.organisation.permissions import EDITORS, allowed, holds_anywhere, units_under


def digest_items_for(user: Any) -> QuerySet[DigestItem]:
    """Public things of the units that the user edits or oversees as an editor."""
    return DigestItem.objects.filter(unit__in=units_under(user, EDITORS), gone_at=None)


def sees_reach(user: Any) -> bool:
    return holds_anywhere(user, EDITORS)


def get_digest_item_for(user: Any, identifier: object) -> DigestItem:
    return allowed(digest_items_for(user).select_related("unit"), identifier)


def get_profile_by_number_for(user: Any, number: str) -> ReaderProfile | None:
    """The profile of a subscription by its number, for keepers of addresses; 404 for all others."""
    if not keeps_addresses(user):
        raise Http404
    if not (number.isascii() and number.isdecimal() and len(number) < 16):
        return None
    rows = ReaderProfile.objects.filter(subscription__kind=SubscriptionKind.DIGEST, subscription__erased_at=None)
    return rows.select_related("subscription").filter(subscription=int(number)).first()
