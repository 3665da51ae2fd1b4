"""How each fetch of a source went: leases, hosts, pace, failures, moves. What it brought is in `mentions`.

Claiming and writing down are two short transactions with the fetch between them. Whoever is killed in between leaves a lease that
runs out, and the server's marks as they were: the source is fetched once more and nothing is lost.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.outside.addresses import address_problem
from scicomm.core.secrets import unseal
from scicomm.listening.models import Feed, FeedDay, SourceHost, SourceKind
from scicomm.listening.rules.reading import Reading, ToRead
from scicomm.listening.rules.robots import read_robots
from scicomm.listening.rules.schedule import (
    is_dead,
    next_pace,
    past_skipped,
    revival_wait,
    wait_after,
    wait_between,
)
from scicomm.listening.rules.sources.own import Outlets

MOVED = audit_entry("listening.feed.move", gettext_lazy("Feed moved"), shred=nothing_personal)

# Longer than any reading may take (clients.sources), so that nobody else begins while one still reads.
LEASE = dt.timedelta(minutes=5)
HOST_PAUSE = 2.0
"""Seconds between two requests to one host, unless its robots.txt asks for more."""

ROBOTS_FOR = dt.timedelta(days=1)
HEADER_PURPOSE = "listening.header"
MOST_HOST_WAIT = 3600
_MOVING = (SourceKind.FEED, SourceKind.SITEMAP)


@dataclass(frozen=True)
class Claim:
    """A source that this worker may fetch now, the name of its lease, and what the client needs."""

    feed: Feed
    lease: str
    source: ToRead


def host_named(address: str) -> str:
    """The host that politeness counts by: the name, whatever the port and scheme."""
    try:
        return (urlsplit(address).hostname or "")[:255]
    except ValueError:
        return ""


@transaction.atomic
def claim_source(*, own: Outlets | None = None) -> Claim | None:
    """The source that has waited longest and whose host is free, taken for this worker alone; None when there is none."""
    now = timezone.now()
    busy = SourceHost.objects.filter(free_at__gt=now).values("name")
    waiting = Feed.objects.due(now).exclude(host__in=busy).values_list("pk", flat=True)
    skip = connection.features.has_select_for_update_skip_locked
    for pk in list(waiting[:50]):
        feed = Feed.objects.select_for_update(skip_locked=skip, of=("self",)).due(now).filter(pk=pk).first()
        if feed is None:
            continue
        feed.host = feed.host or host_named(feed.address)
        host = _taken_host(feed.host, now)
        if feed.host and host is None:
            continue
        feed.lease, feed.lease_until = secrets.token_hex(16), now + LEASE
        feed.save(update_fields=["host", "lease", "lease_until"])
        return Claim(feed, feed.lease, _to_read(feed, host, own, now))
    return None


def _taken_host(name: str, now: dt.datetime) -> SourceHost | None:
    """The host, marked as asked from now on; None where another worker was faster."""
    if not name:
        return None
    SourceHost.objects.get_or_create(name=name, defaults={"free_at": now})
    host = SourceHost.objects.select_for_update().get(name=name)
    if host.free_at > now:
        return None
    host.free_at = now + LEASE
    host.save(update_fields=["free_at"])
    return host


def _to_read(feed: Feed, host: SourceHost | None, own: Outlets | None, now: dt.datetime) -> ToRead:
    is_known = host is not None and host.robots_at is not None and host.robots_at > now - ROBOTS_FOR
    return ToRead(
        kind=feed.kind,
        mapping=feed.mapping,
        cursor=feed.cursor,
        known_digest=feed.digest,
        robots=host.robots if host and is_known else None,
        headers=opened_header(feed),
        own=own,
        **feed.source,
    )


def opened_header(feed: Feed) -> dict[str, str]:
    """The header that an interface wants, opened to be sent."""
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    plain = unseal(feed.sealed_header, keys, HEADER_PURPOSE) if feed.sealed_header else None
    name, colon, value = (plain or "").partition(":")
    return {name.strip(): value.strip()} if colon else {}


@transaction.atomic
def release_host(name: str, reading: Reading) -> None:
    """The host may be asked again after its pause, later where it said so; its robots.txt is kept for a day."""
    host = SourceHost.objects.select_for_update().filter(name=name).first()
    if host is None:
        return
    now = timezone.now()
    if reading.robots is not None:
        host.robots, host.robots_at = reading.robots.replace("\x00", ""), now
    pause = max(HOST_PAUSE, read_robots(host.robots).delay)
    if reading.retry_after and reading.status in {429, 503}:
        pause = max(pause, min(reading.retry_after, MOST_HOST_WAIT))
    host.free_at = now + dt.timedelta(seconds=pause)
    host.save(update_fields=["free_at", "robots", "robots_at"])


@transaction.atomic
def note_fetch_failure(
    feed: Feed, *, reason: str, retry_after: int | None = None, status: int | None = None, lease: str = ""
) -> Feed:
    """Write down that a fetch failed and why; the next one waits longer each time, and what is gone is asked seldom
    (`rules.schedule`)."""
    locked = Feed.objects.select_for_update().get(pk=feed.pk)
    if lease and locked.lease != lease:
        return locked
    now = timezone.now()
    locked.failures += 1
    locked.failing_since = locked.failing_since or now
    locked.last_status = status
    locked.last_error = reason[:2000].replace("\x00", "")
    if locked.dead_since is None and is_dead(
        status=status, failures=locked.failures, failing_for=now - locked.failing_since
    ):
        locked.dead_since = now
    if locked.dead_since:
        wait = revival_wait((now - locked.dead_since) // dt.timedelta(days=7))
    else:
        wait = wait_after(locked.pace, locked.failures, asked=retry_after)
    locked.next_fetch_at = now + wait
    locked.lease, locked.lease_until = "", None
    if locked.is_file:
        locked.content = b""
    locked.save()
    _count(locked, now, failures=1)
    return locked


@transaction.atomic
def note_unchanged(feed: Feed, reading: Reading | None = None, *, lease: str = "") -> Feed:
    """Nothing changed: all is well, and the next fetch is due at the feed's pace."""
    locked = Feed.objects.select_for_update().get(pk=feed.pk)
    if lease and locked.lease != lease:
        return locked
    locked.unchanged_in_row += 1
    return mark_fetched(locked, reading=reading)


