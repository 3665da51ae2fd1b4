"""Who may do what with our actors in the fediverse."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from scicomm.channels.models import Actor, BlockedDomain
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import (
    EDITORS,
    OVERSEERS,
    allowed,
    holds_here,
    rules_the_house,
    units_here,
    units_under,
)


def actors_for(user: Any) -> QuerySet[Actor]:
    """The actors of the units the user oversees."""
    rows = Actor.objects.filter(channel__unit__in=units_under(user, OVERSEERS))
    return rows.select_related("channel__unit").order_by("channel__unit__path", "channel__language")


def get_actor_for(user: Any, identifier: object) -> Actor:
    return allowed(actors_for(user), identifier)


def can_open_actor(user: Any, unit: Unit) -> bool:
    """Editors of the very unit, who answer for what it says."""
    return holds_here(user, EDITORS, unit)


def units_for_actors(user: Any) -> QuerySet[Unit]:
    """The units for which the user may open an actor."""
    return units_here(user, EDITORS)


def get_blocked_server_for(user: Any, identifier: object) -> BlockedDomain:
    """A blocked server, for those who may let it in again."""
    rows = BlockedDomain.objects.all() if can_block_servers(user) else BlockedDomain.objects.none()
    return allowed(rows, identifier)


def can_block_servers(user: Any) -> bool:
    """Administrators of the house: a block is for all its actors."""
    return rules_the_house(user)
