"""Counts visits that come from a digest, by edition and subject line, and never by person.

The links of a digest lead straight to the pages, without a detour, and carry a short signed mark that is the same for everybody
who got that edition with that line. One sender counts once a day for an edition; what tells senders apart is a keyed hash in the
cache that ends with the day, as with every other limit of the site. Programs that ask for heads or fetch ahead are not counted.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse

from scicomm.audiences.actions.digest_feedback import add_visit
from scicomm.audiences.enums import VisitPlace
from scicomm.audiences.rules.digest_marks import MARK, read_mark
from scicomm.core.visitors import client_address, too_many

log = logging.getLogger("scicomm.digests")
_IN_QUERY = re.compile(rf"(?:^|&){MARK}=([0-9a-z]{{10,24}})(?:&|$)")
_DAY = 24 * 3600
_OWN_DIGEST = re.compile(r"^(?:/en)?/subscribe/edition/[^/]+/(\d+/)?")


class DigestVisitsMiddleware:
    """Before the page cache, because a kept page is a visit like any other; costs a look at the query, and where a mark stands in
    it one write."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if (
            f"{MARK}=" in query
            and request.method == "GET"
            and "prefetch" not in request.META.get("HTTP_SEC_PURPOSE", "")
        ):
            _count(request, query)
        return self.get_response(request)


def _count(request: HttpRequest, query: str) -> None:
    found = _IN_QUERY.search(query)
    read = read_mark(found[1]) if found else None
    if read is None:
        return
    edition, variant = read
    who = f"{edition}{variant} {client_address(request)} {request.META.get('HTTP_USER_AGENT', '')}"
    if too_many("digest-visit", who, limit=1, seconds=_DAY):
        return
    try:
        add_visit(edition, variant, _place(request.path))
    except DatabaseError:
        # A figure less is better than a page less.
        log.warning("A visit of edition %s could not be counted.", edition)


def _place(path: str) -> str:
    own = _OWN_DIGEST.match(path)
    if own is None:
        return VisitPlace.ITEM
    return VisitPlace.WHY if own[1] else VisitPlace.WEB
