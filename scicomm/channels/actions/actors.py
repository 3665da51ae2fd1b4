"""Our own actors in the fediverse: opened for a unit and a language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.channels.enums import ChannelKind
from scicomm.channels.models import Actor, Channel
from scicomm.channels.permissions import can_open_actor
from scicomm.channels.queries.fediverse import SEAL, place
from scicomm.channels.rules.fediverse.names import name_of
from scicomm.channels.rules.fediverse.signatures import new_keys
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.secrets import seal
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

ACTOR_OPENED = audit_entry("channels.actor.open", gettext_lazy("Open actor in the fediverse"), shred=nothing_personal)


class ActorTaken(ValueError):
    """The unit has an actor in this language, or there is no such language; the message is for the user."""


def open_actor(unit: Unit, language: str, *, acting_user: Any) -> Actor:
    """Give a unit an actor in a language, with a channel and keys of its own. Its name is for ever: followers know it by it."""
    require(can_open_actor(acting_user, unit))
    if language not in dict(settings.LANGUAGES):
        raise ActorTaken(_("There is no such language here."))
    # A key takes a moment to find; no row is held meanwhile.
    public, private = new_keys()
    return _open(unit, language, public, seal(private, settings.SCICOMM_PASSWORD_KEYS[0], SEAL), acting_user)


@transaction.atomic
def _open(unit: Unit, language: str, public: str, sealed: str, acting_user: Any) -> Actor:
    Unit.objects.select_for_update().get(pk=unit.pk)
    mine = Channel.objects.filter(unit=unit, language=language, kind=ChannelKind.FEDIVERSE)
    if Actor.objects.filter(channel__in=mine).exists():
        raise ActorTaken(_("The unit has an actor in this language already."))
    name = wanted = name_of(unit.slug, language, settings.LANGUAGE_CODE)
    number = 1
    while Actor.objects.filter(name=name).exists():
        number += 1
        name = f"{wanted}-{number}"
    channel = mine.first() or Channel.objects.create(
        unit=unit,
        kind=ChannelKind.FEDIVERSE,
        language=language,
        slug=f"{unit.slug}-fediverse-{language}",
        handle=place().handle(name),
        url=place().actor(name),
    )
    actor = Actor.objects.create(channel=channel, name=name, public_key=public, sealed_key=sealed)
    audit(ACTOR_OPENED, channel, user=acting_user, new=name)
    return actor
