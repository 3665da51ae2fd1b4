"""Fetches a feed from a public address of the web, and nothing else; what it says is read next door."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from scicomm.core.outside import MOST_BYTES, OutsideAnswer, OutsideClient, OutsideError, Resolver, resolve

log = logging.getLogger("scicomm.listening")

# What listening calls an exchange that failed; `retry_after` says when the server wants to be asked again.
FetchError = OutsideError

USER_AGENT = "SciComm-Listening/1 (+feed reader)"
ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
TOTAL_SECONDS = 30.0


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


class FeedClient(ABC):
    """Fetches one feed."""

    @abstractmethod
    def fetch(self, address: str, *, etag: str = "", last_modified: str = "") -> Fetched:
        """The feed at an address, or `content=None` when it is as it was. Raises FetchError."""


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
        answer = self.outside.get(address, headers)
        kept = (answer.headers.get("etag", "")[:300], answer.headers.get("last-modified", "")[:100])
        if answer.status == 304:
            return self._unchanged(answer, kept[0] or etag, kept[1] or last_modified)
        if answer.status != 200:
            raise FetchError(
                _("The server answered %(status)d.") % {"status": answer.status}, retry_after=answer.retry_after
            )
        return Fetched(answer.content, answer.headers.get("content-type", ""), answer.address, *kept)

    @staticmethod
    def _unchanged(answer: OutsideAnswer, etag: str, last_modified: str) -> Fetched:
        return Fetched(None, answer.headers.get("content-type", ""), answer.address, etag, last_modified)
