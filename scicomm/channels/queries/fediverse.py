"""Reads of our actors in the fediverse: who they are, what they say of a story, who follows, what is on its way."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import override

from scicomm.assets.models import AssetImage, Use
from scicomm.assets.queries import picture_of
from scicomm.channels.enums import ChannelKind, ReleaseState
from scicomm.channels.enums.fediverse import Act, BringState
from scicomm.channels.models import (
    Activity,
    Actor,
    BlockedDomain,
    Bringing,
    Channel,
    FarInbox,
    Follower,
    Post,
    Reaction,
    Release,
)
from scicomm.channels.queries.channels import home_url
from scicomm.channels.queries.content import content_of
from scicomm.channels.queries.releases import public_now
from scicomm.channels.rules import absolute
from scicomm.channels.rules.fediverse.documents import Said, Speaker
from scicomm.channels.rules.fediverse.names import Place
from scicomm.channels.rules.packages import Account, Figure, Picture
from scicomm.channels.rules.platforms.fediverse import Fediverse
from scicomm.core.secrets import unseal

SEAL = "channels.actor"
A_PAGE = 20
# Releases on which a post stands.
OUT = (ReleaseState.SENT, ReleaseState.VISIBLE)


def place() -> Place:
    """Where our actors stand."""
    return Place(settings.SITE_URL)


def actor_named(name: str) -> Actor | None:
    """An actor by its name."""
    return Actor.objects.filter(name=name).select_related("channel__unit").first()


def speaker_of(actor: Actor) -> Speaker:
    """An actor as others see it, in its own language."""
    channel = actor.channel
    with override(channel.language):
        return Speaker(
            actor.name,
            channel.unit.name,
            channel.unit.description,
            home_url(channel),
            actor.public_key,
            actor.created_at,
        )


def private_key(actor: Actor) -> str:
    """The private key of an actor; empty where no key of the house opens it any more."""
    return unseal(actor.sealed_key, settings.SCICOMM_PASSWORD_KEYS, SEAL) or ""


def said_of(release: Release) -> Said | None:
    """What an actor says of a released story now; None where it says nothing, because the story is not public or a package of it
    is blocked."""
    row = Release.objects.filter(public_now(), pk=release.pk).select_related("channel", "dossier__story").first()
    if row is None:
        return None
    story, channel = row.dossier.story, row.channel
    account = Account(channel.pk, channel.kind, channel.language)
    package = Fediverse().adapt(content_of(story, Use.SOCIAL), account, row.edits or {})
    if package.is_blocked:
        return None
    fields = package.fields
    return Said(
        fields["title"],
        fields["text"],
        fields["link"],
        fields["language"],
        row.dossier.published_at or timezone.now(),
        fields["correction"],
        tuple(fields["tags"].split()),
        tuple(_pictures(package.pictures)),
    )


def _pictures(pictures: tuple[Picture, ...]) -> list[tuple[str, str, str, int, int]]:
    """The addresses at which other servers fetch the pictures."""
    images = AssetImage.objects.in_bulk([int(picture.key) for picture in pictures if picture.key.isdecimal()])
    found = []
    for picture in pictures:
        image = images.get(int(picture.key)) if picture.key.isdecimal() else None
        shown = picture_of(image, "figure") if image else None
        if shown:
            address = absolute(shown.src, settings.SITE_URL)
            found.append((address, "image/jpeg", picture.alt, shown.width, shown.height))
    return found


def hash_of(address: str, post_id: int) -> str:
    """A name for somebody that holds for one post and cannot be turned back without the site's secret."""
    said = f"{post_id} {address}".encode()
    return hmac.new(f"channels.reaction {settings.SECRET_KEY}".encode(), said, hashlib.sha256).hexdigest()


def post_at(slug: str) -> Post | None:
    """A post by the last part of its address, also one that was taken back."""
    return Post.objects.filter(slug=slug).select_related("actor__channel", "release__dossier").first()


def is_readable(post: Post) -> bool:
    """Whether anybody may read a post at this moment; asked again here though a withdrawal takes it back."""
    return post.deleted_at is None and Release.objects.filter(public_now(), pk=post.release_id).exists()


def public_posts(actor: Actor) -> QuerySet[Post]:
    """The posts of an actor that anybody may read now, the newest first."""
    readable = Release.objects.filter(public_now())
    return actor.posts.filter(deleted_at__isnull=True, release__in=readable).order_by("-pk")


def outbox_page(actor: Actor, before: int | None) -> list[Activity]:
    """The Create activities of a page of the outbox, the newest first."""
    posts = public_posts(actor)
    if before is not None:
        posts = posts.filter(pk__lt=before)
    made = Activity.objects.filter(kind=Act.CREATE, post__in=posts).select_related("post")
    return list(made.order_by("-post_id")[: A_PAGE + 1])


def public_activity(slug: str) -> Activity | None:
    """An activity that anybody may read: one about a post that stands."""
    row = Activity.objects.filter(slug=slug, post__isnull=False).select_related("post").first()
    return row if row and row.post and is_readable(row.post) else None


