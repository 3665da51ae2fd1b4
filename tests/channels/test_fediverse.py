"""Our own actors: people of another server follow them, get what is said, changed and taken back, each signed and once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from scicomm.channels import actions
from scicomm.channels.clients import Brought, FarServers
from scicomm.channels.enums.fediverse import BringState
from scicomm.channels.models import (
    Activity,
    Actor,
    Bringing,
    Channel,
    FarInbox,
    Follower,
    Post,
    Reaction,
    Release,
    ReleaseState,
)
from scicomm.channels.queries.fediverse import failing_inboxes, followers_of, reactions_of, said_of, servers_that_follow
from scicomm.channels.rules.fediverse.documents import CONTENT_TYPE
from scicomm.channels.tasks.dispatch import dispatch_one, doors
from scicomm.channels.tasks.fediverse import bring_due, tidy_fediverse
from scicomm.channels.views import fediverse_inbox
from scicomm.core.worker import Worker
from scicomm.newsroom.actions import withdraw_story
from scicomm.newsroom.models import StoryPage
from scicomm.organisation.enums import Role
from tests.channels import activitystreams as schema
from tests.channels.activitystreams import problems
from tests.channels.fakes.fediverse import FarServer
from tests.factories.channels import released_story
from tests.factories.newsroom import dossier

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/activity+json"}


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> Iterator[FarServer]:
    cache.clear()
    with FarServer() as running:
        monkeypatch.setattr(fediverse_inbox, "far_servers", running.servers)
        yield running


@pytest.fixture
def actor(academy: Any) -> Actor:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    made = actions.open_actor(academy.north_lake, "zh-hans", acting_user=officer)
    # The dispatcher has its own tests: here `say` does what it does, when the test wants it.
    Channel.objects.filter(pk=made.channel_id).update(takes_all=False)
    made.channel.refresh_from_db()
    return made


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


def test_a_story_s_whole_life_reaches_a_follower_of_another_server(academy: Any, far: FarServer, actor: Actor) -> None:
    follow(far, actor, "ann", "bo")
    bring(far)
    assert kinds(far) == ["Accept", "Accept"]
    assert sorted(activity["object"]["actor"] for activity in far.brought) == [far.person("ann"), far.person("bo")]
    story = released_story(academy)
    release = say(far, actor, story)
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    bring(far)
    # Both read on one server: it gets the post once, in the inbox that all share.
    assert kinds(far)[2:] == ["Create"] and [place for place, _body in far.bodies][-1] == "/inbox"
    note = far.brought[2]["object"]
    assert story.title in note["content"] and note["url"] in note["content"] and note["url"].endswith(f"/{story.slug}/")
    release.refresh_from_db()
    assert note["id"] == release.outside_id == release.url
    shown = Client().get(path(note["id"]), headers=JSON)
    assert shown["Content-Type"] == CONTENT_TYPE and {**shown.json(), "@context": 0} == {**note, "@context": 0}

    withdraw_story(StoryPage.objects.get(pk=story.pk), acting_user=officer, reason="数据有误")
    Worker().drain()
    bring(far)
    assert kinds(far)[-1] == "Delete" and far.brought[-1]["object"]["id"] == note["id"]
    gone = Client().get(path(note["id"]), headers=JSON)
    assert gone.status_code == 410 and gone.json()["type"] == "Tombstone"
    assert far.refused == [] and not [problem for one in far.brought for problem in problems(one, schema.ACTIVITY)]
    assert Client().get(path(own(actor)) + "/outbox", headers=JSON).json()["totalItems"] == 0


def test_a_change_is_said_once_under_the_same_address(academy: Any, far: FarServer, actor: Actor) -> None:
    follow(far, actor, "ann")
    release = say(far, actor, released_story(academy))
    said = said_of(release)
    assert said is not None
    post = Post.objects.get()
    actions.publish_post(release, said)
    actions.publish_post(release, said)
    changed = said.__class__(
        **{name: getattr(said, name) for name in said.__slots__} | {"correction": "更正：单位应为米。"}
    )
    actions.publish_post(release, changed)
    actions.publish_post(release, changed)
    bring(far)
    # The Accept goes to a person's own inbox, which has its own order.
    assert [kind for kind in kinds(far) if kind != "Accept"] == ["Create", "Update"]
    create, update = far.brought[1:]
    assert (
        update["object"]["id"] == create["object"]["id"]
        and "updated" in update["object"]
        and update["id"] != create["id"]
    )
    assert "单位应为米" in update["object"]["content"] and problems(update, schema.ACTIVITY) == []
    # What the outbox shows is the post as it is now.
    page = Client().get(path(own(actor)) + "/outbox?page=true", headers=JSON).json()
    assert problems(page, schema.PAGE) == [] and "单位应为米" in page["orderedItems"][0]["object"]["content"]
    assert Client().get(path(page["orderedItems"][0]["id"]), headers=JSON).json()["type"] == "Create"
    # Recalled and released again, it is another post: servers remember that the first address is gone.
    actions.recall_releases(release.dossier)
    while dispatch_one(doors()):
        pass
    Worker().drain()
    assert Post.objects.get().deleted_at is not None
    Release.objects.filter(pk=release.pk).update(state=ReleaseState.WAITING)
    actions.deliver_release(release, url=release.url, outside_id=release.outside_id)
    Worker().drain()
    assert Post.objects.count() == 2 and Post.objects.get(deleted_at__isnull=True).slug != post.slug


def test_documents_are_what_other_servers_expect(academy: Any, far: FarServer, actor: Actor) -> None:
    browser = Client()
    host = own(actor).split("/")[2]
    found = browser.get("/.well-known/webfinger", {"resource": f"acct:north-lake@{host}"})
    assert found["Content-Type"].startswith("application/jrd+json") and problems(found.json(), schema.JRD) == []
    assert found.json()["links"][0]["href"] == own(actor)
    assert browser.get("/.well-known/webfinger", {"resource": own(actor)}).json()["subject"] == found.json()["subject"]
    assert browser.get("/.well-known/webfinger", {"resource": "acct:north-lake@elsewhere.example"}).status_code == 404
    assert browser.get("/.well-known/webfinger").status_code == 400
    assert b"/.well-known/webfinger?resource={uri}" in browser.get("/.well-known/host-meta").content
    link = browser.get("/.well-known/nodeinfo").json()["links"][0]["href"]
    assert problems(browser.get(path(link)).json(), schema.NODE_INFO) == []
    document = browser.get(path(own(actor)), headers=JSON)
    assert document["Content-Type"].startswith("application/activity+json")
    assert problems(document.json(), schema.ACTOR) == [] and document.json()["preferredUsername"] == "north-lake"
    follow(far, actor, "ann", "bo")
    for part, total in (("outbox", 0), ("followers", 2), ("following", 0)):
        collection = browser.get(path(own(actor)) + f"/{part}", headers=JSON).json()
        assert problems(collection, schema.COLLECTION) == [] and collection["totalItems"] == total
        assert far.address not in json.dumps(collection)
    page = browser.get(path(own(actor)), headers={"Accept": "text/html"}, follow=True)
    assert f"@north-lake@{host}" in page.text
    assert browser.get("/ap/actors/nobody", headers=JSON).status_code == 404
    english = actions.open_actor(
        academy.north_lake, "en", acting_user=academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    )
    assert english.name == "north-lake-en"
    with pytest.raises(actions.ActorTaken):
        actions.open_actor(
            academy.north_lake, "en", acting_user=academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
        )
    with pytest.raises(PermissionDenied):
        actions.open_actor(
            academy.south_sea, "en", acting_user=academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
        )


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


def test_what_is_not_public_or_switched_off_is_never_said(academy: Any, far: FarServer, actor: Actor) -> None:
    story = released_story(academy)
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    withdraw_story(StoryPage.objects.get(pk=story.pk), acting_user=officer, reason="数据有误")
    release = say(far, actor, story)
    assert said_of(release) is None and not Post.objects.exists()
    actions.change_channel(actor.channel, acting_user=officer, is_on=False)
    say(far, actor, released_story(academy, title="另一篇"), "k2")
    assert not Post.objects.exists()


def test_what_is_not_needed_is_forgotten(far: FarServer, actor: Actor) -> None:
    follow(far, actor, "ann")
    bring(far)
    assert tidy_fediverse() == 0
    old = timezone.now() - dt.timedelta(days=40)
    Activity.objects.update(created_at=old)
    Bringing.objects.update(done_at=old)
    assert tidy_fediverse() >= 1 and not Activity.objects.exists() and Follower.objects.count() == 1
