"""Asks whether a link is alive, within the bounds of OutsideClient; nothing of the answer but its status is kept."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod

from django.conf import settings

from scicomm.core.outside import OutsideClient, OutsideError, Resolver, resolve

log = logging.getLogger("scicomm.newsroom")

USER_AGENT = "SciComm-Links/1"
# A page, not a film: the first piece is asked for, and a server that sends all of a large file is alive too.
_MOST_BYTES = 2 * 1024 * 1024


class LinkClient(ABC):
    """Asks one address whether it is alive."""

    @abstractmethod
    def status(self, link: str) -> int | None:
        """The HTTP status; 0 when nobody answered; None where nothing is asked."""


class LoggedLinkClient(LinkClient):
    """Writes down what would be asked: for machines that must not reach out."""

    def status(self, link: str) -> int | None:
        log.info("Not asked, because fetching is switched off: %s", link)
        return None


class HttpLinkClient(LinkClient):
    """Asks over HTTP."""

    def __init__(self, *, allow_private: bool = False, seconds: float = 15.0, resolver: Resolver = resolve) -> None:
        self.outside = OutsideClient(
            allow_private=allow_private, most_bytes=_MOST_BYTES, seconds=seconds, resolver=resolver
        )

    def status(self, link: str) -> int | None:
        try:
            return self.outside.get(link, {"User-Agent": USER_AGENT, "Range": "bytes=0-2047"}).status
        except OutsideError as error:
            log.info("No answer from %s: %s", link, error)
            return 0


def link_client() -> LinkClient:
    """The client this installation asks with."""
    if not settings.SCICOMM_FETCH:
        return LoggedLinkClient()
    return HttpLinkClient(allow_private=settings.SCICOMM_FETCH_PRIVATE)
