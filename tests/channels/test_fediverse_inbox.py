"""What other servers tell us: each request in order and in its own name, follows and likes counted once, some kept away."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from scicomm.channels import actions
from scicomm.channels.enums.fediverse import BringState
from scicomm.channels.models import Activity, Actor, Bringing, Follower, Reaction
from scicomm.channels.queries.fediverse import followers_of, reactions_of, servers_that_follow
from scicomm.channels.tasks.fediverse import tidy_fediverse
from scicomm.organisation.enums import Role
from tests.channels.fakes.fediverse import FarServer
from tests.channels.followed import bring, follow, own, say
from tests.factories.channels import released_story

pytestmark = pytest.mark.django_db


HOUR = dt.timedelta(hours=2)


@pytest.mark.parametrize(
    ("trick", "status"),
    [
        ({"without": "Signature"}, 401), ({"without": "Digest"}, 401), ({"without": "Date"}, 401),
        ({"body": b'{"a": 1}'}, 400), ({"body": b"no json"}, 400), ({"body": b"[" * 200_000}, 400),
        ({"body": b" " * 300_000}, 413), ({"host": "elsewhere.example"}, 400), ({"date": timezone.now() - HOUR}, 401),
        ({"date": timezone.now() + HOUR}, 401), ({"key_id": "https://evil.example/key"}, 401),
        ({"key_id": "mangled"}, 401),
    ],
)  # fmt: skip
def test_a_request_that_is_not_in_order_changes_nothing(
    far: FarServer, actor: Actor, trick: dict[str, Any], status: int
) -> None:
    answer = far.tell(far.activity("Follow", "ann", own(actor)), **trick)
    assert answer.status_code == status and not Follower.objects.exists() and not Activity.objects.exists()


def test_nobody_speaks_for_somebody_else(far: FarServer, actor: Actor) -> None:
    follow(far, actor, "ann")
    # Another body under a good signature; bo's key for an undoing of ann's.
    undo = far.activity("Undo", "ann", far.activity("Follow", "ann", own(actor)), 2)
    other = json.dumps(undo | {"id": f"{far.person('ann')}#x"}).encode()
    assert far.tell(undo, body=other).status_code == 401
    assert far.tell(undo, key_id=f"{far.person('bo')}#main-key").status_code == 401
    foreign = undo | {"id": "https://elsewhere.example/1"}
    assert far.tell(foreign).status_code == 400
    assert Follower.objects.count() == 1


def test_follows_likes_and_boosts_are_numbers_and_each_is_counted_once(
    academy: Any, far: FarServer, actor: Actor
) -> None:
    follow(far, actor, "ann", "bo")
    release = say(far, actor, released_story(academy))
    release.refresh_from_db()
    for number in (1, 2):
        assert far.tell(far.activity("Like", "ann", release.outside_id, number)).status_code == 202
        assert far.tell(far.activity("Announce", "bo", release.outside_id, number)).status_code == 202
    assert {figure.metric: figure.value for figure in reactions_of(release)} == {"likes": 1, "shares": 1}
    assert not any(far.address in row.digest for row in Reaction.objects.all())
    like = far.activity("Like", "ann", release.outside_id, 1)
    far.tell(far.activity("Undo", "ann", like, 3))
    # A replay of the like, as it was sent, counts nothing.
    far.tell(like)
    assert {figure.metric: figure.value for figure in reactions_of(release)} == {"likes": 0, "shares": 1}
    assert followers_of(actor.channel).value == 2 and servers_that_follow(actor) == [("127.0.0.1", 2)]
    far.tell(far.activity("Undo", "ann", far.activity("Follow", "ann", own(actor)), 4))
    assert followers_of(actor.channel).value == 1 and not Activity.objects.filter(body__contains="/users/ann").exists()
    # Everything else is acknowledged, and nobody is asked for a key.
    asked = len(far.asked)
    for thing in (
        far.activity("Create", "ann", {"type": "Note", "content": "hi"}),
        far.activity("Delete", "zed", far.person("zed")),
    ):
        assert far.tell(thing).status_code == 202
    assert len(far.asked) == asked
    # Bo's account is deleted: the server has no key of bo's any more, we do.
    del far.people["bo"]
    cache.clear()
    assert far.tell(far.activity("Delete", "bo", far.person("bo"))).status_code == 202
    assert followers_of(actor.channel).value == 0 and not Activity.objects.filter(body__contains="/users/bo").exists()


def test_a_changed_key_is_read_again_once(far: FarServer, actor: Actor) -> None:
    follow(far, actor, "ann")
    far.tell(far.activity("Create", "ann", "https://elsewhere.example/1"), other_key=True)
    reads = len(far.asked)
    assert far.tell(far.activity("Follow", "ann", own(actor), 2)).status_code == 401 and len(far.asked) == reads
    cache.clear()
    assert far.tell(far.activity("Follow", "ann", own(actor), 3)).status_code == 202 and len(far.asked) == reads + 1
    # Servers that show themselves only to who signs are asked with a signature.
    cache.clear()
    far.shows_only_signed = True
    assert far.tell(far.activity("Follow", "bo", own(actor), 4)).status_code == 202


def test_a_blocked_server_is_kept_away(academy: Any, far: FarServer, actor: Actor) -> None:
    follow(far, actor, "ann")
    chief = academy.user(Role.ADMINISTRATOR, academy.top)
    with pytest.raises(PermissionDenied):
        actions.block_server("x.example", acting_user=academy.user(Role.ADMINISTRATOR, academy.north_lake))
    for wrong in ("", "no host", "localhost"):
        with pytest.raises(actions.NoServer):
            actions.block_server(wrong, acting_user=chief)
    row = actions.block_server("127.0.0.1", reason="只发广告", acting_user=chief)
    assert not Follower.objects.exists() and not Bringing.objects.filter(state=BringState.WAITING).exists()
    assert far.tell(far.activity("Follow", "ann", own(actor), 2)).status_code == 403
    actions.free_server(row, acting_user=chief)
    follow(far, actor, "ann", number=3)
    assert Follower.objects.count() == 1


def test_what_is_not_needed_is_forgotten(far: FarServer, actor: Actor) -> None:
    follow(far, actor, "ann")
    bring(far)
    assert tidy_fediverse() == 0
    old = timezone.now() - dt.timedelta(days=40)
    Activity.objects.update(created_at=old)
    Bringing.objects.update(done_at=old)
    assert tidy_fediverse() >= 1 and not Activity.objects.exists() and Follower.objects.count() == 1
