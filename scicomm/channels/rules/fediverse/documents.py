"""The documents other servers read: actors, posts, activities, collections (ActivityPub, Activity Vocabulary), WebFinger
(RFC 7033), host-meta (RFC 6415), NodeInfo 2.1.

A story is a Note and not an Article: of an Article Mastodon shows the title and a link and hides text and pictures, a Note it
shows whole, with its edits. The standfirst stands in `content`, never in `summary`, which Mastodon takes for a content warning.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote

from scicomm.channels.rules.fediverse.names import Place

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
STREAMS = "https://www.w3.org/ns/activitystreams"
CONTEXT: list[Any] = [
    STREAMS,
    "https://w3id.org/security/v1",
    {
        "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
        "sensitive": "as:sensitive",
        "Hashtag": "as:Hashtag",
        "toot": "http://joinmastodon.org/ns#",
        "discoverable": "toot:discoverable",
        "indexable": "toot:indexable",
        "schema": "http://schema.org#",
        "PropertyValue": "schema:PropertyValue",
        "value": "schema:value",
    },
]
CONTENT_TYPE = "application/activity+json; charset=utf-8"
LANGUAGES = {"zh-hans": "zh", "en": "en"}


@dataclass(frozen=True, slots=True)
class Speaker:
    """One of our actors: its name, what it is called, its page, its words about itself."""

    name: str
    title: str
    about: str
    home_url: str
    public_key: str
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class Said:
    """A story as an actor tells it. `pictures`: (address, media type, alternative text, width, height)."""

    title: str
    text: str
    link: str
    language: str
    published: dt.datetime
    correction: str = ""
    tags: tuple[str, ...] = ()
    pictures: tuple[tuple[str, str, str, int, int], ...] = ()


def stamp(moment: dt.datetime) -> str:
    """A moment as xsd:dateTime in UTC, to the second."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def actor_document(place: Place, speaker: Speaker, site_words: str) -> dict[str, Any]:
    """An actor; `site_words` is what the link to its page is called."""
    own = place.actor(speaker.name)
    link = f'<a href="{escape(speaker.home_url)}" rel="me nofollow noopener">{escape(speaker.home_url)}</a>'
    return {
        "@context": CONTEXT,
        "id": own,
        "type": "Organization",
        "preferredUsername": speaker.name,
        "name": speaker.title,
        "summary": f"<p>{escape(speaker.about)}</p>" if speaker.about else "",
        "url": speaker.home_url,
        "inbox": place.part(speaker.name, "inbox"),
        "outbox": place.part(speaker.name, "outbox"),
        "followers": place.part(speaker.name, "followers"),
        "following": place.part(speaker.name, "following"),
        "endpoints": {"sharedInbox": place.shared_inbox},
        "manuallyApprovesFollowers": False,
        "discoverable": True,
        "indexable": True,
        "published": stamp(speaker.since),
        "attachment": [{"type": "PropertyValue", "name": site_words, "value": link}],
        "publicKey": {"id": place.key(speaker.name), "owner": own, "publicKeyPem": speaker.public_key},
    }


def note(place: Place, name: str, slug: str, said: Said, *, updated: dt.datetime | None = None) -> dict[str, Any]:
    """A story as a post, without its context."""
    language = LANGUAGES.get(said.language, said.language.split("-")[0])
    content = _content(place, said)
    made: dict[str, Any] = {
        "id": place.post(slug),
        "type": "Note",
        "attributedTo": place.actor(name),
        "to": [PUBLIC],
        "cc": [place.part(name, "followers")],
        "published": stamp(said.published),
        "url": said.link,
        "content": content,
        "contentMap": {language: content},
        "sensitive": False,
        "attachment": [
            {"type": "Document", "mediaType": mime, "url": url, "name": alt, "width": width, "height": height}
            for url, mime, alt, width, height in said.pictures
        ],
        "tag": [{"type": "Hashtag", "name": f"#{tag}", "href": _tag(place, tag)} for tag in said.tags],
    }
    return made | ({"updated": stamp(updated)} if updated else {})


def _tag(place: Place, tag: str) -> str:
    return f"{place.site_url}/search/?q={quote(tag)}"


def _content(place: Place, said: Said) -> str:
    parts = [escape(said.correction)] if said.correction else []
    parts += [f"<strong>{escape(said.title)}</strong>", *(escape(line) for line in said.text.splitlines() if line)]
    parts.append(f'<a href="{escape(said.link)}" rel="nofollow noopener">{escape(said.link)}</a>')
    tags = " ".join(
        f'<a href="{escape(_tag(place, tag))}" class="mention hashtag" rel="tag">#<span>{escape(tag)}</span></a>'
        for tag in said.tags
    )
    return "".join(f"<p>{part}</p>" for part in [*parts, tags] if part)


def activity(
    place: Place, name: str, slug: str, kind: str, thing: Any, at: dt.datetime, *, is_public: bool = True
) -> dict[str, Any]:
    """An activity about a thing: Create, Update, Delete, or the Accept of a follow (`is_public` false)."""
    made: dict[str, Any] = {
        "@context": CONTEXT,
        "id": place.activity(slug),
        "type": kind,
        "actor": place.actor(name),
        "object": thing,
    }
    if is_public:
        made |= {"to": [PUBLIC], "cc": [place.part(name, "followers")], "published": stamp(at)}
    return made


def tombstone(address: str, deleted: dt.datetime) -> dict[str, Any]:
    """What is left of a withdrawn post."""
    return {"id": address, "type": "Tombstone", "formerType": "Note", "deleted": stamp(deleted)}


def collection(address: str, total: int, first: str = "") -> dict[str, Any]:
    """A collection; followers are counted and never listed, so theirs has no pages."""
    made: dict[str, Any] = {"@context": STREAMS, "id": address, "type": "OrderedCollection", "totalItems": total}
    return made | ({"first": first} if first else {})


def collection_page(
    address: str, own: str, total: int, items: Sequence[Mapping[str, Any]], older: str
) -> dict[str, Any]:
    """A page of a collection, the newest first; `older` is the address of the next page."""
    made: dict[str, Any] = {
        "@context": CONTEXT,
        "id": own,
        "type": "OrderedCollectionPage",
        "partOf": address,
        "totalItems": total,
        "orderedItems": [{key: value for key, value in item.items() if key != "@context"} for item in items],
    }
    return made | ({"next": older} if older else {})


def webfinger(place: Place, name: str, home_url: str) -> dict[str, Any]:
    """Where an actor stands (RFC 7033)."""
    own = place.actor(name)
    return {
        "subject": f"acct:{name}@{place.host}",
        "aliases": [own, home_url],
        "links": [
            {"rel": "self", "type": "application/activity+json", "href": own},
            {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": home_url},
        ],
    }


def host_meta(place: Place) -> str:
    """Where WebFinger is asked (RFC 6415)."""
    template = escape(f"{place.site_url}/.well-known/webfinger?resource={{uri}}")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">'
        f'<Link rel="lrdd" template="{template}"/></XRD>\n'
    )


def node_info(version: str, title: str, users: int, posts: int) -> dict[str, Any]:
    """What runs here (NodeInfo 2.1)."""
    return {
        "version": "2.1",
        "software": {"name": "scicomm", "version": version},
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": ["atom1.0"]},
        "openRegistrations": False,
        "usage": {"users": {"total": users}, "localPosts": posts},
        "metadata": {"nodeName": title},
    }
