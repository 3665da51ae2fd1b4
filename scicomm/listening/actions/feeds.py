"""Feeds: added, changed, removed, and how each fetch went; what they bring is in `mentions`."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.outside.addresses import address_problem
from scicomm.listening.models import Feed
from scicomm.listening.permissions import can_keep_feeds
from scicomm.listening.rules.schedule import wait_after
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

ADDED = audit_entry("listening.feed.add", gettext_lazy("Add feed"), shred=nothing_personal)
CHANGED = audit_entry("listening.feed.change", gettext_lazy("Change feed"), shred=nothing_personal)
REMOVED = audit_entry("listening.feed.remove", gettext_lazy("Remove feed"), shred=nothing_personal)

CHANGEABLE = ("name", "address", "is_on", "every_minutes")


@transaction.atomic
def add_feed(
    *,
    unit: Unit,
    name: str,
    acting_user: Any | None,
    address: str = "",
    file_name: str = "",
    content: bytes | None = None,
    every_minutes: int = 60,
    is_on: bool = True,
) -> Feed:
    """A feed at an address, or a feed file. The same address (or file name) in a unit gives the feed that is there; a file's new
    content replaces the old and is read again. `acting_user` None is the operator at the machine's own command line."""
    require(acting_user is None or can_keep_feeds(acting_user, unit))
    address = _checked_address(address) if address.strip() else ""
    if not address and (content is None or not file_name.strip()):
        raise ValidationError(_("Give the address of the feed, or a file."))
    key = {"address": address} if address else {"address": "", "file_name": file_name.strip()[:300]}
    feed, created = Feed.objects.get_or_create(
        unit=unit,
        **key,
        defaults={
            "name": (name.strip() or address or file_name)[:120],
            "content": None if address else content,
            "every_minutes": every_minutes,
            "is_on": is_on,
        },
    )
    if created:
        audit(ADDED, feed, user=acting_user, new=address or feed.file_name)
    elif content is not None and bytes(feed.content or b"") != content:
        feed.content, feed.last_fetched_at, feed.failures, feed.last_error = content, None, 0, ""
        feed.save(update_fields=["content", "last_fetched_at", "failures", "last_error"])
        audit(CHANGED, feed, user=acting_user, new=feed.file_name)
    return feed


def _checked_address(address: str) -> str:
    address = address.strip()
    problem = address_problem(address)
    if problem:
        raise ValidationError({"address": problem})
    return address


@transaction.atomic
def change_feed(feed: Feed, *, acting_user: Any, **values: Any) -> Feed:
    """Change name, address, interval or switch of a feed; a new address is fetched at once and without the old one's marks."""
    locked = Feed.objects.select_for_update().select_related("unit").get(pk=feed.pk)
    require(can_keep_feeds(acting_user, locked.unit))
    changed = {name: values[name] for name in CHANGEABLE if name in values and getattr(locked, name) != values[name]}
    if not changed:
        return locked
    if "address" in changed:
        if locked.is_file:
            raise ValidationError({"address": _("This feed is a file; add a feed for the address.")})
        changed["address"] = _checked_address(changed["address"])
        changed |= {"etag": "", "last_modified": "", "failures": 0, "last_error": "", "next_fetch_at": None}
    old = {name: getattr(locked, name) for name in changed if name in CHANGEABLE}
    for name, value in changed.items():
        setattr(locked, name, value)
    locked.full_clean(exclude=["unit", "content"])
    locked.save(update_fields=list(changed))
    audit(CHANGED, locked, user=acting_user, old=old, new={name: changed[name] for name in old})
    return locked


@transaction.atomic
def remove_feed(feed: Feed, *, acting_user: Any) -> None:
    """Stop following a feed; the mentions it brought stay."""
    locked = Feed.objects.select_for_update().select_related("unit").get(pk=feed.pk)
    require(can_keep_feeds(acting_user, locked.unit))
    audit(REMOVED, locked, user=acting_user, old=locked.address or locked.file_name)
    locked.delete()


@transaction.atomic
def note_fetch_failure(feed: Feed, *, reason: str, retry_after: int | None = None) -> Feed:
    """Write down that a fetch failed and why; the next one waits longer each time (`rules.schedule`)."""
    locked = Feed.objects.select_for_update().get(pk=feed.pk)
    locked.failures += 1
    locked.last_error = reason[:2000].replace("\x00", "")
    locked.next_fetch_at = timezone.now() + wait_after(locked.every_minutes, locked.failures, asked=retry_after)
    locked.save(update_fields=["failures", "last_error", "next_fetch_at"])
    return locked


@transaction.atomic
def note_unchanged(feed: Feed) -> Feed:
    """The server says that nothing changed: all is well, and the next fetch is due after the feed's own interval."""
    return mark_fetched(Feed.objects.select_for_update().get(pk=feed.pk))


def mark_fetched(locked: Feed, *, etag: str | None = None, last_modified: str | None = None, warning: str = "") -> Feed:
    """A fetch went well. Called inside the transaction that stored what it brought, so that the server's marks never run ahead
    of the items: a worker killed in between fetches once more."""
    now = timezone.now()
    locked.last_fetched_at, locked.failures, locked.last_error = now, 0, warning[:2000]
    locked.next_fetch_at = now + wait_after(locked.every_minutes, 0)
    locked.etag = locked.etag if etag is None else etag[:300]
    locked.last_modified = locked.last_modified if last_modified is None else last_modified[:100]
    locked.save(update_fields=["last_fetched_at", "failures", "last_error", "next_fetch_at", "etag", "last_modified"])
    return locked
