"""The shared generation of everything a process keeps: one tiny read, at most every 0.4 seconds; keeping is done elsewhere."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import Error as DatabaseError

from scicomm.portal.models import CacheGeneration

log = logging.getLogger("scicomm.portal")
T = TypeVar("T")

ASK_EVERY = 0.4


class _Known:
    """What this process knows of the generation, and what it remembers under it."""

    def __init__(self) -> None:
        self.number: int | None = None
        self.asked_at = float("-inf")
        self.values: dict[str, object] = {}
        self.lock = threading.Lock()


_known = _Known()


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
    if number != _known.number:
        _known.number, _known.values = number, {}
    return number


def remembered(name: str, make: Callable[[], T]) -> T:
    """A small value that every page needs, made once a generation and process; without a generation, each time."""
    number = generation()
    if number is None:
        return make()
    values = _known.values
    if name not in values:
        values[name] = make()
    return values[name]  # type: ignore[return-value]


def forget() -> None:
    """Know nothing: the next question goes to the database."""
    _known.number, _known.asked_at, _known.values = None, float("-inf"), {}
