"""The reading stage: text, language and copies of the mentions that came in, in the order in which they came.

What it knows of earlier texts is memory of the process, caught up from the database, so that a killed worker loses nothing.
"""

from __future__ import annotations

import datetime as dt
import time
from urllib.parse import urlsplit

from django.db.models import Q
from django.utils import timezone

from scicomm.core.periodic import every
from scicomm.listening.actions.reading import Read, mark_read, put_off_reading
from scicomm.listening.clients.http import FetchError
from scicomm.listening.clients.pages import PageClient, page_client
from scicomm.listening.models import Mention
from scicomm.listening.rules.duplicates import CopyFinder
from scicomm.listening.rules.extraction import PageText, extract
from scicomm.listening.rules.language import language_of

BATCH = 500
RUN_SECONDS = 8.0
PAGES_A_RUN = 20
HOST_SECONDS = 2.0
TRIES = 4
REMEMBERED = dt.timedelta(days=3)
"""Reports are copied within days; later, the same words are another report."""
MOST_CAUGHT_UP = 200_000


class Memory:
    """The copies' memory of this process, and how far it is."""

    def __init__(self) -> None:
        self.finder = CopyFinder()
        self.last = 0
        self.hosts: dict[str, float] = {}

    def catch_up(self, before: int) -> None:
        """Take in what other workers read, and after a start the last days."""
        since = timezone.now() - REMEMBERED
        read = Mention.objects.filter(pk__gt=self.last, pk__lt=before, read_at__isnull=False, found_at__gte=since)
        for mention in read.only("pk", "title", "summary", "body").order_by("pk")[:MOST_CAUGHT_UP].iterator(2000):
            self.finder.add(mention.pk, mention.text)
            self.last = mention.pk

    def add(self, mention: Mention) -> int | None:
        """The original of a mention, if it is a copy."""
        copy = self.finder.add(mention.pk, mention.text)
        self.last = max(self.last, mention.pk)
        return copy.original if copy else None


_memory: list[Memory] = []


def memory() -> Memory:
    if not _memory:
        _memory.append(Memory())
    return _memory[0]


def forget() -> None:
    """Begin anew, as after a restart."""
    _memory.clear()


@every(seconds=5)
def read_waiting() -> int:
    """Read what came in; returns how many were read. Pages are fetched last, so that they keep nobody waiting."""
    began, done = time.monotonic(), 0
    while time.monotonic() - began < RUN_SECONDS:
        read = _read_batch()
        done += read
        if read < BATCH:
            break
    return done + _read_pages(page_client(), began)


def _read_batch() -> int:
    """One batch of those whose text is there."""
    pages = Mention.objects.needing_pages().values("pk")
    batch = list(Mention.objects.filter(read_at__isnull=True).exclude(pk__in=pages).order_by("pk")[:BATCH])
    if not batch:
        return 0
    known = memory()
    known.catch_up(batch[0].pk)
    mark_read([_read(mention, known.add(mention)) for mention in batch])
    return len(batch)


def _read(mention: Mention, original: int | None, page: PageText | None = None) -> Read:
    if page is None or not (page.text or page.title):
        return Read(mention.pk, language_of(mention.text[:600]), original)
    title = page.title if mention.title == mention.url else ""
    language = language_of(f"{title or mention.title} {page.text[:600]}")
    return Read(mention.pk, language, original, title, page.text, page.published_at)


def _read_pages(client: PageClient, began: float) -> int:
    """Some pages, one host at a time."""
    now = timezone.now()
    due = Mention.objects.needing_pages().filter(Q(read_after__isnull=True) | Q(read_after__lte=now))
    done = 0
    for mention in due.order_by("pk")[:PAGES_A_RUN]:
        if time.monotonic() - began > RUN_SECONDS:
            break
        host = urlsplit(mention.url).netloc
        last = memory().hosts.get(host)
        if last is not None and time.monotonic() - last < HOST_SECONDS:
            continue
        memory().hosts[host] = time.monotonic()
        done += _read_page(client, mention)
    return done


def _read_page(client: PageClient, mention: Mention) -> int:
    """Fetch first, outside any transaction; then one action."""
    try:
        page = client.page(mention.url)
    except FetchError as error:
        if mention.read_tries + 1 < TRIES:
            wait = max(error.retry_after or 0, 600 * 4**mention.read_tries)
            put_off_reading(mention, until=timezone.now() + dt.timedelta(seconds=min(wait, 86_400)))
            return 0
        page = None  # read from what the feed said
    said = extract(page.html, address=page.address) if page else None
    mention.body = said.text if said else mention.body
    return mark_read([_read(mention, memory().add(mention), said)])
