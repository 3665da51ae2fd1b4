"""SQLite's log of changes, carried over to the database beside whoever stores for long; PostgreSQL does that by itself."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from django.db import Error, connection, connections

logger = logging.getLogger(__name__)

_LONGEST_LOG = 16_000
"""Pages (64 MB): a log that nobody could carry over meanwhile is carried by the commit that makes it longer."""

_PAUSE_SECONDS = 0.2
"""From one begin to the next: each waits for the disk twice, which somebody else may need."""


@contextmanager
def carried_beside() -> Iterator[Callable[[], None]]:
    """For who stores one thing after the other for seconds: what the block is given lets a thread carry the log over, and
    returns at once. Call it after each commit.

    SQLite has the commit carry that makes the log too long, and whoever commits waits for the disk twice: a
    twentieth of the time that whole articles take to go in. While nobody writes the thread comes to the end of the log,
    which then begins anew. Where it does not, the log grows to `_LONGEST_LOG`, and it is as without this block.
    """
    if connection.vendor != "sqlite":
        yield lambda: None
        return
    usual = _log_limit()
    _log_limit(_LONGEST_LOG)
    thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite-log")
    running: Future[None] | None = None
    last = time.monotonic()

    def begin() -> None:
        nonlocal running, last
        if time.monotonic() - last >= _PAUSE_SECONDS and (running is None or running.done()):
            running, last = thread.submit(_carry), time.monotonic()

    try:
        yield begin
    finally:
        if running is not None:
            # The thread has a connection of its own.
            thread.submit(connections.close_all)
        thread.shutdown()
        _log_limit(usual)


def _log_limit(pages: int | None = None) -> int:
    """After how many pages of log a commit of this connection carries them over; set anew with ``pages``."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_autocheckpoint" if pages is None else f"PRAGMA wal_autocheckpoint={pages:d}")
        return int(cursor.fetchone()[0])


def _carry() -> None:
    try:
        with connection.cursor() as cursor:
            # Waits for nobody: what somebody still reads in the log stays there.
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
    except Error:
        logger.exception("The log of the database could not be carried over in between.")
