"""Tables are taken in, and what is over its term is given up."""

from __future__ import annotations

import time

from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.core.periodic import AGAIN, Again, every
from scicomm.core.progress import RowProgress
from scicomm.listening import actions, queries
from scicomm.listening.models import Feed, SourceKind
from scicomm.listening.rules.parsing import FeedRefused

RUN_SECONDS = 8.0
LEAST_PIECES = 10


def progress_key(feed: Feed) -> str:
    """Under which a page finds how far a table is."""
    return f"listening.table.{feed.pk}"


@every(seconds=5)
def take_in_tables() -> Again | int:
    """Take in the next rows of the tables that were begun; a killed run goes on at the row it had reached."""
    feed = (
        Feed.objects.filter(kind=SourceKind.TABLE, is_on=True, mapping__begun=True, failures=0).order_by("pk").first()
    )
    if feed is None:
        return 0
    began, pieces = time.monotonic(), 0
    queries.known_titles(timezone.now())
    key, total, done = progress_key(feed), feed.mapping.get("rows"), int(feed.cursor or 0)
    with RowProgress(key).task(_("Taking in rows"), total=total, done=done) as bar:
        try:
            reader = actions.open_table(feed)
        except FeedRefused:
            reader = None
        # Getting to the row costs as much as what is before it, so a run does not end before it was worth that.
        while actions.take_in_table(feed, reader, bar):
            pieces += 1
            if pieces >= LEAST_PIECES and time.monotonic() - began > RUN_SECONDS:
                break
    return AGAIN


@every(hours=1)
def forget_what_is_over() -> Again | int:
    """Give up mentions and texts whose term is over, batch by batch."""
    began, count = time.monotonic(), 0
    while time.monotonic() - began < RUN_SECONDS:
        gone, blanked = actions.forget_some()
        count += gone + blanked
        if not gone and not blanked:
            actions.tidy_days()
            return count
    return AGAIN
