"""What our actors say: posts made, changed and taken back, and the deliveries to the servers of their followers.

An activity's bytes are written once and never change; every inbox gets these, however often it is tried.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from scicomm.channels.enums import ChannelKind
from scicomm.channels.enums.fediverse import Act, BringState
from scicomm.channels.models import Activity, Actor, Bringing, FarInbox, Follower, Post, Release
from scicomm.channels.queries.fediverse import OUT, place
from scicomm.channels.queries.releases import public_now
from scicomm.channels.rules.fediverse.documents import CONTEXT, Said, activity, note, tombstone
from scicomm.channels.rules.fediverse.names import domain_of, slug_of_key


def _digest(said: Said) -> str:
    return hashlib.sha256(repr(said).encode()).hexdigest()


@transaction.atomic
def publish_post(release: Release, said: Said | None) -> Post | None:
    """Say a released story, or say it anew where its words have changed; the same words again change nothing.

    Only a release that is out, of a story that anybody may read now, on a channel that is on, is said.
    """
    row = Release.objects.select_for_update(of=("self",)).select_related("channel").get(pk=release.pk)
    actor = Actor.objects.filter(channel=row.channel).first()
    post = Post.objects.select_for_update().filter(release=row, deleted_at__isnull=True).first()
    is_free = Release.objects.filter(
        public_now(), pk=row.pk, state__in=OUT, channel__kind=ChannelKind.FEDIVERSE
    ).exists()
    if actor is None or said is None or not is_free or (post is None and not row.channel.is_on):
        return post
    if post is None:
        return _say(actor, row, said)
    if post.digest != _digest(said):
        _say_anew(actor, post, said)
    return post


def _say(actor: Actor, release: Release, said: Said) -> Post:
    slug = place().post_slug(release.outside_id) or slug_of_key(f"{release.channel_id}-{uuid.uuid4().hex}")
    if Post.objects.filter(slug=slug).exists():
        # An address that was taken back is never used again: servers remember that it is gone.
        slug = slug_of_key(f"{release.channel_id}-{uuid.uuid4().hex}")
    made = note(place(), actor.name, slug, said)
    post = Post.objects.create(actor=actor, release=release, slug=slug, object=made, digest=_digest(said))
    _tell(actor, post, Act.CREATE, made)
    return post


def _say_anew(actor: Actor, post: Post, said: Said) -> None:
    post.updated_at = timezone.now()
    post.object = note(place(), actor.name, post.slug, said, updated=post.updated_at)
    post.digest = _digest(said)
    post.save(update_fields=["updated_at", "object", "digest"])
    _tell(actor, post, Act.UPDATE, post.object)


@transaction.atomic
def withdraw_post(release: Release) -> Post | None:
    """Take a post back: its address says that it is gone, followers get a Delete; what was never tried stays here."""
    Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    post = Post.objects.select_for_update().filter(release=release, deleted_at__isnull=True).first()
    if post is None:
        return None
    post.deleted_at = timezone.now()
    post.save(update_fields=["deleted_at"])
    untried = Bringing.objects.filter(activity__post=post, state=BringState.WAITING, attempts=0)
    untried.update(state=BringState.DROPPED, done_at=post.deleted_at)
    _tell(post.actor, post, Act.DELETE, tombstone(place().post(post.slug), post.deleted_at))
    return post


def write_activity(actor: Actor, post: Post | None, kind: Act, thing: Any) -> Activity:
    """An activity with its bytes."""
    slug, now = uuid.uuid4().hex, timezone.now()
    said = activity(place(), actor.name, slug, kind.value, thing, now, is_public=post is not None)
    body = json.dumps({"@context": CONTEXT, **said}, ensure_ascii=False, separators=(",", ":"))
    return Activity.objects.create(actor=actor, post=post, kind=kind, slug=slug, body=body, created_at=now)


def _tell(actor: Actor, post: Post, kind: Act, thing: Any) -> None:
    inboxes = Follower.objects.filter(actor=actor).order_by().values_list("delivery_inbox", flat=True).distinct()
    bring(write_activity(actor, post, kind, thing), list(inboxes))


def bring(activity: Activity, inboxes: list[str]) -> None:
    """Put an activity on its way to inboxes, once to each."""
    FarInbox.objects.bulk_create(
        (FarInbox(address=inbox, domain=domain_of(inbox)) for inbox in inboxes), ignore_conflicts=True, batch_size=500
    )
    Bringing.objects.bulk_create(
        (Bringing(activity=activity, inbox=inbox) for inbox in inboxes), ignore_conflicts=True, batch_size=500
    )
