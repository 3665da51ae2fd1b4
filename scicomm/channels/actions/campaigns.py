"""Campaigns: made and changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.channels.models import Campaign
from scicomm.channels.permissions import can_keep_campaign
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

CAMPAIGN_KEPT = audit_entry("channels.campaign.keep", gettext_lazy("Keep campaign"), shred=nothing_personal)
LONGEST = dt.timedelta(days=366)


@transaction.atomic
def keep_campaign(
    campaign: Campaign | None,
    *,
    acting_user: Any,
    unit: Unit,
    name: str,
    starts_on: dt.date,
    ends_on: dt.date,
    note: str = "",
) -> Campaign:
    """Make a campaign, or change one; its releases stay as they are planned. A campaign never changes its unit."""
    row = Campaign(unit=unit)
    if campaign is not None:
        row = Campaign.objects.select_for_update(of=("self",)).select_related("unit").get(pk=campaign.pk)
    require(can_keep_campaign(acting_user, row.unit))
    if ends_on < starts_on:
        raise ValidationError({"ends_on": _("It ends before it begins.")})
    if ends_on - starts_on > LONGEST:
        raise ValidationError({"ends_on": _("A campaign lasts a year at most.")})
    old = _said(row) if campaign else None
    row.name, row.starts_on, row.ends_on, row.note = name.strip(), starts_on, ends_on, note.strip()
    row.save()
    audit(CAMPAIGN_KEPT, row, user=acting_user, old=old, new=_said(row))
    return row


def _said(campaign: Campaign) -> dict[str, str]:
    return {"name": campaign.name, "starts_on": str(campaign.starts_on), "ends_on": str(campaign.ends_on)}
