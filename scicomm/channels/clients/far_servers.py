"""The servers of followers: their actors are read, activities are brought to their inboxes, each request signed."""

from __future__ import annotations

import datetime as dt
import json
import logging
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from scicomm.channels.clients.answers import wait_of
from scicomm.channels.rules.fediverse.signatures import signed_headers
from scicomm.core.outside import AddressRefused, OutsideAnswer, OutsideClient, OutsideError

log = logging.getLogger("scicomm.channels")
ACCEPT = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
MOST_DOCUMENT = 1024 * 1024
# A request of another server waits for its key meanwhile.
DOCUMENT_SECONDS = 8.0
DELIVERY_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Signer:
    """The actor in whose name a request is made; its private key never shows in a repr."""

    key_id: str
    private_pem: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Brought:
    """How a delivery went: taken, never to be taken (`is_refused`), the inbox is no more (`is_gone`), or later (none of them)."""

    is_taken: bool = False
    is_refused: bool = False
    is_gone: bool = False
    words: str = ""
    wait: int | None = None


class FarServers(ABC):
    """What can be asked of servers of the fediverse."""

    @abstractmethod
    def document(self, address: str, signer: Signer | None) -> Any:
        """The JSON at an address; None where there is none to be had. Signed, for some servers show nothing to strangers."""

    @abstractmethod
    def bring(self, inbox: str, body: bytes, signer: Signer) -> Brought:
        """Hand an activity over."""


class SignedServers(FarServers):
    """Over HTTP, never into the own network."""

    def __init__(self, reading: OutsideClient | None = None, bringing: OutsideClient | None = None) -> None:
        self.reading = reading or OutsideClient(seconds=DOCUMENT_SECONDS, most_bytes=MOST_DOCUMENT)
        self.bringing = bringing or OutsideClient(seconds=DELIVERY_SECONDS, most_bytes=MOST_DOCUMENT)

    def document(self, address: str, signer: Signer | None) -> Any:
        """One document; a fragment is left off, as HTTP does."""
        bare = address.partition("#")[0]
        headers = {"Accept": ACCEPT, "User-Agent": _agent()}
        if signer:
            headers |= _signed("get", bare, None, signer)
        try:
            answer = self.reading.get(bare, headers)
        except (OutsideError, httpx.InvalidURL) as error:
            log.info("No document of another server: %s", error)
            return None
        if answer.status != 200 or "json" not in answer.headers.get("content-type", ""):
            return None
        try:
            return json.loads(answer.content)
        except (ValueError, RecursionError):
            return None

    def bring(self, inbox: str, body: bytes, signer: Signer) -> Brought:
        """2xx is taken; 410 and 404 mean that nobody is there; other 4xx that this one will never be taken; the rest is later."""
        try:
            headers = {"Content-Type": "application/activity+json", "User-Agent": _agent()}
            answer = self.bringing.post(inbox, headers | _signed("post", inbox, body, signer), body)
        except AddressRefused as error:
            return Brought(is_refused=True, words=str(error))
        except (OutsideError, httpx.InvalidURL) as error:
            return Brought(words=str(error))
        return _brought(answer)


class LogServers(FarServers):
    """Brings nothing and says so in the log: for a site that must not speak to the outside."""

    def document(self, address: str, signer: Signer | None) -> Any:
        return None

    def bring(self, inbox: str, body: bytes, signer: Signer) -> Brought:
        log.info("Not brought to %s: %d bytes", inbox, len(body))
        return Brought(is_taken=True)


def far_servers() -> FarServers:
    """The servers as the settings want them."""
    return SignedServers()


def _brought(answer: OutsideAnswer) -> Brought:
    status = answer.status
    words = _("The server answered %(status)d.") % {"status": status}
    if 200 <= status < 300:
        return Brought(is_taken=True)
    if status in {404, 410}:
        return Brought(is_gone=status == 410, is_refused=True, words=words)
    if status in {408, 429} or status >= 500:
        wait = wait_of(answer, dt.datetime.now(dt.UTC)) if status in {429, 503} else None
        return Brought(words=words, wait=wait)
    if status == 401:
        # Our key could not be read there just now; the next try brings it along anew.
        return Brought(words=words)
    return Brought(is_refused=True, words=words)


def _signed(method: str, address: str, body: bytes | None, signer: Signer) -> dict[str, str]:
    url = httpx.URL(address)
    host, path = url.netloc.decode("ascii"), url.raw_path.decode("ascii")
    now = dt.datetime.now(dt.UTC)
    return signed_headers(method, host, path, body, key_id=signer.key_id, private_pem=signer.private_pem, now=now)


def _agent() -> str:
    return f"SciComm (+{settings.SITE_URL})"
