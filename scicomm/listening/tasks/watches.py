"""Shows what was read to the watches, and tells their people; each step may be killed anywhere and is taken up again."""

from __future__ import annotations

import logging
import time

from django.utils import timezone

from scicomm.core.periodic import AGAIN, Again, every
from scicomm.listening import actions, queries
from scicomm.listening.models import Watch
from scicomm.listening.rules.watches import Item, Matcher, Node, QueryError, explain, snippet

log = logging.getLogger("scicomm.watches")
BATCH = 100
# The worker delivers facts between two runs.
RUN_SECONDS = 5.0
A_RUN = 200


class WatchKeeper:
    """All watches of the house in the memory of this process, kept fresh by the generation number.

    A change costs the reading of one row; all are read anew only where some vanished without a word (with their owner).
    """

    def __init__(self) -> None:
        self.matcher = Matcher()
        self.nodes: dict[int, Node] = {}
        self.stamp, self.generation = "", -1

    def refresh(self) -> None:
        stamp, now = queries.watch_generation()
        if stamp != self.stamp or now < self.generation:
            # Another database, or an older state of this one.
            self.matcher, self.nodes, self.generation = Matcher(), {}, -1
        if now != self.generation:
            # The number was read before the rows: what changes in between is read again next time.
            for watch in queries.watches_changed_after(self.generation).iterator(chunk_size=2000):
                self._take(watch)
            self.stamp, self.generation = stamp, now
        if queries.watches_on().count() != len(self.matcher):
            self._look_all_over()

    def _take(self, watch: Watch) -> None:
        try:
            node = watch.node if watch.is_on else None
        except QueryError as error:
            log.warning("Watch %s cannot be read: %s", watch.pk, error)
            node = None
        if node is None:
            self.matcher.remove(watch.pk)
            self.nodes.pop(watch.pk, None)
            return
        self.nodes[watch.pk] = node
        self.matcher.add(watch.pk, node, watch.scope)

    def _look_all_over(self) -> None:
        """Rows that went without a new number, and rows that came so (a copied database)."""
        there = set(queries.watches_on().values_list("pk", flat=True))
        for gone in self.matcher.keys() - there:
            self.matcher.remove(gone)
            self.nodes.pop(gone, None)
        for watch in queries.watches_on().filter(pk__in=there - self.matcher.keys()):
            self._take(watch)


_keeper = WatchKeeper()


@every(seconds=3)
def watch_mentions() -> int | Again:
    """Show mentions that were read to the watches, in order of their ids; returns how many."""
    end, done = time.monotonic() + RUN_SECONDS, 0
    while time.monotonic() < end:
        mentions = queries.unwatched_mentions(BATCH)
        if not mentions:
            return done
        _keeper.refresh()
        items = queries.watched_items_of(mentions)
        found = [one for mention in mentions for one in found_by(_keeper, mention.pk, items[mention.pk])]
        actions.note_watched([mention.pk for mention in mentions], found)
        done += len(mentions)
    return AGAIN


def found_by(keeper: WatchKeeper, mention: int, item: Item) -> list[actions.Found]:
    """Which watches an item fits, and why. Watches of one query explain it once."""
    whys: dict[Node, tuple[list[str], dict[str, object]]] = {}
    found = []
    for watch in keeper.matcher.match(item):
        node = keeper.nodes[watch]
        if node not in whys:
            whys[node] = why_of(node, item)
        matched, marks = whys[node]
        found.append(actions.Found(watch, mention, matched, marks))
    return found


def why_of(node: Node, item: Item) -> tuple[list[str], dict[str, object]]:
    """The words that matched and the marks, as an alert keeps them."""
    why = explain(node, item)
    piece, spans = snippet(item.text, why.text)
    return list(why.words), {"title": [list(span) for span in why.title], "snippet": piece, "spans": spans}


@every(seconds=20)
def tell_watches() -> int | Again:
    """Queue the mails of watches whose time has come; returns how many."""
    now = timezone.now()
    due = queries.watches_to_tell(now, A_RUN)
    told = sum(len(actions.tell_watch(watch, now)) for watch in due)
    return AGAIN if told and len(due) == A_RUN else told