def mark_fetched(
    locked: Feed,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    warning: str = "",
    seen: int = 0,
    new: int = 0,
    reading: Reading | None = None,
) -> Feed:
    """A fetch went well. Called inside the transaction that stored what it brought, so that the server's marks never run ahead
    of the items: a worker killed in between fetches once more."""
    now, reading = timezone.now(), reading or Reading()
    _judge_marks(locked, etag, last_modified, new)
    if locked.is_adaptive and locked.last_fetched_at:
        locked.pace_minutes = next_pace(
            locked.pace,
            seen=max(reading.window or 0, seen),
            new=new,
            shortest=locked.shortest_minutes,
            longest=locked.longest_minutes,
        )
    wait = wait_between(locked.pace, hint_minutes=_hint(locked, reading), key=locked.pk)
    if reading.has_more:
        wait = min(wait, dt.timedelta(minutes=5))
    locked.next_fetch_at = past_skipped(now + wait, reading.hints.skip_hours, reading.hints.skip_days)
    locked.last_fetched_at, locked.last_new_at = now, now if new else locked.last_new_at
    locked.failures, locked.last_error, locked.failing_since, locked.dead_since = 0, warning[:2000], None, None
    locked.last_status, locked.lease, locked.lease_until = None, "", None
    locked.items_seen, locked.items_known = locked.items_seen + seen, locked.items_known + seen - new
    locked.etag = locked.etag if etag is None else etag[:300]
    locked.last_modified = locked.last_modified if last_modified is None else last_modified[:100]
    locked.digest = reading.digest or locked.digest
    locked.cursor = locked.cursor if reading.cursor is None else reading.cursor[:200]
    if locked.is_file and locked.content:
        # Raw files name writers; what was wanted of them is stored.
        locked.content = b""
    locked.save()
    _count(locked, now, seen=seen, new=new)
    return locked


def _hint(locked: Feed, reading: Reading) -> int | None:
    """What the server wishes, but never more seldom than the people who listen want."""
    minutes = reading.hints.minutes
    return min(minutes, locked.longest_minutes) if minutes and locked.is_adaptive else minutes


def _judge_marks(locked: Feed, etag: str | None, last_modified: str | None, new: int) -> None:
    """A server that gives the same marks although something new stands there is not asked with them any more."""
    if etag is None and last_modified is None:
        return
    marks = (etag or "", last_modified or "")
    if new and any(marks) and marks == (locked.etag, locked.last_modified):
        locked.marks_lie = True
    locked.unchanged_in_row = 0


def _count(locked: Feed, now: dt.datetime, *, seen: int = 0, new: int = 0, failures: int = 0) -> None:
    day = timezone.localdate(now)
    FeedDay.objects.get_or_create(feed=locked, day=day)
    FeedDay.objects.filter(feed=locked, day=day).update(
        fetches=F("fetches") + 1, failures=F("failures") + failures, seen=F("seen") + seen, new=F("new") + new
    )


def follow_move(feed: Feed, moved_to: str) -> Feed:
    """A source that moved for good is followed to its new address, and that is written down. Where that address is followed
    already, this one is switched off as its double. Called in the transaction that stored what stood there."""
    address = moved_to.strip()
    if feed.kind not in _MOVING or not address or address == feed.address or len(address) > 1000:
        return feed
    if address_problem(address):
        return feed
    old = feed.address
    other = Feed.objects.filter(unit_id=feed.unit_id, address=address).exclude(pk=feed.pk).first()
    if other:
        feed.same_as, feed.is_on = other, False
        feed.last_error = _("It moved to an address that is followed already: %(name)s.") % {"name": other.name}
    else:
        feed.address, feed.host, feed.former_address = address, host_named(address), old
    feed.moved_at = timezone.now()
    feed.save(update_fields=["address", "host", "former_address", "moved_at", "same_as", "is_on", "last_error"])
    audit(MOVED, feed, user=None, old=old, new=address, double_of=other.pk if other else None)
    return feed
