"""Who may do what with channels."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from scicomm.channels.models import Channel
from scicomm.organisation.permissions import (
    EDITORS,
    OVERSEERS,
    UnitPermissionPolicy,
    allowed,
    holds_here,
    units_under,
)


class ChannelPolicy(UnitPermissionPolicy):
    """Channels come with their unit and language: they are changed or switched off, never added or deleted by hand."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in {"add", "delete"} and super().user_has_permission(user, action)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return action not in {"add", "delete"} and super().user_has_permission_for_instance(user, action, instance)


def channels_for(user: Any) -> QuerySet[Channel]:
    """Channels of the units the user oversees."""
    return Channel.objects.filter(unit__in=units_under(user, OVERSEERS)).select_related("unit")


def get_channel_for(user: Any, identifier: object) -> Channel:
    return allowed(channels_for(user), identifier)


def can_change_channel(user: Any, channel: Channel) -> bool:
    """Editors of the very unit."""
    return holds_here(user, EDITORS, channel.unit)
