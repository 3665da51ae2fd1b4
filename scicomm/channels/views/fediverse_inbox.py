"""Where other servers hand over activities: small, signed, from servers that are not blocked."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from scicomm.channels import actions
from scicomm.channels.clients import FarServers, Signer, far_servers
from scicomm.channels.models import Actor, Follower
from scicomm.channels.queries import fediverse as queries
from scicomm.channels.rules.fediverse.incoming import (
    MOST_BYTES,
    Asks,
    FarActor,
    Incoming,
    NoActivity,
    owner_named_in,
    read_activity,
    read_actor,
)
from scicomm.channels.rules.fediverse.names import domain_of, is_address, is_under
from scicomm.channels.rules.fediverse.signatures import (
    BadSignature,
    Signature,
    check_request,
    is_signed_by,
    read_signature,
)

# A key is read again after a day, or once when a signature does not fit it, at most every five minutes for each key.
KEY_FOR = 24 * 3600
READ_AGAIN_AFTER = 300
# At most so many documents of one server are read in a minute: whoever sends floods of strangers' names makes us ask little.
READS_A_MINUTE = 60


def _no(words: str, status: int) -> HttpResponse:
    return JsonResponse({"error": words}, status=status)


@csrf_exempt
@require_POST
def inbox(request: HttpRequest, name: str = "") -> HttpResponse:
    """The inbox of an actor, or the one that all share. 202 for whatever is in order, whether we do anything about it or not."""
    actor = queries.actor_named(name) if name else Actor.objects.order_by("pk").select_related("channel").first()
    if actor is None:
        return _no("Nobody of that name is here.", 404)
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length) > MOST_BYTES:
        return _no("An activity has at most 256 KB, and says how many it has.", 413)
    try:
        asked = read_activity(request.body)
    except NoActivity as error:
        return _no(str(error), 400)
    if is_under(domain_of(asked.actor), queries.blocked_domains()):
        return _no("Your server is blocked here.", 403)
    if not _concerns_us(asked):
        return HttpResponse(status=202)
    try:
        sender = _verified(request, asked, actor)
    except BadSignature as error:
        return _no(str(error), 401)
    actions.carry_out(asked, sender)
    return HttpResponse(status=202)


def _concerns_us(asked: Incoming) -> bool:
    """Whether anything follows from an activity, before a key is asked for: servers tell everybody of every deleted account."""
    if asked.asks == Asks.NOTHING:
        return False
    if asked.asks in {Asks.FORGET, Asks.UNFOLLOW}:
        return Follower.objects.filter(address=asked.actor).exists()
    if asked.asks == Asks.FOLLOW:
        return bool(queries.place().actor_name(asked.object))
    return bool(queries.place().post_slug(asked.object))


def _verified(request: HttpRequest, asked: Incoming, actor: Actor) -> FarActor:
    """Who signed the request: the very actor of the activity."""
    headers = {key.lower(): value for key, value in request.headers.items()}
    signature = read_signature(headers.get("signature", ""))
    check_request(signature, headers, request.body, timezone.now(), request.get_host())
    if not is_address(signature.key_id) or domain_of(signature.key_id) != domain_of(asked.actor):
        raise BadSignature("The key is not on the actor's server.")
    servers, signer = far_servers(), Signer(queries.place().key(actor.name), queries.private_key(actor))
    for sender in _candidates(signature, asked, servers, signer):
        is_theirs = sender.key_id == signature.key_id and sender.address == asked.actor
        if is_theirs and is_signed_by(sender.public_key, signature, "post", request.get_full_path(), headers):
            return sender
    raise BadSignature("The signature is not that of the actor.")


def _candidates(signature: Signature, asked: Incoming, servers: FarServers, signer: Signer) -> Any:
    """The sender as we know them, then as their server says now: keys change, and the key of a deleted account is only here."""
    name = f"fediverse:key:{hashlib.sha256(signature.key_id.encode()).hexdigest()}"
    kept = cache.get(name)
    if kept:
        yield FarActor(*kept)
    known = Follower.objects.filter(address=asked.actor, key_id=signature.key_id).first()
    if known:
        yield FarActor(known.address, known.inbox, known.shared_inbox, known.key_id, known.public_key)
    if not cache.add(f"{name}:read", 1, READ_AGAIN_AFTER) or not _may_read(domain_of(asked.actor)):
        return
    found = _read(signature.key_id, servers, signer)
    if found:
        cache.set(name, [found.address, found.inbox, found.shared_inbox, found.key_id, found.public_key], KEY_FOR)
        yield found


def _may_read(domain: str) -> bool:
    counter = f"fediverse:reads:{domain}"
    cache.add(counter, 0, 60)
    try:
        return cache.incr(counter) <= READS_A_MINUTE
    except ValueError:
        return True


def _read(key_id: str, servers: FarServers, signer: Signer) -> FarActor | None:
    """The owner of a key, from the key's own address; where that is only the key, from the owner it names."""
    document = servers.document(key_id, signer if signer.private_pem else None)
    address = document.get("id") if isinstance(document, dict) else None
    found = read_actor(document, str(address)) if is_address(address) else None
    if found is None:
        owner = owner_named_in(document)
        if not owner or domain_of(owner) != domain_of(key_id):
            return None
        found = read_actor(servers.document(owner, signer if signer.private_pem else None), owner)
    return found if found and found.key_id == key_id and domain_of(found.address) == domain_of(key_id) else None
