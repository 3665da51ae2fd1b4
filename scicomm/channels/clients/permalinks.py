"""Asking whether something still stands at a public address; the address is another's, and so is the answer."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod

from django.conf import settings

from scicomm.core.outside import OutsideClient, OutsideError

log = logging.getLogger("scicomm.channels")


class Permalinks(ABC):
    """Tells the status (RFC 9110) of a public address."""

    @abstractmethod
    def status(self, address: str) -> int | None:
        """The status code; None where there was no answer: that says nothing about the page."""


class OutsidePermalinks(Permalinks):
    """Asks through the outside client, which cannot reach private addresses."""

    def __init__(self, client: OutsideClient | None = None) -> None:
        self.client = client or OutsideClient(seconds=10.0)

    def status(self, address: str) -> int | None:
        try:
            return self.client.get(address, {}).status
        except OutsideError as error:
            # Whoever asks many says in one line how many were silent.
            log.debug("No answer from %s: %s", address[:200], error)
            return None


class LogPermalinks(Permalinks):
    """Asks nobody: where fetching is switched off."""

    def status(self, address: str) -> int | None:
        log.debug("Not asked, because fetching is switched off: %s", address[:200])
        return None


def permalinks() -> Permalinks:
    """The one that this installation asks with."""
    return OutsidePermalinks() if settings.SCICOMM_FETCH else LogPermalinks()
