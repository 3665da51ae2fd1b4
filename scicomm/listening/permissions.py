"""Who may do what with feeds, mentions, watches and alerts, and fetching them with permission."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from scicomm.listening.models import Alert, Feed, Mention, MentionQuerySet, Watch
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import (
    EDITORS,
    OVERSEERS,
    Role,
    UnitPermissionPolicy,
    allowed,
    duties,
    holds,
    holds_anywhere,
    holds_here,
    units_under,
)

LISTENERS = EDITORS | {Role.RESPONSE_OFFICER}
"""Who keeps feeds and watches and sets links right: those who write for a unit, and those who answer for it."""


class FeedPolicy(UnitPermissionPolicy):
    """Feeds and watches: overseers read them, listeners of the very unit keep them."""

    def __init__(self, model: Any) -> None:
        super().__init__(model, read=OVERSEERS, write=LISTENERS)


class WatchPolicy(FeedPolicy):
    """A watch is changed by its owner only, and only while they listen for its unit."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if action in {"change", "delete"} and instance.owner_id != user.pk and not user.is_superuser:
            return False
        return super().user_has_permission_for_instance(user, action, instance)


def units_above(user: Any) -> QuerySet[Unit]:
    """The units above those where the user has a duty: what their feeds bring is shared downward."""
    paths = {path[:length] for path in duties(user) for length in range(Unit.steplen, len(path), Unit.steplen)}
    return Unit.objects.filter(path__in=paths)


def feeds_for(user: Any) -> QuerySet[Feed]:
    """Feeds of the units the user oversees."""
    return Feed.objects.filter(unit__in=units_under(user, OVERSEERS))


def watches_for(user: Any) -> QuerySet[Watch]:
    """Watches of the units the user oversees, and the user's own."""
    return Watch.objects.filter(Q(unit__in=units_under(user, OVERSEERS)) | Q(owner_id=user.pk or -1))


def mentions_for(user: Any) -> MentionQuerySet:
    """Mentions of the user's units and those below, those their feeds found, the unlinked ones of the units above, and those an
    own watch found. A linked mention belongs to the unit it speaks of; its neighbours do not see it."""
    mine = units_under(user, OVERSEERS)
    if user.is_authenticated and user.is_active and user.is_superuser:
        return Mention.objects.all()
    through = Mention.feeds.through
    found = Exists(through.objects.filter(mention=OuterRef("pk"), feed__unit__in=mine))
    shared = Q(unit__in=units_above(user), article__isnull=True, dossier__isnull=True)
    told = Exists(Alert.objects.filter(mention=OuterRef("pk"), watch__owner_id=user.pk or -1))
    return Mention.objects.filter(Q(unit__in=mine) | shared | Q(found) | Q(told))


def alerts_for(user: Any) -> QuerySet[Alert]:
    """The alerts of the user's own watches."""
    return Alert.objects.filter(watch__owner_id=user.pk or -1)


def get_feed_for(user: Any, identifier: object) -> Feed:
    return allowed(feeds_for(user).select_related("unit"), identifier)


def get_watch_for(user: Any, identifier: object) -> Watch:
    return allowed(watches_for(user).select_related("unit", "owner"), identifier)


def get_mention_for(user: Any, identifier: object) -> Mention:
    """A mention with what it is linked to, if the user may read it."""
    return allowed(
        mentions_for(user).select_related("unit", "article__journal__unit", "dossier__story", "dossier__unit"),
        identifier,
    )


def get_alert_for(user: Any, identifier: object) -> Alert:
    return allowed(alerts_for(user).select_related("watch", "mention"), identifier)


def can_keep_feeds(user: Any, unit: Unit) -> bool:
    """Listeners of the very unit."""
    return holds_here(user, LISTENERS, unit)


def can_watch(user: Any, unit: Unit) -> bool:
    """Listeners of the very unit."""
    return holds_here(user, LISTENERS, unit)


def can_change_watch(user: Any, watch: Watch) -> bool:
    return bool(user.is_superuser) or (watch.owner_id == user.pk and can_watch(user, watch.unit))


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


def can_see_listening(user: Any) -> bool:
    return holds_anywhere(user, OVERSEERS)
