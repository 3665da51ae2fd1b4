"""Calendar addresses: made for oneself, revoked at once."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.newsroom.models import CalendarAddress
from scicomm.newsroom.permissions import calendar_units
from scicomm.newsroom.rules.calendars import PREFIX_LENGTH, new_secret, secret_digest
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import is_staff, require

MADE = audit_entry("newsroom.calendar.make", gettext_lazy("Make calendar address"), shred=nothing_personal)
REVOKED = audit_entry("newsroom.calendar.revoke", gettext_lazy("Revoke calendar address"), shred=nothing_personal)
MOST = 20


@transaction.atomic
def make_calendar_address(*, acting_user: Any, unit: Unit | None = None) -> tuple[CalendarAddress, str]:
    """An address for one's own calendar, of all one may see or of one unit; the secret is given back once and kept as a hash."""
    require(is_staff(acting_user))
    if unit is not None:
        require(calendar_units(acting_user).filter(pk=unit.pk).exists())
    if CalendarAddress.objects.filter(user=acting_user, revoked_at=None).count() >= MOST:
        raise ValidationError(_("You have %(count)s addresses. Revoke one first.") % {"count": MOST})
    secret = new_secret()
    row = CalendarAddress.objects.create(
        user=acting_user, unit=unit, prefix=secret[:PREFIX_LENGTH], digest=secret_digest(secret)
    )
    audit(MADE, row, user=acting_user, new=unit.slug if unit else "")
    return row, secret


@transaction.atomic
def revoke_calendar_address(address: CalendarAddress, *, acting_user: Any) -> CalendarAddress:
    """End an address at once; again, it changes nothing."""
    row = CalendarAddress.objects.select_for_update().get(pk=address.pk)
    require(row.user_id == acting_user.pk)
    if row.revoked_at is None:
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
        audit(REVOKED, row, user=acting_user)
    return row
