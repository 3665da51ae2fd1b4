"""Asks other systems over HTTP within bounds: public addresses only, so many bytes, so many seconds."""

from __future__ import annotations

import functools
import re
import ssl
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import httpcore
import httpx
from django.utils.translation import gettext as _

from scicomm.core.outside.addresses import address_problem
from scicomm.core.outside.connections import (
    AddressRefused,
    CheckedBackend,
    Deadline,
    NotReached,
    OutsideError,
    Resolver,
    resolve,
)

MOST_BYTES = 10 * 1024 * 1024
MOST_REDIRECTS = 5
TOTAL_SECONDS = 30.0
STEP_SECONDS = 10.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class OutsideAnswer:
    """What a server answered: status, headers, the unpacked bytes, and the last address after redirects; `moved_to` is the
    address that the first permanent redirects (301, 308) lead to, empty where the first was none."""

    status: int
    headers: httpx.Headers
    content: bytes
    address: str
    moved_to: str = ""

    @property
    def retry_after(self) -> int | None:
        """Retry-After in seconds (RFC 9110 10.2.3: a number, or a date, which is read against the server's own clock)."""
        header = self.headers.get("retry-after", "").strip()
        if re.fullmatch(r"\d{1,7}", header):
            return int(header)
        try:
            wait = parsedate_to_datetime(header) - parsedate_to_datetime(self.headers.get("date", ""))
        except (TypeError, ValueError, OverflowError):
            return None
        return max(int(wait.total_seconds()), 0)


class OutsideClient:
    """Asks over HTTP within bounds: public addresses only, checked anew at each redirect; so many bytes; so many seconds.

    `allow_private` opens it to addresses of the own network, for tests and closed networks only. `most_bytes` bounds what comes
    over the line and what it unpacks to. `seconds` bounds the whole exchange but the system's own name lookup. Only GET follows
    redirects, for what is sent must not travel further than it was meant to.
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

    def get(self, address: str, headers: Mapping[str, str]) -> OutsideAnswer:
        """The answer at an address, whatever its status. Raises OutsideError where there is none."""
        return self._ask("GET", address, headers, b"", MOST_REDIRECTS)

    def post(self, address: str, headers: Mapping[str, str], content: bytes) -> OutsideAnswer:
        """The answer to bytes sent to an address; `headers` name their type. Raises OutsideError where there is none."""
        return self._ask("POST", address, headers, content, 0)

    def send(self, method: str, address: str, headers: Mapping[str, str], content: bytes = b"") -> OutsideAnswer:
        """The answer to PUT, PATCH or DELETE; it follows no redirect. Raises OutsideError where there is none."""
        return self._ask(method, address, headers, content, 0)

    def _ask(
        self, method: str, address: str, headers: Mapping[str, str], content: bytes, redirects: int
    ) -> OutsideAnswer:
        backend = CheckedBackend(self.resolver, Deadline(self.seconds), self.allow_private)
        try:
            with httpcore.ConnectionPool(ssl_context=_trusted(), network_backend=backend, max_connections=1) as pool:
                return self._follow(pool, method, address, headers, content, redirects)
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            raise NotReached(_("No connection: %(reason)s") % {"reason": error or type(error).__name__}) from error
        except httpcore.TimeoutException:
            raise OutsideError(
                _("The server took longer than %(seconds)d seconds.") % {"seconds": self.seconds}
            ) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError, ValueError) as error:
            raise OutsideError(_("No connection: %(reason)s") % {"reason": error or type(error).__name__}) from error

    def _follow(
        self,
        pool: httpcore.ConnectionPool,
        method: str,
        address: str,
        headers: Mapping[str, str],
        content: bytes,
        redirects: int,
    ) -> OutsideAnswer:
        moved_to, is_permanent = "", True
        for _hop in range(redirects + 1):
            url = _url(address)
            timeout = dict.fromkeys(("connect", "read", "write", "pool"), STEP_SECONDS)
            sent = [("Host", url.netloc.decode("ascii")), ("Accept-Encoding", "gzip, deflate"), *headers.items()]
            if method != "GET":
                sent.append(("Content-Length", str(len(content))))
            with pool.stream(
                method, str(url), headers=sent, content=content or None, extensions={"timeout": timeout}
            ) as response:
                answered = httpx.Headers(response.headers)
                if response.status not in _REDIRECTS or not redirects:
                    body = b"" if response.status == 304 else self._body(response, answered)
                    return OutsideAnswer(response.status, answered, body, str(url), moved_to)
                address = str(url.join(answered.get("location", "")))
                is_permanent = is_permanent and response.status in {301, 308}
                moved_to = address if is_permanent else moved_to
        raise OutsideError(_("The address redirects more than %(count)d times.") % {"count": redirects})

    def _body(self, response: httpcore.Response, answered: httpx.Headers) -> bytes:
        unpack = _unpacker(answered.get("content-encoding", "").strip().lower())
        received, body = 0, bytearray()
        for chunk in response.iter_stream():
            received += len(chunk)
            body += unpack(chunk, self.most_bytes + 1 - len(body))
            if received > self.most_bytes or len(body) > self.most_bytes:
                size = self.most_bytes / 1024 / 1024
                raise OutsideError(
                    _("The answer is larger than %(size)g MB, or never ends; reading was stopped.") % {"size": size}
                )
        return bytes(body)


@functools.cache
def _trusted() -> ssl.SSLContext:
    """The certificates that are believed; reading them takes longer than many an answer, so it is done once."""
    return httpx.create_ssl_context(trust_env=False)


def _url(address: str) -> httpx.URL:
    problem = address_problem(address)
    if problem:
        raise AddressRefused(problem)
    try:
        return httpx.URL(address).copy_with(fragment=None)
    except httpx.InvalidURL:
        raise AddressRefused(_("This is not an address: %(address)s") % {"address": address[:200]}) from None


def _unpacker(encoding: str) -> Callable[[bytes, int], bytes]:
    """A function that unpacks a piece to at most so many bytes, however much is packed into it."""
    if encoding in {"", "identity"}:
        return lambda chunk, room: chunk[:room]
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise OutsideError(_("The server packed its answer in a way we did not ask for: %(name)s") % {"name": encoding})
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 32)

    def unpack(chunk: bytes, room: int) -> bytes:
        try:
            return unpacking.decompress(chunk, max(room, 1))
        except zlib.error:
            raise OutsideError(_("The packed answer is damaged.")) from None

    return unpack
