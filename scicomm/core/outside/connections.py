"""Connections to public addresses only: a host is resolved here, its numbers are checked, and a checked number is dialled.

A name that answers differently the second time (DNS rebinding) gains nothing. Proxies of the environment are not used, for
they would resolve anew.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore
from django.utils.translation import gettext as _

from scicomm.core.outside.addresses import is_public

Resolver = Callable[[str, int], list[str]]


class OutsideError(Exception):
    """Another system could not be asked; the message says why in words for staff. `retry_after`: seconds it asked for."""

    def __init__(self, reason: str, *, retry_after: int | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class NotReached(OutsideError):
    """No connection came about: the other system has seen nothing of what was to be sent."""


class AddressRefused(NotReached):
    """The address, or one it led to, is not one we ask: wrong scheme, or not on the public internet."""


def resolve(host: str, port: int) -> list[str]:
    """The numbers of a host, as the system gives them; odd forms of numbers (decimal, hexadecimal) are numbers too."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Deadline:
    """The moment at which a whole fetch, redirects included, must be over."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self, timeout: float | None) -> float:
        """Seconds for the next step; raises once the time is used up."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("deadline")
        return left if timeout is None else min(left, timeout)


class TimedStream(httpcore.NetworkStream):
    """A connection whose every step is limited by the deadline: a server that drips one byte a second gains nothing."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
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
        return TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class CheckedBackend(httpcore.NetworkBackend):
    """Resolves a host, refuses it when any of its numbers is not public, and dials one of the numbers that were checked."""

    def __init__(self, resolver: Resolver, deadline: Deadline, allow_private: bool) -> None:
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
                return TimedStream(stream, self._deadline)
        raise problem

    def _checked(self, host: str, port: int) -> list[str]:
        try:
            numbers = self._resolver(host, port)
        except (OSError, UnicodeError):
            numbers = []
        if not numbers:
            raise NotReached(_("The host %(host)s is not known.") % {"host": host})
        inside = [number for number in numbers if not is_public(number)]
        if inside and not self._allow_private:
            raise AddressRefused(
                _("%(host)s leads to %(number)s, which is not on the public internet.")
                % {"host": host, "number": inside[0]}
            )
        return numbers
