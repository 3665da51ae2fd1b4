"""Who may plan releases and campaigns, and fetching campaigns with permission."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from scicomm.channels.enums import BUILT_IN
from scicomm.channels.models import Campaign, Channel
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import EDITORS, OVERSEERS, allowed, holds_here, units_here, units_under


def campaigns_for(user: Any) -> QuerySet[Campaign]:
    """Campaigns of the units the user oversees."""
    return Campaign.objects.filter(unit__in=units_under(user, OVERSEERS)).select_related("unit")


def get_campaign_for(user: Any, identifier: object) -> Campaign:
    return allowed(campaigns_for(user), identifier)


def can_keep_campaign(user: Any, unit: Unit) -> bool:
    """Editors of the very unit."""
    return holds_here(user, EDITORS, unit)


def can_plan_release(user: Any, channel: Channel) -> bool:
    """Editors of the account's unit decide what goes out on it."""
    return holds_here(user, EDITORS, channel.unit)


def channels_to_choose(user: Any, dossier: Dossier) -> QuerySet[Channel]:
    """The accounts a story can be sent to by this user: on, in its language, of units the user edits."""
    rows = Channel.objects.filter(
        is_on=True, closed_at=None, language=dossier.language, unit__in=units_here(user, EDITORS)
    )
    return rows.exclude(kind__in=BUILT_IN).select_related("unit").order_by("unit__path", "kind", "pk")
