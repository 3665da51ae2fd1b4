"""Whole pages for readers who are not signed in, answered before anything else runs.

A page is kept in the process that made it, under host, path and the part of the query that the page reads. It is answered
as long as the shared generation number stays the same, at most a minute (a second where it shows what was found), and never past
the minute when an embargo lifts.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from scicomm.core.visitors import client_address
from scicomm.newsroom.queries import next_lifting
from scicomm.portal.middleware.spool import UsageSpool
from scicomm.portal.middleware.store import Kept, PageStore, keep
from scicomm.portal.queries.generation import generation, one_request
from scicomm.portal.rules.page_keys import (
    accepts_gzip,
    known_query,
    matches_etag,
    may_be_kept,
    most_seconds,
    without_language,
)
from scicomm.portal.rules.usage import is_fetched, written

log = logging.getLogger("scicomm.portal")
GetResponse = Callable[[HttpRequest], HttpResponse]

FOR_BROWSERS = "public, max-age=0, must-revalidate"
_OWN_HEADERS = frozenset({"content-length", "etag", "vary", "set-cookie", "content-encoding"})
# What a page may differ by and still be everybody's: the path alone decides the language.
_HARMLESS_VARY = frozenset({"accept-language", "accept-encoding", "origin"})

STORE = PageStore()
SPOOL = UsageSpool()


class PageCacheMiddleware:
    """First in the chain, so that a kept page costs neither session nor sign-in nor view."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.private_cookies = (f"{settings.SESSION_COOKIE_NAME}=", f"{CookieStorage.cookie_name}=")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        method = meta["REQUEST_METHOD"]
        if method not in {"GET", "HEAD"} or not may_be_kept(request.path) or self._is_private(meta):
            return self._made(request)
        number = generation()
        if number is None:
            return self._made(request)
        # WSGI hands bytes over as Latin-1; some programs send Chinese words as they are.
        raw = meta.get("QUERY_STRING", "").encode("latin-1", "replace").decode("utf-8", "replace")
        query = known_query(request.path, raw)
        key = f"{meta.get('wsgi.url_scheme')} {meta.get('HTTP_HOST', '')} {request.path}?{query}"
        now = time.time()
        page = STORE.get(key, number, now)
        if page is None:
            if method == "HEAD":
                return self._made(request)
            # The page must be a function of its name: nothing else of the query may reach its links.
            meta["QUERY_STRING"] = query
            response = self._made(request)
            page = self._keep(request, response, number, now)
            if page is None:
                if is_fetched(request.path) and _was_fetched(response):
                    _note(written(request.path, _language(request.path)), request, now)
                return response
            STORE.put(key, page)
        _note(page.usage, request, now)
        return _answer(page, meta)

    def _made(self, request: HttpRequest) -> HttpResponse:
        with one_request():
            return self.get_response(request)

    def _is_private(self, meta: dict[str, str]) -> bool:
        cookies = meta.get("HTTP_COOKIE", "")
        return "HTTP_AUTHORIZATION" in meta or (bool(cookies) and any(name in cookies for name in self.private_cookies))

    def _keep(self, request: HttpRequest, response: HttpResponse, number: int, now: float) -> Kept | None:
        """The answer as a page to be kept, or None where it is somebody's own, unfinished or an error."""
        if response.status_code != 200 or response.streaming or response.cookies or not _is_for_all(response):
            return None
        until = time.time() + most_seconds(request.path)
        try:
            lifting = next_lifting(timezone.now())
        except DatabaseError:
            log.warning("A page is not kept: it cannot be told when the next embargo lifts.")
            return None
        if lifting is not None:
            until = min(until, lifting.timestamp())
        if until <= now:
            return None
        headers = {name: value for name, value in response.items() if name.lower() not in _OWN_HEADERS}
        headers.setdefault("Cache-Control", FOR_BROWSERS)
        return keep(
            response.content, tuple(headers.items()), generation=number, until=until,
            usage=written(request.path, _language(request.path), request.META["QUERY_STRING"]),
        )  # fmt: skip


def _language(path: str) -> str:
    return "en" if without_language(path) != path else "zh-hans"


def _note(usage: bytes, request: HttpRequest, now: float) -> None:
    """One line in the spool. What a browser fetches ahead of its reader has not been read; nor has a mere head."""
    meta = request.META
    if meta["REQUEST_METHOD"] == "HEAD" or "prefetch" in meta.get("HTTP_SEC_PURPOSE", ""):
        return
    SPOOL.write(usage, address=client_address(request), agent=meta.get("HTTP_USER_AGENT", ""), now=now)


def _was_fetched(response: HttpResponse) -> bool:
    """Whether a file went out, or the reader was sent to it; of a file taken in pieces the first one counts."""
    if response.status_code == 206:
        return response.get("Content-Range", "").startswith("bytes 0-")
    return response.status_code in {200, 302, 304}


def _is_for_all(response: HttpResponse) -> bool:
    control = response.get("Cache-Control", "").lower()
    if any(word in control for word in ("private", "no-store", "no-cache")) or response.has_header("Content-Encoding"):
        return False
    vary = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    return vary <= _HARMLESS_VARY


def _answer(page: Kept, meta: dict[str, str]) -> HttpResponse:
    packed = bool(page.packed) and accepts_gzip(meta.get("HTTP_ACCEPT_ENCODING", ""))
    etag = page.packed_etag if packed else page.etag
    unchanged = matches_etag(meta.get("HTTP_IF_NONE_MATCH", ""), etag)
    body = b"" if unchanged else (page.packed if packed else page.body)
    response = HttpResponse(b"" if meta["REQUEST_METHOD"] == "HEAD" else body, status=304 if unchanged else 200)
    for name, value in page.headers:
        response.headers[name] = value
    response.headers["ETag"] = etag
    response.headers["Vary"] = "Accept-Encoding"
    if unchanged:
        del response.headers["Content-Type"]
        return response
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(body))
    return response
