"""Licences and consents of an asset: recorded, changed, removed, withdrawn; what follows for its use follows at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.assets.actions.ending import settle
from scicomm.assets.actions.records import locked_asset
from scicomm.assets.models import Asset, Consent, LicenceGrant
from scicomm.assets.permissions import can_change_asset
from scicomm.core.audit import audit, audit_entry, shred_fields
from scicomm.organisation.permissions import require

GRANT_SAVED = audit_entry("assets.grant.save", gettext_lazy("Record licence"), shred=shred_fields("holder"))
GRANT_REMOVED = audit_entry("assets.grant.remove", gettext_lazy("Remove licence record"), shred=shred_fields("holder"))
CONSENT_SAVED = audit_entry(
    "assets.consent.save", gettext_lazy("Record consent"), shred=shred_fields("name", "guardian", "guardian_relation")
)
CONSENT_WITHDRAWN = audit_entry(
    "assets.consent.withdraw", gettext_lazy("Withdraw consent"), shred=shred_fields("who", "reason")
)
CONSENT_REMOVED = audit_entry("assets.consent.remove", gettext_lazy("Remove consent"), shred=shred_fields("name"))

GRANT_FIELDS = (
    "direction", "holder", "uses", "territory", "scope", "starts_on", "ends_on", "fee", "contract_number", "document",
)  # fmt: skip
CONSENT_FIELDS = (
    "kind", "name", "is_minor", "guardian", "guardian_relation", "uses", "scope", "given_on", "ends_on", "document",
)  # fmt: skip


@transaction.atomic
def save_grant(asset: Asset, grant: LicenceGrant | None = None, *, acting_user: Any, **values: Any) -> LicenceGrant:
    """Record a licence, or change one. An ended one blocks the asset now, a current one frees what a term had blocked."""
    row = locked_asset(asset)
    require(can_change_asset(acting_user, row))
    found = LicenceGrant.objects.get(pk=grant.pk, asset=row) if grant else LicenceGrant(asset=row)
    old = _told(found, GRANT_FIELDS) if grant else None
    _fill(found, GRANT_FIELDS, values)
    if found.starts_on and found.ends_on and found.ends_on < found.starts_on:
        raise ValidationError({"ends_on": _("It would end before it begins.")})
    found.warned_days = None
    found.save()
    audit(GRANT_SAVED, row, user=acting_user, old=old, new=_told(found, GRANT_FIELDS))
    settle(row, acting_user=acting_user)
    return found


@transaction.atomic
def remove_grant(grant: LicenceGrant, *, acting_user: Any) -> None:
    """Remove a licence record that was made by mistake."""
    row = locked_asset(grant.asset)
    require(can_change_asset(acting_user, row))
    audit(GRANT_REMOVED, row, user=acting_user, old=_told(grant, GRANT_FIELDS))
    LicenceGrant.objects.filter(pk=grant.pk).delete()
    settle(row, acting_user=acting_user)


@transaction.atomic
def save_consent(asset: Asset, consent: Consent | None = None, *, acting_user: Any, **values: Any) -> Consent:
    """Record a consent, or change one. For who is under age a guardian must have agreed."""
    row = locked_asset(asset)
    require(can_change_asset(acting_user, row))
    found = Consent.objects.get(pk=consent.pk, asset=row) if consent else Consent(asset=row)
    old = _told(found, CONSENT_FIELDS) if consent else None
    _fill(found, CONSENT_FIELDS, values)
    if found.is_minor and not found.guardian.strip():
        raise ValidationError({"guardian": _("For a person under age, name the guardian who agreed.")})
    if found.ends_on and found.ends_on < found.given_on:
        raise ValidationError({"ends_on": _("It would end before it begins.")})
    found.warned_days = None
    found.save()
    audit(CONSENT_SAVED, row, user=acting_user, old=old, new=_told(found, CONSENT_FIELDS))
    settle(row, acting_user=acting_user)
    return found


@transaction.atomic
def withdraw_consent(consent: Consent, *, acting_user: Any, reason: str, moment: dt.datetime | None = None) -> Consent:
    """A person takes the consent back: the asset is blocked at once, everywhere."""
    row = locked_asset(consent.asset)
    require(can_change_asset(acting_user, row))
    found = Consent.objects.get(pk=consent.pk)
    if found.withdrawn_at is not None:
        return found
    if not reason.strip():
        raise ValidationError({"reason": _("Write down how and why it was withdrawn.")})
    found.withdrawn_at, found.withdrawn_because = moment or timezone.now(), reason.strip()[:300]
    found.save(update_fields=["withdrawn_at", "withdrawn_because"])
    audit(CONSENT_WITHDRAWN, row, user=acting_user, new=found.withdrawn_at.isoformat(), who=found.name, reason=reason)
    settle(row, acting_user=acting_user)
    return found


@transaction.atomic
def remove_consent(consent: Consent, *, acting_user: Any) -> None:
    """Remove a consent that was recorded by mistake."""
    row = locked_asset(consent.asset)
    require(can_change_asset(acting_user, row))
    audit(CONSENT_REMOVED, row, user=acting_user, old=_told(consent, CONSENT_FIELDS))
    Consent.objects.filter(pk=consent.pk).delete()
    settle(row, acting_user=acting_user)


def _fill(row: Any, names: tuple[str, ...], values: dict[str, Any]) -> None:
    for name in names:
        if name in values:
            setattr(row, name, values[name])


def _told(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """The values as the audit keeps them; empty ones are left out."""
    values = {name: getattr(row, name) for name in names}
    return {
        name: value if isinstance(value, str | bool | list) else str(value) for name, value in values.items() if value
    }
