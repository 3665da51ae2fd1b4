"""Saved searches: a query as a search page shows it, and when the next mail may go."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass

from django.http import QueryDict

from scicomm.search.query import parse
from scicomm.search.schema import FACETS

# Saved searches. The mails of one reader for one search come no closer together than this.
GAPS = {"at_once": dt.timedelta(minutes=15), "daily": dt.timedelta(days=1), "weekly": dt.timedelta(days=7)}


SEARCH_LEAVE_SALT = "audiences.search.leave"


MOST_SEARCHES = 50


LONGEST_WORDS = 400


@dataclass(frozen=True, slots=True)
class Query:
    """What a search page shows: words and filters, cut to what the engine takes. `digest` is the same for what means the same."""

    text: str
    filters: dict[str, list[str]]

    @property
    def is_empty(self) -> bool:
        """Everything there is: nobody means to be told of that."""
        return not self.text and not self.filters

    @property
    def is_unreadable(self) -> bool:
        """Words of which the query language understands nothing."""
        return bool(self.text) and parse(self.text).node is None

    @property
    def digest(self) -> str:
        meaning = json.dumps([repr(parse(self.text).node), sorted(self.filters.items())], ensure_ascii=False)
        return hashlib.sha256(meaning.encode()).hexdigest()


def read_query(values: QueryDict) -> Query:
    """The words and filters of a search page's address, in one order; all else in it is left out."""
    text = " ".join(values.get("q", "").replace("\x00", "").split())[:LONGEST_WORDS]
    filters = {
        name: found
        for name in FACETS
        if (found := sorted({value.replace("\x00", "")[:120] for value in values.getlist(name) if value})[:20])
    }
    return Query(text, filters)


def next_mail(frequency: str, now: dt.datetime) -> dt.datetime:
    """When the mail after this one may go out; an hour is forgiven, so that a daily one does not wander round the clock."""
    gap = GAPS[frequency]
    return now + (gap - dt.timedelta(hours=1) if gap >= dt.timedelta(days=1) else gap)
