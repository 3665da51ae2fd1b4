"""Who may do what with releases."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from scicomm.channels.models import Release
from scicomm.organisation.permissions import (
    EDITORS,
    OVERSEERS,
    UnitPermissionPolicy,
    allowed,
    holds_here,
    units_under,
)


class ReleasePolicy(UnitPermissionPolicy):
    """Releases are a record: they are read, and tried again through an action, never edited."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return action == "view" and super().user_has_permission_for_instance(user, action, instance)


def releases_for(user: Any) -> QuerySet[Release]:
    """Releases on the channels of the units the user oversees."""
    return Release.objects.filter(channel__unit__in=units_under(user, OVERSEERS))


def get_release_for(user: Any, identifier: object) -> Release:
    """A release on a channel of the user's units, or of a story of theirs on a channel of another unit."""
    units = units_under(user, OVERSEERS)
    rows = Release.objects.filter(Q(channel__unit__in=units) | Q(dossier__unit__in=units))
    return allowed(rows.select_related("channel__unit", "dossier__story"), identifier)


def can_retry_release(user: Any, release: Release) -> bool:
    """Editors of the channel's unit, and those of the story's."""
    return holds_here(user, EDITORS, release.channel.unit) or holds_here(user, EDITORS, release.dossier.unit)
