"""Fetches a source from a public address of the web, and nothing else; what it says is read next door."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from scicomm.core.outside import MOST_BYTES, OutsideAnswer, OutsideClient, OutsideError, Resolver, resolve

log = logging.getLogger("scicomm.listening")

# What listening calls an exchange that failed; `retry_after` says when the server wants to be asked again.
FetchError = OutsideError

# The first word is the name that robots.txt knows us by (`rules.robots`).
USER_AGENT = "SciComm-Listening/1 (+feed reader)"
ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
TOTAL_SECONDS = 30.0
MOST_ROBOTS = 100_000


@dataclass(frozen=True)
class Fetched:
    """What a server answered: the decoded bytes, their type, the last address, and what to ask with the next time.

    `content` is None where the server said that nothing changed (304).
    """

    content: bytes | None
    content_type: str
    address: str
    etag: str
    last_modified: str
    moved_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class StatusError(OutsideError):
    """A server answered with an error; `status` says which (RFC 9110 15)."""

    def __init__(self, status: int, *, retry_after: int | None = None) -> None:
        super().__init__(_("The server answered %(status)d.") % {"status": status}, retry_after=retry_after)
        self.status = status


class FeedClient(ABC):
    """Fetches sources."""

    @abstractmethod
    def fetch(self, address: str, *, etag: str = "", last_modified: str = "") -> Fetched:
        """The feed at an address, or `content=None` when it is as it was. Raises FetchError."""

    def ask(self, address: str, headers: Mapping[str, str]) -> Fetched:
        """What stands at an address for one who sends these headers. They go nowhere else: no redirect is followed with them."""
        return self.fetch(address)

    def robots(self, address: str) -> str:
        """The robots.txt of the host of an address; empty where there is none. Raises FetchError where it cannot be told."""
        return ""


class LoggedFeedClient(FeedClient):
    """Writes down what would be fetched and says that nothing changed: for machines that must not reach out."""

    def fetch(self, address: str, *, etag: str = "", last_modified: str = "") -> Fetched:
        log.info("Not fetched, because fetching is switched off: %s", address)
        return Fetched(None, "", address, etag, last_modified)


def feed_client() -> FeedClient:
    """The client that the settings ask for."""
    if not settings.SCICOMM_FETCH:
        return LoggedFeedClient()
    return HttpFeedClient(allow_private=settings.SCICOMM_FETCH_PRIVATE)


class HttpFeedClient(FeedClient):
    """Fetches feeds over HTTP within the bounds of OutsideClient, asking only for what is newer than before."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        most_bytes: int = MOST_BYTES,
        seconds: float = TOTAL_SECONDS,
        resolver: Resolver = resolve,
    ) -> None:
        self.outside = OutsideClient(
            allow_private=allow_private, most_bytes=most_bytes, seconds=seconds, resolver=resolver
        )

    def fetch(self, address: str, *, etag: str = "", last_modified: str = "") -> Fetched:
        headers = {"User-Agent": USER_AGENT, "Accept": ACCEPT}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        return self._fetched(self.outside.get(address, headers), etag, last_modified)

    def ask(self, address: str, headers: Mapping[str, str]) -> Fetched:
        usual = {"User-Agent": USER_AGENT, "Accept": "application/json, */*;q=0.5"}
        answer = (
            self.outside.send("GET", address, usual | dict(headers)) if headers else self.outside.get(address, usual)
        )
        return self._fetched(answer, "", "")

    def robots(self, address: str) -> str:
        parts = urlsplit(address)
        answer = self.outside.get(f"{parts.scheme}://{parts.netloc}/robots.txt", {"User-Agent": USER_AGENT})
        # RFC 9309 2.3.1: none there means all is allowed; a server in trouble means nothing is.
        if answer.status >= 500 or answer.status == 429:
            raise StatusError(answer.status, retry_after=answer.retry_after)
        is_text = not answer.headers.get("content-type", "text/plain").startswith(("text/html", "application/x"))
        return answer.content.decode("utf-8", "replace")[:MOST_ROBOTS] if answer.status == 200 and is_text else ""

    def _fetched(self, answer: OutsideAnswer, etag: str, last_modified: str) -> Fetched:
        kept = (answer.headers.get("etag", "")[:300], answer.headers.get("last-modified", "")[:100])
        if answer.status == 304:
            return self._unchanged(answer, kept[0] or etag, kept[1] or last_modified)
        if answer.status != 200:
            raise StatusError(answer.status, retry_after=answer.retry_after)
        kind, headers = answer.headers.get("content-type", ""), dict(answer.headers)
        return Fetched(answer.content, kind, answer.address, *kept, answer.moved_to, headers)

    @staticmethod
    def _unchanged(answer: OutsideAnswer, etag: str, last_modified: str) -> Fetched:
        return Fetched(None, answer.headers.get("content-type", ""), answer.address, etag, last_modified)
