"""What other servers ask of our actors: to follow and to leave, to count a like or a boost, to forget somebody.

Each activity is carried out once; the signature was verified before.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.channels.actions.posts import bring, write_activity
from scicomm.channels.enums.fediverse import Act, BringState
from scicomm.channels.models import Activity, Actor, BlockedDomain, Bringing, Follower, Reaction, SeenActivity
from scicomm.channels.permissions import can_block_servers
from scicomm.channels.queries.fediverse import blocked_domains, hash_of, is_readable, place, post_at
from scicomm.channels.rules.fediverse.incoming import Asks, FarActor, Incoming
from scicomm.channels.rules.fediverse.names import domain_of, is_under
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.organisation.permissions import require

SERVER_BLOCKED = audit_entry("channels.server.block", gettext_lazy("Block server"), shred=nothing_personal)
SERVER_FREED = audit_entry("channels.server.free", gettext_lazy("Unblock server"), shred=nothing_personal)

# Longer than a signature holds (rules.fediverse.signatures.SKEW): whoever replays a request comes too late.
SEEN_FOR = dt.timedelta(days=3)
ACCEPTS_FOR = dt.timedelta(days=7)
TAKEN_FOR = dt.timedelta(days=30)
METRICS = {Asks.LIKE: "likes", Asks.UNLIKE: "likes", Asks.SHARE: "shares", Asks.UNSHARE: "shares"}


@transaction.atomic
def carry_out(asked: Incoming, sender: FarActor) -> bool:
    """Do what an activity asks; False where it was done before, or comes from a blocked server."""
    if is_under(domain_of(sender.address), blocked_domains()):
        return False
    digest = hashlib.sha256(asked.identifier.encode()).hexdigest()
    _row, is_new = SeenActivity.objects.get_or_create(digest=digest)
    if not is_new:
        return False
    if asked.asks == Asks.FOLLOW:
        _follow(asked, sender)
    elif asked.asks == Asks.UNFOLLOW:
        _unfollow(asked, sender)
    elif asked.asks == Asks.FORGET:
        forget_somebody(sender.address)
    elif asked.asks in METRICS:
        _react(asked, sender)
    return True


def _follow(asked: Incoming, sender: FarActor) -> None:
    actor = Actor.objects.select_for_update().filter(name=place().actor_name(asked.object)).first()
    if actor is None:
        return
    Follower.objects.update_or_create(
        actor=actor,
        address=sender.address,
        defaults={
            "domain": domain_of(sender.address),
            "inbox": sender.inbox,
            "shared_inbox": sender.shared_inbox,
            "delivery_inbox": sender.delivery_inbox,
            "key_id": sender.key_id,
            "public_key": sender.public_key,
            "follow_id": asked.identifier,
        },
    )
    follow = {"id": asked.identifier, "type": "Follow", "actor": sender.address, "object": asked.object}
    bring(write_activity(actor, None, Act.ACCEPT, follow), [sender.inbox])


def _unfollow(asked: Incoming, sender: FarActor) -> None:
    rows = Follower.objects.filter(address=sender.address)
    named = {"actor__name": place().actor_name(asked.object)} if asked.object else {"follow_id": asked.follow}
    _leave(rows.filter(**named))


def _react(asked: Incoming, sender: FarActor) -> None:
    post = post_at(place().post_slug(asked.object))
    if post is None or not is_readable(post):
        return
    named: dict[str, Any] = {"post": post, "metric": METRICS[asked.asks], "digest": hash_of(sender.address, post.pk)}
    if asked.asks in {Asks.LIKE, Asks.SHARE}:
        Reaction.objects.get_or_create(**named)
    else:
        Reaction.objects.filter(**named).delete()


@transaction.atomic
def forget_somebody(address: str) -> int:
    """Somebody deleted their account: they follow nobody any more, and our answers to them go. Returns how many follows ended."""
    return _leave(Follower.objects.filter(address=address))


def _leave(rows: QuerySet[Follower]) -> int:
    """Erase followers and the answers to their follows: nothing here names them any more. Returns how many follows ended."""
    for row in rows:
        answers = Activity.objects.filter(kind=Act.ACCEPT, actor=row.actor_id, bringings__inbox=row.inbox)
        answers.filter(body__contains=f'"{row.address}"').delete()
    return rows.delete()[0]


def _under(domain: str) -> Any:
    return Follower.objects.filter(domain=domain) | Follower.objects.filter(domain__endswith=f".{domain}")


class NoServer(ValueError):
    """What was given is no server; the message is for the user."""


@transaction.atomic
def block_server(domain: str, *, reason: str = "", acting_user: Any) -> BlockedDomain:
    """Keep a server, and all hosts under it, away from every actor of the house; its followers go, nothing more goes there."""
    require(can_block_servers(acting_user))
    bare = domain_of(domain if "//" in domain else f"//{domain.strip()}")
    if "." not in bare or bare == domain_of(place().site_url) or len(bare) > 255:
        raise NoServer(_("This is not a server: %(name)s") % {"name": domain[:200]})
    row, is_new = BlockedDomain.objects.get_or_create(domain=bare, defaults={"reason": reason[:300]})
    inboxes = list(_under(bare).values_list("inbox", flat=True)) + list(
        _under(bare).values_list("shared_inbox", flat=True)
    )
    waiting = Bringing.objects.filter(state=BringState.WAITING, inbox__in=set(inboxes))
    waiting.update(state=BringState.DROPPED, done_at=timezone.now())
    _under(bare).delete()
    if is_new:
        audit(SERVER_BLOCKED, row, user=acting_user, new=bare)
    return row


@transaction.atomic
def free_server(row: BlockedDomain, *, acting_user: Any) -> None:
    """Let a server in again; who followed from there has to follow anew."""
    require(can_block_servers(acting_user))
    audit(SERVER_FREED, row, user=acting_user, old=row.domain)
    row.delete()


@transaction.atomic
def tidy_fediverse() -> int:
    """Forget what is not needed any longer: ids that were seen, answers to follows, deliveries that were made."""
    now = timezone.now()
    gone = SeenActivity.objects.filter(at__lt=now - SEEN_FOR).delete()[0]
    waiting = Bringing.objects.filter(state=BringState.WAITING)
    accepts = Activity.objects.filter(kind=Act.ACCEPT, created_at__lt=now - ACCEPTS_FOR)
    gone += accepts.exclude(bringings__in=waiting).delete()[0]
    done = Bringing.objects.exclude(state=BringState.WAITING)
    return gone + done.filter(done_at__lt=now - TAKEN_FOR).delete()[0]
