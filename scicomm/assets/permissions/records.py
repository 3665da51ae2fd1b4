"""Who may meet and change which asset, its licences, consents and take-downs."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from scicomm.assets.models import Asset, Consent, LicenceGrant, TakeDown
from scicomm.organisation.permissions import (
    EDITORS,
    OVERSEERS,
    UnitPermissionPolicy,
    allowed,
    holds_here,
    units_here,
    units_under,
)

asset_policy = UnitPermissionPolicy(Asset, read=OVERSEERS, write=EDITORS)
grant_policy = UnitPermissionPolicy(LicenceGrant, read=OVERSEERS, write=EDITORS, unit_field="asset__unit")
consent_policy = UnitPermissionPolicy(Consent, read=OVERSEERS, write=EDITORS, unit_field="asset__unit")
take_down_policy = UnitPermissionPolicy(TakeDown, read=OVERSEERS, write=EDITORS)


def records_for(user: Any) -> QuerySet[Asset]:
    """The assets of the units the user oversees."""
    return Asset.objects.filter(unit__in=units_under(user, OVERSEERS))


def get_asset_for(user: Any, identifier: object) -> Asset:
    """One asset of a unit the user oversees, with its file."""
    return allowed(
        records_for(user).select_related("unit", "image", "document", "recording", "embedded", "provenance"), identifier
    )


def can_change_asset(user: Any, asset: Asset) -> bool:
    """Editors of the very unit it belongs to."""
    return holds_here(user, EDITORS, asset.unit)


def get_grant_for(user: Any, identifier: object) -> LicenceGrant:
    mine = LicenceGrant.objects.filter(asset__in=records_for(user)).select_related("asset__unit")
    return allowed(mine, identifier)


def get_consent_for(user: Any, identifier: object) -> Consent:
    mine = Consent.objects.filter(asset__in=records_for(user)).select_related("asset__unit")
    return allowed(mine, identifier)


def take_downs_for(user: Any) -> QuerySet[TakeDown]:
    """Take-downs in the units the user oversees, and those of the assets of these units wherever they were used."""
    units = units_under(user, OVERSEERS)
    return TakeDown.objects.filter(Q(unit__in=units) | Q(asset__unit__in=units))


def get_take_down_for(user: Any, identifier: object) -> TakeDown:
    return allowed(take_downs_for(user).select_related("asset__unit", "unit"), identifier)


def can_close_take_down(user: Any, task: TakeDown) -> bool:
    """Editors of the unit whose place it is, and of the unit whose asset it is."""
    return holds_here(user, EDITORS, task.unit) or holds_here(user, EDITORS, task.asset.unit)


def own_take_downs_for(user: Any) -> QuerySet[TakeDown]:
    """What waits for the user: open take-downs in the units they edit."""
    return TakeDown.objects.filter(unit__in=units_here(user, EDITORS), done_at=None)
