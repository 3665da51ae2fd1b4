"""Deliveries to followers: whoever dies, nothing is lost or said in two ways; an inbox that fails waits, a dead one ends."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.utils import timezone

from scicomm.channels import actions
from scicomm.channels.clients import Brought, FarServers
from scicomm.channels.enums.fediverse import BringState
from scicomm.channels.models import Activity, Actor, Bringing, FarInbox, Follower
from scicomm.channels.queries.fediverse import failing_inboxes, said_of
from tests.channels.fakes.fediverse import FarServer
from tests.channels.followed import bring, follow, kinds, say
from tests.factories.channels import released_story

pytestmark = pytest.mark.django_db


class Killed(FarServers):
    """The worker dies after the inbox took it, before anything is written down."""

    def __init__(self, far: FarServer) -> None:
        self.far = far

    def document(self, address: str, signer: Any) -> Any:
        return None

    def bring(self, inbox: str, body: bytes, signer: Any) -> Brought:
        self.far.servers().bring(inbox, body, signer)
        raise KeyboardInterrupt


def test_a_killed_worker_loses_nothing_and_no_id_ever_has_two_contents(
    academy: Any, far: FarServer, actor: Actor
) -> None:
    far.shares_inbox = False
    follow(far, actor, "ann", "bo")
    bring(far)
    release = say(far, actor, released_story(academy))
    said = said_of(release)
    assert said is not None
    for turn in range(4):
        changed = said.__class__(**{name: getattr(said, name) for name in said.__slots__} | {"title": f"第 {turn} 稿"})
        actions.publish_post(release, changed)
        with pytest.raises(KeyboardInterrupt):
            bring(far, Killed(far))
        Bringing.objects.update(lease_until=None)
    bring(far)
    assert not Bringing.objects.filter(state=BringState.WAITING).exists()
    contents: dict[tuple[str, str], set[bytes]] = {}
    arrived: dict[str, list[str]] = {}
    for place, body in far.bodies:
        identifier = json.loads(body)["id"]
        contents.setdefault((place, identifier), set()).add(body)
        if identifier not in arrived.setdefault(place, []):
            arrived[place].append(identifier)
    assert len(far.bodies) > len(contents) and all(len(bodies) == 1 for bodies in contents.values())
    # Each inbox has all of it, in the order in which it was said.
    said_in_order = [json.loads(row.body)["id"] for row in Activity.objects.filter(post__isnull=False).order_by("pk")]
    assert all(ids[1:] == said_in_order for ids in arrived.values()) and len(arrived) == 2
    assert far.refused == []


def test_a_failing_inbox_waits_and_a_dead_one_is_given_up(academy: Any, far: FarServer, actor: Actor) -> None:
    follow(far, actor, "ann")
    bring(far)
    far.says = 500
    say(far, actor, released_story(academy))
    bring(far)
    waiting = Bringing.objects.get(state=BringState.WAITING)
    assert (
        waiting.attempts == 1
        and waiting.next_try_at > timezone.now() + dt.timedelta(seconds=50)
        and "500" in waiting.error
    )
    [failing] = failing_inboxes(Actor.objects.all())
    assert failing.followers == 1 and failing.failures == 1
    tried = len(far.asked)
    bring(far)
    assert len(far.asked) == tried
    # It answers again: what waited arrives, and nothing is said of it any more.
    far.says = 202
    Bringing.objects.update(next_try_at=timezone.now())
    bring(far)
    assert sorted(kinds(far)) == ["Accept", "Create"] and failing_inboxes(Actor.objects.all()) == []
    # It is silent for longer than we wait.
    far.says = 503
    FarInbox.objects.update(failing_since=timezone.now() - dt.timedelta(days=15))
    say(far, actor, released_story(academy, title="另一篇"), "k2")
    bring(far)
    assert not Follower.objects.exists() and not Bringing.objects.filter(state=BringState.WAITING).exists()
    # 410 says at once that nobody is there; 403 that this one is not wanted.
    far.says = 202
    follow(far, actor, "ann", number=9)
    bring(far)
    far.says = 403
    say(far, actor, released_story(academy, title="第三篇"), "k3")
    bring(far)
    assert Bringing.objects.filter(state=BringState.REFUSED).count() == 1 and Follower.objects.count() == 1
    far.says = 410
    say(far, actor, released_story(academy, title="第四篇"), "k4")
    bring(far)
    assert not Follower.objects.exists()
