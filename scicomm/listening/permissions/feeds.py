"""Who may keep which feed."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from scicomm.listening.models import Feed, FeedQuerySet
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import (
    EDITORS,
    OVERSEERS,
    Role,
    UnitPermissionPolicy,
    allowed,
    duties,
    holds_anywhere,
    holds_at_the_top,
    holds_here,
    units_under,
)

LISTENERS = EDITORS | {Role.RESPONSE_OFFICER}


"""Who keeps feeds and watches and sets links right: those who write for a unit, and those who answer for it."""


class FeedPolicy(UnitPermissionPolicy):
    """Feeds and watches: overseers read them, listeners of the very unit keep them."""

    def __init__(self, model: Any) -> None:
        super().__init__(model, read=OVERSEERS, write=LISTENERS)


def units_above(user: Any) -> QuerySet[Unit]:
    """The units above those where the user has a duty: what their feeds bring is shared downward."""
    paths = {path[:length] for path in duties(user) for length in range(Unit.steplen, len(path), Unit.steplen)}
    return Unit.objects.filter(path__in=paths)


def feeds_for(user: Any) -> FeedQuerySet:
    """Feeds of the units the user oversees."""
    return Feed.objects.filter(unit__in=units_under(user, OVERSEERS))


def get_feed_for(user: Any, identifier: object) -> Feed:
    return allowed(feeds_for(user).select_related("unit"), identifier)


def can_keep_feeds(user: Any, unit: Unit) -> bool:
    """Listeners of the very unit."""
    return holds_here(user, LISTENERS, unit)


def can_see_listening(user: Any) -> bool:
    return holds_anywhere(user, OVERSEERS)


def can_set_terms(user: Any) -> bool:
    """Listeners of the top unit: how long items are kept and which outlets are ours holds for all units."""
    return holds_at_the_top(user, LISTENERS)


def can_keep_somewhere(user: Any) -> bool:
    """Whether the user keeps sources of any unit."""
    return holds_anywhere(user, LISTENERS)
