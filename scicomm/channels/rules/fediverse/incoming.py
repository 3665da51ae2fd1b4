"""What an activity of another server asks of us. Nothing in it is believed before its signature is verified."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scicomm.channels.rules.fediverse.names import domain_of, is_address

# Follows and likes have a few hundred bytes; Mastodon itself reads a megabyte.
MOST_BYTES = 256 * 1024


class Asks(StrEnum):
    """What we do something about; all else is acknowledged and forgotten."""

    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    LIKE = "like"
    UNLIKE = "unlike"
    SHARE = "share"
    UNSHARE = "unshare"
    FORGET = "forget"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Incoming:
    """An activity: its id, who says it, what it asks, and of which of our addresses (for FORGET: of itself)."""

    identifier: str
    actor: str
    asks: Asks
    object: str = ""
    follow: str = ""


class NoActivity(Exception):
    """What came in is no activity; the words go back to the other server."""


def read_activity(body: bytes) -> Incoming:
    """The activity in a request. Raises NoActivity for anything else."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise NoActivity("This is no JSON.") from None
    if not isinstance(found, dict) or not isinstance(found.get("type"), str):
        raise NoActivity("This is no activity: it has no type.")
    actor, identifier = _id(found.get("actor")), _id(found)
    if not is_address(actor):
        raise NoActivity("This is no activity: its actor is no address.")
    if not is_address(identifier) or domain_of(identifier) != domain_of(actor):
        raise NoActivity("This is no activity: its id is no address on its actor's server.")
    return _asked(found, identifier, actor)


def _asked(found: dict[str, Any], identifier: str, actor: str) -> Incoming:
    kind, thing = found["type"], found.get("object")
    target = _id(thing)
    plain = {"Follow": Asks.FOLLOW, "Like": Asks.LIKE, "Announce": Asks.SHARE}
    if kind in plain and is_address(target):
        return Incoming(identifier, actor, plain[kind], target)
    if kind == "Delete" and target == actor:
        return Incoming(identifier, actor, Asks.FORGET, target)
    if kind == "Undo":
        return _undone(thing, identifier, actor)
    return Incoming(identifier, actor, Asks.NOTHING)


def _undone(thing: Any, identifier: str, actor: str) -> Incoming:
    if isinstance(thing, str) and is_address(thing):
        # Some servers name only the id of what they undo; a follow is known by it.
        return Incoming(identifier, actor, Asks.UNFOLLOW, follow=thing)
    if not isinstance(thing, dict) or _id(thing.get("actor")) not in {"", actor}:
        return Incoming(identifier, actor, Asks.NOTHING)
    undone = {"Follow": Asks.UNFOLLOW, "Like": Asks.UNLIKE, "Announce": Asks.UNSHARE}
    asks = undone.get(str(thing.get("type")), Asks.NOTHING)
    target = _id(thing.get("object"))
    if not is_address(target):
        return Incoming(identifier, actor, Asks.NOTHING)
    return Incoming(identifier, actor, asks, target, _id(thing))


def _id(value: Any) -> str:
    """The id of a thing that stands as itself, as its id, or first in a list."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("id")
    return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class FarActor:
    """Somebody on another server as we need them: address, inboxes, key."""

    address: str
    inbox: str
    shared_inbox: str
    key_id: str
    public_key: str

    @property
    def delivery_inbox(self) -> str:
        """Where posts go: once for all followers of a server that has a shared inbox."""
        return self.shared_inbox or self.inbox


def read_actor(document: Any, address: str) -> FarActor | None:
    """An actor's document as found at an address; None where it is none, or names things of other servers.

    Inboxes must stand on the actor's own host: nobody can make us deliver to a stranger.
    """
    if not isinstance(document, dict) or document.get("id") != address:
        return None
    key = document.get("publicKey")
    key = key[0] if isinstance(key, list) and key else key
    if not isinstance(key, dict) or _id(key.get("owner")) not in {"", address}:
        return None
    endpoints = document.get("endpoints")
    shared = endpoints.get("sharedInbox") if isinstance(endpoints, dict) else ""
    inbox, key_id, pem = document.get("inbox"), key.get("id"), key.get("publicKeyPem")
    host = domain_of(address)
    if not is_address(inbox) or not is_address(key_id) or not isinstance(pem, str) or len(pem) > 8000:
        return None
    if domain_of(str(inbox)) != host or domain_of(str(key_id)) != host:
        return None
    has_shared = is_address(shared) and domain_of(str(shared)) == host
    return FarActor(address, str(inbox), str(shared) if has_shared else "", str(key_id), pem)


def owner_named_in(document: Any) -> str:
    """The owner that a key's own document names (GoToSocial has keys at addresses of their own); empty where none."""
    if not isinstance(document, dict):
        return ""
    key = document.get("publicKey")
    owner = _id((key if isinstance(key, dict) else document).get("owner"))
    return owner if is_address(owner) else ""
