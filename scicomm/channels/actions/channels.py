"""Channels: made with their unit and language, changed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy

from scicomm.channels.actions.channel_health import channel_mended
from scicomm.channels.enums import BUILT_IN
from scicomm.channels.models import Channel
from scicomm.channels.permissions import can_change_channel
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

CHANNEL_CHANGED = audit_entry("channels.channel.edit", gettext_lazy("Change channel"), shred=nothing_personal)


EDITABLE = ("name_zh", "name_en", "is_on", "every_days", "tell_changes")


@transaction.atomic
def ensure_channels(unit: Unit) -> list[Channel]:
    """The site, feed and newsletter of a unit in every language; makes what is missing and changes nothing else."""
    wanted = [
        Channel(unit=unit, kind=kind, language=language, slug=f"{unit.slug}-{kind}-{language}")
        for language, _label in settings.LANGUAGES
        for kind in BUILT_IN
    ]
    if Channel.objects.filter(unit=unit, kind__in=BUILT_IN).count() < len(wanted):
        Channel.objects.bulk_create(wanted, ignore_conflicts=True)
    return list(Channel.objects.filter(unit=unit, kind__in=BUILT_IN).select_related("unit"))


@transaction.atomic
def change_channel(channel: Channel, *, acting_user: Any, **values: Any) -> Channel:
    """Rename a channel, switch it on or off, or set how often its newsletter goes out."""
    row = Channel.objects.select_for_update(of=("self",)).select_related("unit").get(pk=channel.pk)
    require(can_change_channel(acting_user, row))
    old = {name: getattr(row, name) for name in EDITABLE}
    new = old | {name: value for name, value in values.items() if name in EDITABLE}
    if new == old:
        return row
    for name, value in new.items():
        setattr(row, name, value)
    row.save(update_fields=list(EDITABLE))
    audit(CHANNEL_CHANGED, row, user=acting_user, old=old, new=new)
    if row.trouble and row.is_on and not old["is_on"]:
        channel_mended(row)
    return row
