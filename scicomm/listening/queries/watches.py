"""Reads of watches: what changed since a generation, and mentions as the matcher sees them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from scicomm.core import text as core_text
from scicomm.listening.models import Mention, Watch, WatchGeneration, WatchReader
from scicomm.listening.rules.addresses import host_of
from scicomm.listening.rules.watches import Item
from scicomm.organisation.models import Unit

# Of one mention so many characters are asked; a page is seldom longer, and nobody watches a book.
LONGEST_TEXT = 20_000


def watch_generation() -> tuple[str, int]:
    """The stamp of this database's watches, and the number of their last change; one row."""
    return WatchGeneration.objects.values_list("stamp", "number").first() or ("", 0)


def watches_changed_after(generation: int) -> QuerySet[Watch]:
    """Watches that were made or changed since, those switched off as well."""
    return Watch.objects.filter(generation__gt=generation).select_related("unit").order_by("pk")


def watches_on() -> QuerySet[Watch]:
    return Watch.objects.filter(is_on=True).select_related("unit").order_by("pk")


def unwatched_mentions(limit: int) -> list[Mention]:
    """Mentions that were read and not shown to the watches yet, in order; through a partial index."""
    rows = Mention.objects.filter(watched_at__isnull=True, read_at__isnull=False).order_by("pk")
    return list(rows.select_related("unit").prefetch_related("feeds__unit")[:limit])


def watched_items_of(mentions: Sequence[Mention]) -> dict[int, Item]:
    """Mentions as the matcher sees them; give them with unit and feeds at hand. One query for the units above."""
    steplen = Unit.steplen
    paths = {mention.unit.path for mention in mentions}
    above = {path[:length] for path in paths for length in range(steplen, len(path) + 1, steplen)}
    slugs = dict(Unit.objects.filter(path__in=above).values_list("path", "slug"))
    return {mention.pk: _item(mention, slugs) for mention in mentions}


def _item(mention: Mention, slugs: dict[str, str]) -> Item:
    path = mention.unit.path
    try:
        host = host_of(mention.url)
    except ValueError:
        host = ""
    return Item(
        title=mention.title,
        text=text_of(mention),
        language=mention.language,
        source=mention.source,
        source_class=mention.source_class,
        host=host,
        units=[slug for above, slug in slugs.items() if path.startswith(above)],
        paths=sorted({path, *(feed.unit.path for feed in mention.feeds.all())}),
        dois=mention.dois,
        is_linked=mention.is_linked,
        is_copy=mention.original_id is not None,
    )


def text_of(mention: Mention) -> str:
    """What the watches read besides the title: the page's text where it is kept, else what the feed gave."""
    return (mention.body or core_text.plain(mention.excerpt) or mention.summary)[:LONGEST_TEXT]


def people_told(watches: Iterable[Watch]) -> dict[int, list[int]]:
    """For each watch the accounts that get its mails: the owner, if they want them, and those who read along and do."""
    found = {watch.pk: [watch.owner_id] if watch.owner_is_mailed else [] for watch in watches}
    rows = WatchReader.objects.filter(watch__in=found, is_mailed=True, user__is_active=True).order_by("pk")
    for watch, user in rows.values_list("watch_id", "user_id"):
        found[watch].append(user)
    return found
