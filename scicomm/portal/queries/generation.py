"""The shared generation of everything a process keeps: one tiny read, at most every 0.4 seconds; keeping is done elsewhere."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.db import Error as DatabaseError

from scicomm.portal.models import CacheGeneration

log = logging.getLogger("scicomm.portal")
T = TypeVar("T")

ASK_EVERY = 0.4
# What no fact tells of (a channel switched off, a unit renamed) shows after this many seconds at the latest.
REMEMBER_FOR = 60.0


class _Known:
    """What this process knows of the generation, and what it remembers under it."""

    def __init__(self) -> None:
        self.number: int | None = None
        self.asked_at = float("-inf")
        self.values: dict[str, object] = {}
        self.values_since = 0.0
        self.lock = threading.Lock()


_known = _Known()
_request: ContextVar[dict[str, object] | None] = ContextVar("portal_request_values", default=None)


def generation() -> int | None:
    """The number that kept things carry; None where nothing may be kept. A database that fails leaves the last answer."""
    now = time.monotonic()
    if now - _known.asked_at < ASK_EVERY or not _known.lock.acquire(blocking=False):
        return _known.number
    try:
        number = CacheGeneration.objects.filter(pk=1).values_list("number", flat=True).first()
    except DatabaseError:
        log.warning("The generation of the page cache cannot be read; the last one is kept.")
        number = _known.number
    finally:
        _known.asked_at = now
        _known.lock.release()
    if number != _known.number or now - _known.values_since > REMEMBER_FOR:
        _known.number, _known.values, _known.values_since = number, {}, now
    return number


@contextmanager
def one_request() -> Iterator[None]:
    """While no generation allows to remember for longer, values are remembered for the request in this block."""
    token = _request.set({})
    try:
        yield
    finally:
        _request.reset(token)


def remembered(name: str, make: Callable[[], T]) -> T:
    """A small value that every page needs, made once a generation and process; without a generation, once a request."""
    values = _known.values if generation() is not None else _request.get()
    if values is None:
        return make()
    if name not in values:
        values[name] = make()
    return values[name]  # type: ignore[return-value]


def forget() -> None:
    """Know nothing: the next question goes to the database."""
    _known.number, _known.asked_at, _known.values = None, float("-inf"), {}
