"""Who may meet which mention and set its link right."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from scicomm.listening.models import Alert, Mention, MentionQuerySet
from scicomm.listening.permissions.feeds import LISTENERS, units_above
from scicomm.newsroom.models import Dossier
from scicomm.organisation.permissions import (
    OVERSEERS,
    allowed,
    holds,
    holds_anywhere,
    units_under,
)


def mentions_for(user: Any) -> MentionQuerySet:
    """Mentions of the user's units and those below, those their feeds found, the unlinked ones of the units above, and those an
    own watch found. A linked mention belongs to the unit it speaks of; its neighbours do not see it."""
    mine = units_under(user, OVERSEERS)
    if user.is_authenticated and user.is_active and user.is_superuser:
        return Mention.objects.all()
    through = Mention.feeds.through
    found = Exists(through.objects.filter(mention=OuterRef("pk"), feed__unit__in=mine))
    shared = Q(unit__in=units_above(user), article__isnull=True, dossier__isnull=True)
    alerts = Alert.objects.filter(mention=OuterRef("pk"))
    told = Exists(alerts.filter(watch__owner_id=user.pk or -1)) | Exists(
        alerts.filter(watch__reading__user=user.pk or -1)
    )
    return Mention.objects.filter(Q(unit__in=mine) | shared | Q(found) | told)


def get_mention_for(user: Any, identifier: object) -> Mention:
    """A mention with what it is linked to, if the user may read it."""
    return allowed(
        mentions_for(user).select_related("unit", "article__journal__unit", "dossier__story", "dossier__unit"),
        identifier,
    )


def can_relink(user: Any, mention: Mention) -> bool:
    """Listeners of the mention's unit or above it; an unlinked one of a unit above is open to every listener below."""
    if holds(user, LISTENERS, mention.unit):
        return True
    return (
        not mention.is_linked and holds_anywhere(user, LISTENERS) and mentions_for(user).filter(pk=mention.pk).exists()
    )


def stories_to_link(user: Any) -> QuerySet[Dossier]:
    """The public stories a user may link a mention to: those of the units they listen for, and below."""
    return Dossier.objects.public().filter(unit__in=units_under(user, LISTENERS)).select_related("story", "unit")
