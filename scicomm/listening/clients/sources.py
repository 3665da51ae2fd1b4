"""One source of any kind fetched and read, or the reason why not; storing it is an action.

Runs in a thread of its own beside others: it touches no database, and never raises for what is wrong with a source.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext as _

from scicomm.listening.clients.http import FeedClient, Fetched, FetchError
from scicomm.listening.clients.reading import read_feed
from scicomm.listening.enums import SourceKind
from scicomm.listening.rules.hints import hints_of
from scicomm.listening.rules.parsing import FeedRefused, ParsedFeed, RefusedItem, parse_feed
from scicomm.listening.rules.reading import Reading, ToRead
from scicomm.listening.rules.robots import Robots, read_robots
from scicomm.listening.rules.sources import hashtags, mapped, sitemaps

# Between two requests of one reading to one host, at least.
PAUSE = 2.0
# A reading of several requests ends after so long and goes on the next time; well under the lease.
MOST_SECONDS = 90.0
Pause = Callable[[float], None]


def read_source(
    client: FeedClient, source: ToRead, *, now: dt.datetime | None = None, pause: Pause = time.sleep
) -> Reading:
    """What a source says now. Must not be called inside a transaction: it may take as long as the client lets it."""
    if source.content is not None:
        return read_feed(client, address="", content=source.content)
    fresh: str | None = None
    try:
        if source.robots is None:
            fresh = client.robots(source.address)
            pause(PAUSE if fresh else 0)
        robots = read_robots(source.robots or "" if fresh is None else fresh)
        if not robots.allows(_first_address(source)):
            reading = Reading(failure=_("The site asks programs not to fetch this address (robots.txt)."))
        else:
            reading = _Reader(client, source, robots, now or dt.datetime.now(tz=dt.UTC), pause).read()
    except FetchError as error:
        reading = Reading(failure=str(error), retry_after=error.retry_after, status=getattr(error, "status", None))
    except FeedRefused as error:
        reading = Reading(failure=str(error))
    return replace(reading, robots=fresh, was_asked_fully=not (source.etag or source.last_modified))


def _first_address(source: ToRead) -> str:
    if source.kind == SourceKind.HASHTAG:
        return hashtags.page_address(source.address, source.cursor)
    return source.address


class _Reader:
    """One reading: the first request, and those that follow from it, with a pause between."""

    def __init__(self, client: FeedClient, source: ToRead, robots: Robots, now: dt.datetime, pause: Pause) -> None:
        self.client, self.source, self.robots, self.now = client, source, robots, now
        self._pause, self._began = pause, time.monotonic()

    def read(self) -> Reading:
        ways: dict[str, Callable[[], Reading]] = {
            SourceKind.SITEMAP: self.sitemap,
            SourceKind.HASHTAG: self.hashtag,
            SourceKind.API: self.interface,
        }
        return ways.get(self.source.kind, self.feed)()

    def _next(self, address: str) -> bool:
        """Waits for the next request; False where it may not be made or the time is up."""
        if time.monotonic() - self._began > MOST_SECONDS or not self.robots.allows(address):
            return False
        self._pause(max(PAUSE, self.robots.delay))
        return True

    def _known(self, answer: Fetched) -> Reading | None:
        """The reading where nothing changed: the server says so, or the very same bytes came."""
        if answer.content is None:
            return Reading(etag=answer.etag, last_modified=answer.last_modified)
        digest = hashlib.sha256(answer.content).hexdigest()
        if digest != self.source.known_digest:
            return None
        return Reading(
            etag=answer.etag, last_modified=answer.last_modified, digest=digest, hints=hints_of(b"", answer.headers)
        )

    def _of(self, answer: Fetched, parsed: ParsedFeed) -> Reading:
        content = answer.content or b""
        return Reading(
            parsed=parsed,
            etag=answer.etag,
            last_modified=answer.last_modified,
            digest=hashlib.sha256(content).hexdigest(),
            moved_to=answer.moved_to,
            hints=hints_of(content, answer.headers),
        )

    def _fetch(self) -> Fetched:
        return self.client.fetch(self.source.address, etag=self.source.etag, last_modified=self.source.last_modified)

    def feed(self) -> Reading:
        answer = self._fetch()
        known = self._known(answer)
        if known:
            return known
        content = answer.content or b""
        return self._of(answer, parse_feed(content, address=answer.address, content_type=answer.content_type))

    def sitemap(self) -> Reading:
        answer = self._fetch()
        # The parts of an index change while it stays as it is, where it gives no times.
        known = self._known(answer)
        if known and (answer.content is None or b"<sitemapindex" not in sitemaps.unpacked(answer.content)[:2000]):
            return known
        found = sitemaps.parse_sitemap(answer.content or b"", address=answer.address, now=self.now)
        if not found.parts:
            return self._of(answer, found.parsed)
        return self._parts(answer, found)

    def _parts(self, answer: Fetched, index: sitemaps.Sitemap) -> Reading:
        wanted, cursor, has_more = sitemaps.parts_to_read(index.parts, self.source.cursor)
        parsed, last = index.parsed, self.source.cursor
        for part in wanted:
            found = self._part(part.address, may_raise=not parsed.items) if self._next(part.address) else None
            if found is None:
                cursor, has_more = last, True
                break
            parsed = ParsedFeed("", (*parsed.items, *found.items), (*parsed.refused, *found.refused)[:1000])
            last = part.changed_at.isoformat() if part.changed_at else last
        # An index is never "unchanged" by its own marks: they say nothing of its parts.
        return replace(self._of(answer, parsed), etag="", last_modified="", digest="", cursor=cursor, has_more=has_more)

    def _part(self, address: str, *, may_raise: bool) -> ParsedFeed | None:
        """What a part says. One that is not there or broken is told and passed over; None where the line is down, so that the
        next reading begins here again."""
        try:
            fetched = self.client.fetch(address)
            return sitemaps.parse_sitemap(fetched.content or b"", address=fetched.address, now=self.now).parsed
        except FeedRefused as error:
            return ParsedFeed("", (), (RefusedItem(address[:200], str(error)),))
        except FetchError as error:
            if 400 <= (getattr(error, "status", None) or 0) < 500:
                return ParsedFeed("", (), (RefusedItem(address[:200], str(error)),))
            if may_raise:
                raise
            return None

    def hashtag(self) -> Reading:
        cursor, address = self.source.cursor, self.source.address
        parsed, has_more = ParsedFeed("", ()), False
        for number in range(hashtags.PAGES_AT_ONCE):
            asked = hashtags.page_address(address, cursor)
            if number and not self._next(asked):
                has_more = True
                break
            answer = self.client.ask(asked, self.source.headers)
            if answer.content is None:
                break
            page = hashtags.parse_timeline(answer.content, address=address, own=self.source.own)
            parsed = ParsedFeed("", (*parsed.items, *page.parsed.items), (*parsed.refused, *page.parsed.refused))
            is_first, moved = not cursor, hashtags.is_later(page.newest, cursor)
            cursor = page.newest if moved else cursor
            has_more = moved and not is_first and page.count >= hashtags.A_PAGE
            if not has_more:
                break
        return Reading(parsed=parsed, cursor=cursor, window=hashtags.A_PAGE, has_more=has_more)

    def interface(self) -> Reading:
        address, headers = self.source.address, self.source.headers
        answer = self.client.ask(address, headers)
        known = self._known(answer)
        if known:
            return known
        page = mapped.parse_mapped(answer.content or b"", self.source.mapping, address=address)
        reading, parsed, seen = self._of(answer, page.parsed), page.parsed, {address}
        while page.next_address and page.next_address not in seen and len(seen) < mapped.PAGES_AT_ONCE:
            # A key is for the host it was given for.
            if _host(page.next_address) != _host(address) or not self._next(page.next_address):
                break
            seen.add(page.next_address)
            answer = self.client.ask(page.next_address, headers)
            page = mapped.parse_mapped(answer.content or b"", self.source.mapping, address=page.next_address)
            parsed = ParsedFeed("", (*parsed.items, *page.parsed.items), (*parsed.refused, *page.parsed.refused))
        return replace(reading, parsed=parsed, moved_to="")


def _host(address: str) -> str:
    return address.split("/", 3)[2] if address.count("/") > 2 else address


__all__ = ["PAUSE", "read_source"]
