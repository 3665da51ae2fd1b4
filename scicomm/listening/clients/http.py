"""Fetches a feed from a public address of the web, and nothing else; what it says is read next door.

The address is resolved here, the numbers are checked, and the very number that was checked is dialled: a name that answers
differently the second time (DNS rebinding) gains nothing. Proxies of the environment are not used, for they would resolve anew.
"""

from __future__ import annotations

import logging
import re
import socket
import ssl
import time
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from scicomm.listening.rules.addresses import address_problem, is_public

log = logging.getLogger("scicomm.listening")

Resolver = Callable[[str, int], list[str]]

USER_AGENT = "SciComm-Listening/1 (+feed reader)"
ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
MOST_BYTES = 10 * 1024 * 1024
MOST_REDIRECTS = 5
TOTAL_SECONDS = 30.0
STEP_SECONDS = 10.0


class FetchError(Exception):
    """A feed could not be fetched; the message says why in words for staff. `retry_after`: seconds the server asked for."""

    def __init__(self, reason: str, *, retry_after: int | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class AddressRefused(FetchError):
    """The address, or one it led to, is not one we fetch from: wrong scheme, or not on the public internet."""


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


def resolve(host: str, port: int) -> list[str]:
    """The numbers of a host, as the system gives them; odd forms of numbers (decimal, hexadecimal) are numbers too."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _Deadline:
    """The moment at which a whole fetch, redirects included, must be over."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self, timeout: float | None) -> float:
        """Seconds for the next step; raises once the time is used up."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("deadline")
        return left if timeout is None else min(left, timeout)


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every step is limited by the deadline: a server that drips one byte a second gains nothing."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        # httpcore passes the host of the address, not the number we dialled: the certificate is checked against the name.
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _CheckedBackend(httpcore.NetworkBackend):
    """Resolves a host, refuses it when any of its numbers is not public, and dials one of the numbers that were checked."""

    def __init__(self, resolver: Resolver, deadline: _Deadline, allow_private: bool) -> None:
        self._resolver = resolver
        self._deadline = deadline
        self._allow_private = allow_private
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        problem: Exception = httpcore.ConnectError("no address")
        for number in self._checked(host.strip("[]"), port):
            try:
                stream = self._backend.connect_tcp(
                    number, port, self._deadline.left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
            else:
                return _TimedStream(stream, self._deadline)
        raise problem

    def _checked(self, host: str, port: int) -> list[str]:
        try:
            numbers = self._resolver(host, port)
        except (OSError, UnicodeError):
            numbers = []
        if not numbers:
            raise FetchError(_("The host %(host)s is not known.") % {"host": host})
        inside = [number for number in numbers if not is_public(number)]
        if inside and not self._allow_private:
            raise AddressRefused(
                _("%(host)s leads to %(number)s, which is not on the public internet.")
                % {"host": host, "number": inside[0]}
            )
        return numbers


class HttpFeedClient(FeedClient):
    """Fetches over HTTP within bounds: public addresses only, checked anew at each redirect; so many bytes; so many seconds.

    `allow_private` opens it to addresses of the own network, for tests and closed networks only. `most_bytes` bounds what comes
    over the line and what it unpacks to. `seconds` bounds the whole fetch but the system's own name lookup.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        most_bytes: int = MOST_BYTES,
        seconds: float = TOTAL_SECONDS,
        resolver: Resolver = resolve,
    ) -> None:
        self.allow_private = allow_private
        self.most_bytes = most_bytes
        self.seconds = seconds
        self.resolver = resolver

    def fetch(self, address: str, *, etag: str = "", last_modified: str = "") -> Fetched:
        headers = {"User-Agent": USER_AGENT, "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate"}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        backend = _CheckedBackend(self.resolver, _Deadline(self.seconds), self.allow_private)
        try:
            with httpcore.ConnectionPool(
                ssl_context=httpx.create_ssl_context(trust_env=False), network_backend=backend, max_connections=1
            ) as pool:
                return self._follow(pool, address, headers)
        except httpcore.TimeoutException:
            raise FetchError(
                _("The server took longer than %(seconds)d seconds.") % {"seconds": self.seconds}
            ) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError, ValueError) as error:
            raise FetchError(_("No connection: %(reason)s") % {"reason": error or type(error).__name__}) from error

    def _follow(self, pool: httpcore.ConnectionPool, address: str, headers: dict[str, str]) -> Fetched:
        for _hop in range(MOST_REDIRECTS + 1):
            url = self._url(address)
            timeout = dict.fromkeys(("connect", "read", "write", "pool"), STEP_SECONDS)
            sent = [("Host", url.netloc.decode("ascii")), *headers.items()]
            with pool.stream("GET", str(url), headers=sent, extensions={"timeout": timeout}) as response:
                answered = httpx.Headers(response.headers)
                if response.status not in {301, 302, 303, 307, 308}:
                    return self._read(response, answered, str(url), headers)
                address = str(url.join(answered.get("location", "")))
        raise FetchError(_("The address redirects more than %(count)d times.") % {"count": MOST_REDIRECTS})

    @staticmethod
    def _url(address: str) -> httpx.URL:
        problem = address_problem(address)
        if problem:
            raise AddressRefused(problem)
        try:
            return httpx.URL(address).copy_with(fragment=None)
        except httpx.InvalidURL:
            raise AddressRefused(_("This is not an address: %(address)s") % {"address": address[:200]}) from None

    def _read(
        self, response: httpcore.Response, answered: httpx.Headers, address: str, asked: dict[str, str]
    ) -> Fetched:
        kept = (answered.get("etag", "")[:300], answered.get("last-modified", "")[:100])
        kind = answered.get("content-type", "")
        if response.status == 304:
            return Fetched(
                None,
                kind,
                address,
                kept[0] or asked.get("If-None-Match", ""),
                kept[1] or asked.get("If-Modified-Since", ""),
            )
        if response.status != 200:
            raise FetchError(
                _("The server answered %(status)d.") % {"status": response.status},
                retry_after=_seconds(answered.get("retry-after", "")),
            )
        return Fetched(self._body(response, answered.get("content-encoding", "")), kind, address, *kept)

    def _body(self, response: httpcore.Response, encoding: str) -> bytes:
        unpack = _unpacker(encoding.strip().lower(), self.most_bytes)
        received, body = 0, bytearray()
        for chunk in response.iter_stream():
            received += len(chunk)
            body += unpack(chunk, self.most_bytes + 1 - len(body))
            if received > self.most_bytes or len(body) > self.most_bytes:
                size = self.most_bytes / 1024 / 1024
                raise FetchError(
                    _("The feed is larger than %(size)g MB, or never ends; reading was stopped.") % {"size": size}
                )
        return bytes(body)


def _seconds(header: str) -> int | None:
    """Retry-After in seconds; a date is not read, the feed's own back-off is good enough then."""
    return int(header) if re.fullmatch(r"\d{1,7}", header.strip()) else None


def _unpacker(encoding: str, most: int) -> Callable[[bytes, int], bytes]:
    """A function that unpacks a piece to at most so many bytes, however much is packed into it."""
    if encoding in {"", "identity"}:
        return lambda chunk, room: chunk[:room]
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise FetchError(_("The server packed the feed in a way we did not ask for: %(name)s") % {"name": encoding})
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 32)

    def unpack(chunk: bytes, room: int) -> bytes:
        try:
            return unpacking.decompress(chunk, max(room, 1))
        except zlib.error:
            raise FetchError(_("The packed feed is damaged.")) from None

    return unpack