def blocked_domains() -> frozenset[str]:
    """The servers that may not follow."""
    return frozenset(BlockedDomain.objects.values_list("domain", flat=True))


def due_bringings(now: dt.datetime) -> QuerySet[Bringing]:
    """What can be brought now: the oldest waiting of each inbox, if it is its time and nobody has it."""
    earlier = Bringing.objects.filter(state=BringState.WAITING, inbox=OuterRef("inbox"), pk__lt=OuterRef("pk"))
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    due = Bringing.objects.filter(free, ~Exists(earlier), state=BringState.WAITING, next_try_at__lte=now)
    return due.order_by("next_try_at", "pk")


def reactions_of(release: Release) -> list[Figure]:
    """How often the posts of a release were liked and shared, as other servers told us."""
    counts = Reaction.objects.filter(post__release=release).values_list("metric").annotate(Count("pk"))
    found = dict(counts)
    return [Figure(metric, found.get(metric, 0), timezone.now(), "ActivityPub") for metric in ("likes", "shares")]


def followers_of(channel: Channel) -> Figure:
    """How many follow the actor of a channel."""
    count = Follower.objects.filter(actor__channel=channel).count()
    return Figure("followers", count, timezone.now(), "ActivityPub")


def _counted(rows: QuerySet[Any], key: str) -> Coalesce:
    """How many of the rows of another table, which name the outer row under `key`."""
    numbers = rows.order_by().values(key).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(numbers), Value(0))


def with_counts(actors: QuerySet[Actor]) -> QuerySet[Actor]:
    """Actors with `follower_count`, `post_count`, `waiting_count` and `failing_count` (inboxes), in one query."""

    failing = FarInbox.objects.filter(failing_since__isnull=False).values("address")
    inboxes = Follower.objects.filter(actor=OuterRef("pk"), delivery_inbox__in=failing).order_by().values("actor")
    return actors.annotate(
        follower_count=_counted(Follower.objects.filter(actor=OuterRef("pk")), "actor"),
        post_count=_counted(Post.objects.filter(actor=OuterRef("pk"), deleted_at__isnull=True), "actor"),
        waiting_count=_counted(
            Bringing.objects.filter(activity__actor=OuterRef("pk"), state=BringState.WAITING), "activity__actor"
        ),
        failing_count=Coalesce(
            Subquery(inboxes.annotate(number=Count("delivery_inbox", distinct=True)).values("number")), Value(0)
        ),
    )


@dataclass(frozen=True, slots=True)
class Failing:
    """An inbox that does not take what we bring, and how many of the actors' followers are behind it."""

    address: str
    domain: str
    since: dt.datetime
    failures: int
    error: str
    followers: int


def failing_inboxes(actors: QuerySet[Actor], most: int = 50) -> list[Failing]:
    """The failing inboxes of followers of these actors, the longest failing first."""
    behind = Follower.objects.filter(delivery_inbox=OuterRef("address"), actor__in=actors).order_by()
    count = behind.values("delivery_inbox").annotate(number=Count("pk")).values("number")
    rows = FarInbox.objects.filter(failing_since__isnull=False).annotate(behind=Subquery(count))
    rows = rows.filter(behind__gt=0).order_by("failing_since", "pk")
    return [
        Failing(row.address, row.domain, row.failing_since, row.failures, row.last_error, row.behind)  # type: ignore[arg-type]
        for row in rows[:most]
    ]


def servers_that_follow(actor: Actor, most: int = 50) -> list[tuple[str, int]]:
    """How many follow from which server, the most first; nobody is named."""
    rows = actor.followers.order_by().values("domain").annotate(number=Count("pk")).order_by("-number", "domain")
    return [(row["domain"], row["number"]) for row in rows[:most]]


def last_posts(actor: Actor, most: int = 30) -> list[Post]:
    """The latest posts of an actor with `likes`, `shares` and the number of servers `reached`, taken-back ones too."""
    rows = actor.posts.select_related("release__dossier__story").order_by("-pk")
    reactions = Reaction.objects.filter(post=OuterRef("pk"))
    taken = Bringing.objects.filter(activity__post=OuterRef("pk"), state=BringState.TAKEN).order_by()
    servers = taken.values("activity__post").annotate(number=Count("inbox", distinct=True)).values("number")
    return list(
        rows.annotate(
            likes=_counted(reactions.filter(metric="likes"), "post"),
            shares=_counted(reactions.filter(metric="shares"), "post"),
            reached=Coalesce(Subquery(servers), Value(0)),
        )[:most]
    )


def releases_to_say(dossier_id: int) -> list[Release]:
    """The releases of a story that our actors have said, or have to say."""
    rows = Release.objects.filter(dossier=dossier_id, channel__kind=ChannelKind.FEDIVERSE, state__in=OUT)
    return list(rows.filter(channel__actor__isnull=False).select_related("channel", "dossier__story"))
