"""Sources: added, changed, paused, revived, removed; how each fetch went is in `fetches`, what they bring in `mentions`."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.outside.addresses import address_problem
from scicomm.core.secrets import seal
from scicomm.listening.actions.fetches import HEADER_PURPOSE, host_named
from scicomm.listening.models import Feed, SourceClass, SourceKind
from scicomm.listening.permissions import can_keep_feeds
from scicomm.listening.rules.sources.hashtags import hashtag_address
from scicomm.listening.rules.sources.mapped import problems_of
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

ADDED = audit_entry("listening.feed.add", gettext_lazy("Add feed"), shred=nothing_personal)
CHANGED = audit_entry("listening.feed.change", gettext_lazy("Change feed"), shred=nothing_personal)
ASKED = audit_entry("listening.feed.ask", gettext_lazy("Fetch now"), shred=nothing_personal)
REVIVED = audit_entry("listening.feed.revive", gettext_lazy("Revive feed"), shred=nothing_personal)
REMOVED = audit_entry("listening.feed.remove", gettext_lazy("Remove feed"), shred=nothing_personal)

SETTLED = (
    "kind", "source_class", "labels", "mapping", "is_adaptive", "shortest_minutes", "longest_minutes", "fetch_pages",
)  # fmt: skip
CHANGEABLE = ("name", "address", "is_on", "every_minutes", *SETTLED[1:])

# What a source is set to that is asked as if for the first time.
_AFRESH: dict[str, Any] = {
    "etag": "",
    "last_modified": "",
    "digest": "",
    "unchanged_in_row": 0,
    "marks_lie": False,
    "failures": 0,
    "failing_since": None,
    "dead_since": None,
    "last_status": None,
    "last_error": "",
    "next_fetch_at": None,
}


@transaction.atomic
def add_feed(
    *,
    unit: Unit,
    name: str,
    acting_user: Any | None,
    address: str = "",
    file_name: str = "",
    content: bytes | None = None,
    header: str = "",
    every_minutes: int = 60,
    is_on: bool = True,
    **settled: Any,
) -> Feed:
    """A source at an address, or a file. The same address (or file name) in a unit gives the feed that is there; a file's new
    content replaces the old and is read again. `acting_user` None is the operator at the machine's own command line.

    `settled` are kind, source_class, labels, mapping, is_adaptive, shortest_minutes, longest_minutes; `header` is the line an
    interface wants to see (`Authorization: Bearer …`), kept sealed.
    """
    require(acting_user is None or can_keep_feeds(acting_user, unit))
    values = {name: settled[name] for name in SETTLED if name in settled}
    kind = values.setdefault("kind", SourceKind.FEED if address.strip() else SourceKind.FILE)
    address = _checked_address(address, kind) if address.strip() else ""
    _check_settled(values)
    if not address and (content is None or not file_name.strip()):
        raise ValidationError(_("Give the address of the feed, or a file."))
    key = {"address": address} if address else {"address": "", "file_name": file_name.strip()[:300]}
    more = {"every_minutes": every_minutes, "is_on": is_on, "sealed_header": sealed(header), **values}
    new = _new_values(name.strip() or address or file_name, address, content) | more
    feed, created = Feed.objects.get_or_create(unit=unit, **key, defaults=new)
    if created:
        audit(ADDED, feed, user=acting_user, new=address or feed.file_name)
    elif content is not None and feed.digest != digest_of(content):
        _renew_file(feed, content, values)
        audit(CHANGED, feed, user=acting_user, new=feed.file_name)
    return feed


def _new_values(name: str, address: str, content: bytes | None) -> dict[str, Any]:
    """What follows from where a source stands."""
    if address:
        return {"name": name[:120], "host": host_named(address)}
    return {"name": name[:120], "content": content, "digest": digest_of(content or b"")}


def _renew_file(feed: Feed, content: bytes, values: dict[str, Any]) -> None:
    """Another file under the name of one that is there: read from its beginning."""
    feed.content, feed.last_fetched_at, feed.failures, feed.last_error = content, None, 0, ""
    feed.digest, feed.cursor, feed.next_fetch_at = digest_of(content), "", None
    for name, value in values.items():
        setattr(feed, name, value)
    feed.save()


def digest_of(content: bytes) -> str:
    """What a file is known again by, after its content has been read and given up."""
    return hashlib.sha256(content).hexdigest()


def sealed(header: str) -> str:
    """The line of a header as it is stored. Raises ValidationError where it is none."""
    header = header.strip()
    if not header:
        return ""
    name, colon, value = header.partition(":")
    if not colon or not name.strip().replace("-", "").isalnum() or not header.isascii() or "\n" in header:
        raise ValidationError({"header": _("Write it like Authorization: Bearer abc123.")})
    return seal(f"{name.strip()}:{value.strip()}", settings.SECRET_KEY, HEADER_PURPOSE)


def _checked_address(address: str, kind: str = SourceKind.FEED) -> str:
    address = address.strip()
    if kind == SourceKind.HASHTAG:
        found = hashtag_address(address)
        if found is None:
            raise ValidationError({"address": _("Write the hashtag like #science@mastodon.example.")})
        address = found
    problem = address_problem(address)
    if problem:
        raise ValidationError({"address": problem})
    return address


def _check_settled(values: dict[str, Any]) -> None:
    if values.get("source_class", SourceClass.NEWS) not in SourceClass.values:
        raise ValidationError({"source_class": _("Choose who speaks.")})
    if values["kind"] not in SourceKind.values:
        raise ValidationError({"kind": _("This kind of source is not known.")})
    if values["kind"] == SourceKind.API:
        wrong = problems_of(values.get("mapping") or {})
        if wrong:
            raise ValidationError({f"map_{name}": words for name, words in wrong.items()})
    if values.get("shortest_minutes", 5) > values.get("longest_minutes", 10080):
        raise ValidationError({"longest_minutes": _("The longest time is shorter than the shortest.")})


@transaction.atomic
def change_feed(feed: Feed, *, acting_user: Any, header: str | None = None, **values: Any) -> Feed:
    """Change name, address, class, pace, mapping or switch of a feed; a new address is fetched at once and without the old one's
    marks. `header` replaces the sealed one; None keeps it."""
    locked = Feed.objects.select_for_update().select_related("unit").get(pk=feed.pk)
    require(can_keep_feeds(acting_user, locked.unit))
    changed = {name: values[name] for name in CHANGEABLE if name in values and getattr(locked, name) != values[name]}
    if header is not None and header.strip():
        changed["sealed_header"] = sealed(header)
    if not changed:
        return locked
    _check_settled({name: changed.get(name, getattr(locked, name)) for name in SETTLED})
    if "address" in changed:
        if locked.is_file:
            raise ValidationError({"address": _("This feed is a file; add a feed for the address.")})
        changed["address"] = _checked_address(changed["address"], locked.kind)
        changed |= {"host": host_named(changed["address"]), "cursor": "", "same_as": None, **_AFRESH}
    elif "mapping" in changed or changed.get("is_on"):
        changed |= {"digest": "", "next_fetch_at": None}
    old = {name: getattr(locked, name) for name in changed if name in CHANGEABLE}
    for name, value in changed.items():
        setattr(locked, name, value)
    locked.full_clean(exclude=["unit", "content"])
    locked.save(update_fields=list(changed))
    new = {name: changed[name] for name in old}
    audit(CHANGED, locked, user=acting_user, old=old, new=new, key="changed" if "sealed_header" in changed else None)
    return locked


@transaction.atomic
def fetch_now(feed: Feed, *, acting_user: Any) -> Feed:
    """Ask a source at once, whatever its pace; one that counts as gone is revived, one that is off is refused."""
    locked = Feed.objects.select_for_update(of=("self",)).select_related("unit").get(pk=feed.pk)
    require(can_keep_feeds(acting_user, locked.unit))
    if not locked.is_on:
        raise ValidationError(_("This source is paused. Take it up again first."))
    if locked.is_file:
        raise ValidationError(_("This source is a file; it is read once."))
    was_dead = locked.dead_since is not None
    if was_dead:
        for name, value in _AFRESH.items():
            setattr(locked, name, value)
    locked.next_fetch_at = None
    locked.save()
    audit(REVIVED if was_dead else ASKED, locked, user=acting_user)
    return locked


@transaction.atomic
def remove_feed(feed: Feed, *, acting_user: Any) -> None:
    """Stop following a feed; the mentions it brought stay."""
    locked = Feed.objects.select_for_update().select_related("unit").get(pk=feed.pk)
    require(can_keep_feeds(acting_user, locked.unit))
    audit(REMOVED, locked, user=acting_user, old=locked.address or locked.file_name)
    locked.delete()
