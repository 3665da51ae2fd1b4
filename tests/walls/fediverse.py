"""The walled unit's actor in the fediverse: whom it told what, and who follows, is nobody's business."""

from __future__ import annotations

from scicomm.channels.models import Activity, Actor, Bringing, Channel, Follower, Post, Reaction, Release
from tests.walls.world import World, private


@private(Actor)
def make_actor(world: World) -> Actor:
    # Its name and public key are for everybody; switched off, its address stands on no page of others.
    channel = Channel.objects.create(
        unit=world.unit, kind="fediverse", language="zh-hans", slug="lake-fediverse-zh-hans", is_on=False
    )
    return Actor.objects.create(channel=channel, name="zz7-lake", public_key="", sealed_key=world.secret("actorkey"))


@private(Follower)
def make_follower(world: World) -> Follower:
    place = f"https://far.example/{world.secret('follower')}"
    return Follower.objects.create(
        actor=world.one(Actor), address=place, domain="far.example", inbox=f"{place}/inbox", delivery_inbox=f"{place}/inbox",
        key_id=f"{place}#key", public_key="", follow_id=f"{place}#follow",
    )  # fmt: skip


@private(Post)
def make_post(world: World) -> Post:
    # Of a story that nobody outside may read yet: neither its address nor the outbox shows it.
    release = Release.objects.create(channel=world.one(Actor).channel, dossier=world.stories["draft"].dossier)
    said = {"id": "https://x.example/1", "content": world.secret("post"), "url": "https://x.example/s"}
    return Post.objects.create(actor=world.one(Actor), release=release, slug="zz7-post", object=said, digest="1" * 64)


@private(Activity)
def make_activity(world: World) -> Activity:
    body = f'{{"content": "{world.secret("activity")}"}}'
    return Activity.objects.create(
        actor=world.one(Actor), post=world.one(Post), kind="Create", slug="zz7-activity", body=body
    )


@private(Bringing)
def make_bringing(world: World) -> Bringing:
    return Bringing.objects.create(
        activity=world.one(Activity), inbox="https://far.example/inbox", error=world.secret("bringing"), state="dropped"
    )


@private(Reaction)
def make_reaction(world: World) -> Reaction:
    return Reaction.objects.create(post=world.one(Post), metric="likes", digest="2" * 64)
