"""Our own actors: people of another server follow them, get what is said, changed and taken back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from scicomm.channels import actions
from scicomm.channels.models import Actor, Post, Release, ReleaseState
from scicomm.channels.queries.fediverse import said_of
from scicomm.channels.rules.fediverse.documents import CONTENT_TYPE
from scicomm.channels.tasks.dispatch import dispatch_one, doors
from scicomm.core.worker import Worker
from scicomm.newsroom.actions import withdraw_story
from scicomm.newsroom.models import StoryPage
from scicomm.organisation.enums import Role
from tests.channels import activitystreams as schema
from tests.channels.activitystreams import problems
from tests.channels.fakes.fediverse import FarServer
from tests.channels.followed import JSON, bring, follow, kinds, own, path, say
from tests.factories.channels import released_story

pytestmark = pytest.mark.django_db


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
    # The Accept goes to a person's own inbox, which has its own order: it may come between or after.
    assert sorted(kinds(far)) == ["Accept", "Create", "Update"]
    create, update = (activity for activity in far.brought if activity["type"] != "Accept")
    assert [create["type"], update["type"]] == ["Create", "Update"]
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


def test_what_is_not_public_or_switched_off_is_never_said(academy: Any, far: FarServer, actor: Actor) -> None:
    story = released_story(academy)
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    withdraw_story(StoryPage.objects.get(pk=story.pk), acting_user=officer, reason="数据有误")
    release = say(far, actor, story)
    assert said_of(release) is None and not Post.objects.exists()
    actions.change_channel(actor.channel, acting_user=officer, is_on=False)
    say(far, actor, released_story(academy, title="另一篇"), "k2")
    assert not Post.objects.exists()
