"""Who may do what with channels and releases, and fetching them with permission."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from scicomm.channels.models import Channel, Release
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


class ReleasePolicy(UnitPermissionPolicy):
    """Releases are a record: they are read, and tried again through an action, never edited."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return action == "view" and super().user_has_permission_for_instance(user, action, instance)


def channels_for(user: Any) -> QuerySet[Channel]:
    """Channels of the units the user oversees."""
    return Channel.objects.filter(unit__in=units_under(user, OVERSEERS)).select_related("unit")


def releases_for(user: Any) -> QuerySet[Release]:
    """Releases on the channels of the units the user oversees."""
    return Release.objects.filter(channel__unit__in=units_under(user, OVERSEERS))


def get_channel_for(user: Any, identifier: object) -> Channel:
    return allowed(channels_for(user), identifier)


def get_release_for(user: Any, identifier: object) -> Release:
    return allowed(releases_for(user).select_related("channel__unit", "dossier__story"), identifier)


def can_change_channel(user: Any, channel: Channel) -> bool:
    """Editors of the very unit."""
    return holds_here(user, EDITORS, channel.unit)


def can_retry_release(user: Any, release: Release) -> bool:
    """Editors of the channel's unit, and those of the story's."""
    return holds_here(user, EDITORS, release.channel.unit) or holds_here(user, EDITORS, release.dossier.unit)
