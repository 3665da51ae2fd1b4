"""Fetches a web page that a mention stands on, within bounds and as its robots.txt allows; `rules.extraction` reads it."""

from __future__ import annotations

import logging
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from django.conf import settings
from django.utils.translation import gettext as _

from scicomm.core.outside import OutsideClient, OutsideError, Resolver, resolve
from scicomm.listening.clients.http import USER_AGENT, FetchError
from scicomm.listening.rules.encodings import page_text

log = logging.getLogger("scicomm.listening")

ROBOT = "SciComm-Listening"
MOST_BYTES = 3_000_000
TOTAL_SECONDS = 20.0
ROBOTS_SECONDS = 86_400.0
_PAGES = ("text/html", "application/xhtml+xml", "text/plain")


@dataclass(frozen=True)
class Page:
    """A page as text, and the address at which it was found in the end."""

    html: str
    address: str


class PageClient(ABC):
    """Fetches one page."""

    @abstractmethod
    def page(self, address: str) -> Page | None:
        """The page, or None where pages are not fetched at all. Raises FetchError."""


class LoggedPageClient(PageClient):
    """Writes down what would be fetched: for machines that must not reach out."""

    def page(self, address: str) -> Page | None:
        log.info("Not fetched, because fetching is switched off: %s", address)
        return None


class HttpPageClient(PageClient):
    """Fetches pages over HTTP within the bounds of OutsideClient. Keeps each host's robots.txt for a day."""

    def __init__(self, *, allow_private: bool = False, resolver: Resolver = resolve) -> None:
        self.outside = OutsideClient(
            allow_private=allow_private, most_bytes=MOST_BYTES, seconds=TOTAL_SECONDS, resolver=resolver
        )
        self._robots: dict[str, tuple[float, RobotFileParser]] = {}

    def page(self, address: str) -> Page | None:
        if not self._allowed(address):
            raise FetchError(_("The site asks programs not to read this page."))
        answer = self.outside.get(address, {"User-Agent": USER_AGENT, "Accept": "text/html, application/xhtml+xml"})
        if answer.status != 200:
            raise FetchError(
                _("The server answered %(status)d.") % {"status": answer.status}, retry_after=answer.retry_after
            )
        kind = answer.headers.get("content-type", "text/html")
        if not kind.lower().startswith(_PAGES):
            raise FetchError(_("This is no web page: %(kind)s") % {"kind": kind[:80]})
        return Page(page_text(answer.content, kind), answer.address)

    def _allowed(self, address: str) -> bool:
        """What robots.txt says (RFC 9309): none means all is allowed, one that the server fails to give means nothing is."""
        parts = urlsplit(address)
        host = f"{parts.scheme}://{parts.netloc}"
        kept = self._robots.get(host)
        if kept is None or time.monotonic() - kept[0] > ROBOTS_SECONDS:
            kept = (time.monotonic(), self._read_robots(host))
            self._robots[host] = kept
        return kept[1].can_fetch(ROBOT, address)

    def _read_robots(self, host: str) -> RobotFileParser:
        rules = RobotFileParser()
        try:
            answer = self.outside.get(f"{host}/robots.txt", {"User-Agent": USER_AGENT})
        except OutsideError:
            rules.parse(["User-agent: *", "Allow: /"])
            return rules
        if answer.status >= 500:
            rules.parse(["User-agent: *", "Disallow: /"])
        elif answer.status == 200:
            rules.parse(answer.content.decode("utf-8", "replace")[:500_000].splitlines())
        else:
            rules.parse(["User-agent: *", "Allow: /"])
        return rules


def page_client() -> PageClient:
    """The client that the settings ask for."""
    if not settings.SCICOMM_FETCH:
        return LoggedPageClient()
    return HttpPageClient(allow_private=settings.SCICOMM_FETCH_PRIVATE)
