"""What the dispatcher has to do now."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from scicomm.channels.enums import BUILT_IN, ReleaseState, Todo, Trouble
from scicomm.channels.models import Release
from scicomm.channels.queries.releases import public_now


def due_releases(now: dt.datetime) -> QuerySet[Release]:
    """Due at a moment, the longest due first: not taken, its account neither paused, nor without credentials, nor busy."""
    busy = Release.objects.filter(channel=OuterRef("channel"), lease_until__gte=now).exclude(pk=OuterRef("pk"))
    return (
        Release.objects.filter(next_try_at__lte=now)
        .filter(Q(lease_until=None) | Q(lease_until__lt=now))
        .exclude(Q(todo="") | Q(todo=Todo.HAND))
        .exclude(channel__kind__in=BUILT_IN)
        .exclude(channel__trouble=Trouble.CREDENTIALS)
        .filter(Q(channel__paused_until=None) | Q(channel__paused_until__lte=now))
        # A channel that is off posts nothing new; what stands there can still be corrected and taken back.
        .filter(Q(channel__is_on=True) | ~Q(todo=Todo.SEND))
        .filter(~Exists(busy))
        .select_related("channel__unit", "dossier__story", "dossier__unit")
        .order_by("next_try_at", "pk")
    )


def taken_lately(release: Release, now: dt.datetime) -> list[dt.datetime]:
    """When its account's other posts of the last hour were taken, the oldest first; one that may have been counts too."""
    rows = Release.objects.filter(channel=release.channel_id).exclude(pk=release.pk)
    maybe = Q(state__in=[ReleaseState.SENDING, ReleaseState.UNSURE], changed_at__gt=now - dt.timedelta(hours=1))
    found = rows.filter(Q(accepted_at__gt=now - dt.timedelta(hours=1)) | maybe)
    return sorted(row.accepted_at or row.changed_at for row in found)


def is_public_now(release: Release) -> bool:
    """Whether anyone may read the story at this moment, embargo included."""
    return Release.objects.filter(pk=release.pk).filter(public_now()).exists()
