"""Who may meet and change which watch and alert."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from scicomm.listening.models import Alert, Watch, WatchReader
from scicomm.listening.permissions.feeds import LISTENERS, FeedPolicy
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import (
    OVERSEERS,
    allowed,
    holds,
    holds_here,
    units_under,
)

LEAVE_SALT = "listening.watch.leave"


class WatchPolicy(FeedPolicy):
    """A watch is changed by its owner only, and only while they listen for its unit."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if action in {"change", "delete"} and instance.owner_id != user.pk and not user.is_superuser:
            return False
        return super().user_has_permission_for_instance(user, action, instance)


def watches_for(user: Any) -> QuerySet[Watch]:
    """Watches of the units the user oversees, the user's own, and those they read along."""
    mine = Q(owner_id=user.pk or -1) | Q(pk__in=_read_by(user))
    return Watch.objects.filter(Q(unit__in=units_under(user, OVERSEERS)) | mine)


def _read_by(user: Any) -> QuerySet[WatchReader, int]:
    return WatchReader.objects.filter(user_id=user.pk or -1).values_list("watch_id", flat=True)


def alerts_for(user: Any) -> QuerySet[Alert]:
    """The alerts of the user's own watches and of those they read along."""
    return Alert.objects.filter(Q(watch__owner_id=user.pk or -1) | Q(watch__in=_read_by(user)))


def get_watch_for(user: Any, identifier: object) -> Watch:
    return allowed(watches_for(user).select_related("unit", "owner"), identifier)


def get_alert_for(user: Any, identifier: object) -> Alert:
    return allowed(alerts_for(user).select_related("watch__unit", "mention"), identifier)


def can_watch(user: Any, unit: Unit) -> bool:
    """Listeners of the very unit."""
    return holds_here(user, LISTENERS, unit)


def can_read_watch(user: Any, unit: Unit) -> bool:
    """Who may read a unit's watch along: whoever has a duty of listening or overseeing there or above."""
    return bool(user.is_active) and (holds(user, OVERSEERS, unit) or holds(user, LISTENERS, unit))


def get_watch_to_leave(token: str) -> tuple[Watch, int]:
    """The watch and the account of a signed link in a mail, or 404."""
    try:
        watch, user = signing.Signer(salt=LEAVE_SALT, sep=".").unsign(token).split("-")
    except (signing.BadSignature, ValueError) as error:
        raise Http404 from error
    return get_object_or_404(Watch, pk=int(watch)), int(user)


def leave_token(watch: Watch, user_id: int) -> str:
    """A signed link for leaving without signing in; it works as long as the watch is there."""
    return signing.Signer(salt=LEAVE_SALT, sep=".").sign(f"{watch.pk}-{user_id}")


def can_change_watch(user: Any, watch: Watch) -> bool:
    return bool(user.is_superuser) or (watch.owner_id == user.pk and can_watch(user, watch.unit))
