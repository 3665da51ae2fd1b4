"""Saved searches by the clock: new things against all watched queries, alerts for who is to be told, a look after old queries."""

from __future__ import annotations

import datetime as dt
import logging
import time

from django.utils import timezone

from scicomm.audiences import actions
from scicomm.audiences.models import MatchRound, WatchedQuery
from scicomm.audiences.queries import due_searches, public_documents, watched_after
from scicomm.core.periodic import AGAIN, Again, every
from scicomm.search.standing import NewDocuments

log = logging.getLogger("scicomm.searches")
# One worker does everything in turn: many queries must not hold up the lifting of an embargo.
SECONDS_A_RUN = 4.0
STRETCH = 1000
MOST_ALERTS = 200


class _Prepared:
    """The new documents of the round at hand, so that a round of many turns prepares them once."""

    round: tuple[int, dt.datetime] | None = None
    documents: NewDocuments | None = None
    items: dict[str, int] = {}

    def of(self, round_: MatchRound) -> tuple[NewDocuments, dict[str, int]]:
        if self.round != (round_.pk, round_.started_at) or self.documents is None:
            self.items = dict(round_.items.values_list("key", "pk"))
            # Read anew: what was withdrawn since the round began is not in it.
            self.documents = NewDocuments(public_documents(self.items).values())
            self.round = (round_.pk, round_.started_at)
        return self.documents, self.items


_prepared = _Prepared()


@every(seconds=2)
def match_searches() -> int | Again:
    """Put every watched query to what is new, for a few seconds; returns the number of queries, or that it has to go on.

    Killed anywhere, the round goes on behind the last stretch that was noted; a stretch noted twice finds nothing new.
    """
    end, done = time.monotonic() + SECONDS_A_RUN, 0
    while time.monotonic() < end:
        round_ = actions.open_round()
        if round_ is None:
            return done
        queries = watched_after(round_.last_query, STRETCH)
        if not queries:
            actions.finish_round(round_)
            continue
        done += _stretch(round_, queries)
    return AGAIN


def _stretch(round_: MatchRound, queries: list[WatchedQuery]) -> int:
    documents, items = _prepared.of(round_)
    found: list[tuple[int, int]] = []
    unreadable = []
    for query in queries:
        try:
            found += [(query.pk, items[key]) for key in documents.found_by(query.text, query.filters)]
        except Exception:
            # One query must not hold up all others; its readers are told.
            log.exception("Watched query %s cannot be run", query.pk)
            unreadable.append(query.pk)
    actions.note_matches(round_, found, last_query=queries[-1].pk, unreadable=unreadable)
    return len(queries)


@every(seconds=5)
def tell_searches() -> int | Again:
    """Queue the alert of every saved search that has something to tell and whose time has come."""
    due = due_searches(timezone.now(), MOST_ALERTS)
    told = sum(actions.tell_search(search) is not None for search in due)
    return AGAIN if len(due) == MOST_ALERTS else told


@every(hours=6)
def check_searches() -> int:
    """Say which queries ask for a unit, journal or subject that is gone, or for words that mean nothing any more."""
    return actions.check_queries()
