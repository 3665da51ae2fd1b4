"""The demonstration's actors in the fediverse: the academy's and one institute's, with made-up followers. All fictional."""

from __future__ import annotations

from django.conf import settings

from scicomm.channels import actions
from scicomm.channels.models import Actor, Release
from scicomm.channels.queries import root_unit
from scicomm.channels.queries.fediverse import place
from scicomm.channels.rules.fediverse.incoming import Asks, FarActor, Incoming
from scicomm.config.demo.papers import holder
from scicomm.core.worker import Worker
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import Role

SERVERS = {"kexue.example": 7, "scholar.example": 4, "lab.example": 2}
SAID = 3


def open_actors() -> None:
    """Open, follow, say; whatever stands there already is left alone."""
    root, language = root_unit(), settings.LANGUAGE_CODE
    newest = Dossier.objects.public().filter(language=language).order_by("-published_at").first()
    if root is None or newest is None or Actor.objects.exists():
        return
    for unit in {root.pk: root, newest.unit_id: newest.unit}.values():
        actor = actions.open_actor(unit, language, acting_user=holder(Role.COMMUNICATION_OFFICER, unit))
        _say(actor, unit)
        Worker().drain()
        _follow(actor)
    # Servers under .example are nowhere: the answers to the follows count as taken.
    while answers := actions.claim_bringings(50):
        for answer in answers:
            actions.bringing_taken(answer)


def _say(actor: Actor, unit: Unit) -> None:
    """The last stories of the unit, said before anybody followed: nothing leaves a demonstration."""
    rows = Dossier.objects.public().filter(language=actor.channel.language, unit=unit).order_by("published_at")
    for dossier in rows[:SAID]:
        release, _made = Release.objects.get_or_create(channel=actor.channel, dossier=dossier)
        address = place().post(f"{actor.channel_id}-{release.pk}-demo")
        actions.deliver_release(release, url=address, outside_id=address)


def _follow(actor: Actor) -> None:
    for domain, count in SERVERS.items():
        for number in range(count):
            address = f"https://{domain}/users/reader{number}"
            inbox = f"https://{domain}/inbox"
            sender = FarActor(address, f"{address}/inbox", inbox, f"{address}#main-key", "")
            identifier = f"{address}#follow/{actor.name}"
            actions.carry_out(Incoming(identifier, address, Asks.FOLLOW, place().actor(actor.name)), sender)
