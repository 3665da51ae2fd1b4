"""Resumption tokens: signed, stateless, a place in the order of datestamps rather than a page number (section 3.5).

A list is walked by (time of change, key). A record that changes while somebody harvests moves behind everything that is yet to
come, so it is met (again) at its new place; nothing that did not change can be skipped. A token may be sent again and again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.core import signing

from scicomm.journals.rules.oai.problems import BAD_TOKEN, OaiProblem

LIFETIME = dt.timedelta(days=7)
_SIGNER = signing.Signer(salt="scicomm.journals.oai")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICRO = dt.timedelta(microseconds=1)

Place = tuple[dt.datetime, int]
"""When a record was changed, to the microsecond, and its key."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that is being given out in parts: what was asked, how far it is, how long it was when it began."""

    verb: str
    prefix: str
    since: str = ""
    until: str = ""
    set_spec: str = ""
    after: Place | None = None
    cursor: int = 0
    size: int = 0

    def advanced(self, last: Place, count: int, size: int) -> Listing:
        """The list behind one more part of `count` records that ended with `last`."""
        return replace(self, after=last, cursor=self.cursor + count, size=size)


def token_of(listing: Listing, place: Place, expires: dt.datetime) -> str:
    """The token with which a list goes on behind a place."""
    changed_at, key = place
    asked = [listing.verb, listing.prefix, listing.since, listing.until, listing.set_spec]
    where = [(changed_at - _EPOCH) // _MICRO, key, listing.cursor, listing.size, int(expires.timestamp())]
    return _SIGNER.sign_object([*asked, *where])


def listing_of(token: str, verb: str, now: dt.datetime) -> Listing:
    """The list that a token goes on with. Raises OaiProblem for a token that is not ours, of another verb, or too old."""
    try:
        value: Any = _SIGNER.unsign_object(token)
        of_verb, prefix, since, until, set_spec, micro, key, cursor, size, expires = value
    except (signing.BadSignature, ValueError, TypeError):
        raise OaiProblem(BAD_TOKEN, "This token was not issued here.") from None
    if of_verb != verb:
        raise OaiProblem(BAD_TOKEN, f"This token belongs to {of_verb}.")
    if now.timestamp() > expires:
        raise OaiProblem(BAD_TOKEN, "This token has expired; begin the list again.")
    return Listing(verb, prefix, since, until, set_spec, (_EPOCH + micro * _MICRO, key), cursor, size)
