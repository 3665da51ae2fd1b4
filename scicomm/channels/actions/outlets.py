"""What an outlet must have: licences and responsible persons, put in and taken out."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.channels.models import Channel, OutletLicence, Responsible
from scicomm.channels.permissions import can_keep_account
from scicomm.core.audit import audit, audit_entry, nothing_personal, shred_fields
from scicomm.organisation.permissions import require

LICENCE_PUT = audit_entry("channels.licence.put", gettext_lazy("Licence of an outlet"), shred=nothing_personal)
LICENCE_REMOVED = audit_entry("channels.licence.remove", gettext_lazy("Remove licence"), shred=nothing_personal)
DUTY_PUT = audit_entry("channels.duty.put", gettext_lazy("Responsible person of an outlet"), shred=shred_fields("name"))
DUTY_REMOVED = audit_entry(
    "channels.duty.remove", gettext_lazy("Remove responsible person"), shred=shred_fields("name")
)
LICENCE_FIELDS = ("kind", "number", "authority", "valid_from", "valid_until", "document", "note")
DUTY_FIELDS = ("duty", "person", "name", "starts_on", "ends_on")
Row = TypeVar("Row", OutletLicence, Responsible)


def _said(row: OutletLicence | Responsible, names: tuple[str, ...]) -> dict[str, Any]:
    found = {
        name: getattr(row, f"{name}_id", None) if hasattr(row, f"{name}_id") else getattr(row, name) for name in names
    }
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in found.items()}


def _outlet(channel: Channel, acting_user: Any) -> Channel:
    row = Channel.objects.select_for_update(of=("self",)).select_related("unit").get(pk=channel.pk)
    require(can_keep_account(acting_user, row))
    if row.closed_at is not None:
        raise ValidationError(_("The account is closed."))
    return row


def _put(row: Row, names: tuple[str, ...], values: dict[str, Any]) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    old = _said(row, names) if row.pk else None
    for name in names:
        if name in values:
            setattr(row, name, values[name])
    row.full_clean()
    row.save()
    return old, _said(row, names)


@transaction.atomic
def put_licence(
    channel: Channel, *, acting_user: Any, licence: OutletLicence | None = None, **values: Any
) -> OutletLicence:
    """Add a licence to an outlet, or change one."""
    outlet = _outlet(channel, acting_user)
    row = OutletLicence.objects.get(pk=licence.pk, channel=outlet) if licence else OutletLicence(channel=outlet)
    old, new = _put(row, LICENCE_FIELDS, values)
    if old != new:
        audit(LICENCE_PUT, outlet, user=acting_user, old=old, new=new)
    return row


@transaction.atomic
def remove_licence(licence: OutletLicence, *, acting_user: Any) -> None:
    """Take out a licence that was entered by mistake; the log keeps what it said."""
    outlet = _outlet(licence.channel, acting_user)
    row = OutletLicence.objects.filter(pk=licence.pk, channel=outlet).first()
    if row:
        audit(LICENCE_REMOVED, outlet, user=acting_user, old=_said(row, LICENCE_FIELDS))
        row.delete()


@transaction.atomic
def put_responsible(
    channel: Channel, *, acting_user: Any, responsible: Responsible | None = None, **values: Any
) -> Responsible:
    """Add a responsible person to an outlet, or change one. Two people may not answer as the same at one time, duty editors
    excepted."""
    outlet = _outlet(channel, acting_user)
    row = Responsible.objects.get(pk=responsible.pk, channel=outlet) if responsible else Responsible(channel=outlet)
    old, new = _put(row, DUTY_FIELDS, values)
    if row.duty != "duty_editor":
        others = Responsible.objects.filter(channel=outlet, duty=row.duty).exclude(pk=row.pk)
        last = row.ends_on or dt.date.max
        if any(other.starts_on <= last and (other.ends_on or dt.date.max) >= row.starts_on for other in others):
            raise ValidationError({"starts_on": _("Somebody else answers as this in that time; end their term first.")})
    if old != new:
        audit(DUTY_PUT, outlet, user=acting_user, old=old, new=new)
    return row


@transaction.atomic
def remove_responsible(responsible: Responsible, *, acting_user: Any) -> None:
    """Take out a person who was entered by mistake; whose term ended gets an end instead."""
    outlet = _outlet(responsible.channel, acting_user)
    row = Responsible.objects.filter(pk=responsible.pk, channel=outlet).first()
    if row:
        audit(DUTY_REMOVED, outlet, user=acting_user, old=_said(row, DUTY_FIELDS))
        row.delete()
