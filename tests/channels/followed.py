"""What an actor of ours says, and what people of another server do with it."""

from __future__ import annotations

from scicomm.channels import actions
from scicomm.channels.clients import FarServers
from scicomm.channels.models import Actor, Release
from scicomm.channels.tasks.fediverse import bring_due
from scicomm.core.worker import Worker
from scicomm.newsroom.models import StoryPage
from tests.channels.fakes.fediverse import FarServer
from tests.factories.newsroom import dossier

JSON = {"Accept": "application/activity+json"}


def own(actor: Actor) -> str:
    return actor.channel.url


def path(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def follow(far: FarServer, actor: Actor, *names: str, number: int = 1) -> None:
    for name in names:
        assert far.tell(far.activity("Follow", name, own(actor), number)).status_code == 202


def say(far: FarServer, actor: Actor, story: StoryPage, key: str = "k1") -> Release:
    """What the dispatcher does: the outlet's receipt, kept by the action; then the handlers run."""
    release = Release.objects.create(channel=actor.channel, dossier=dossier(story), revision_id=story.live_revision_id)
    answer = far.outlet.send(None, far.account(), key=f"{release.pk}-{key}", read=lambda _picture: b"")  # type: ignore[arg-type]
    actions.deliver_release(release, url=answer.url, outside_id=answer.outside_id)
    Worker().drain()
    return release


def bring(far: FarServer, servers: FarServers | None = None) -> None:
    bring_due(servers or far.servers(), seconds=30)


def kinds(far: FarServer) -> list[str]:
    return [activity["type"] for activity in far.brought]
