"""Many files read at once: decoding is the dear part of taking in, so it runs beside the database on the other cores."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

Item = TypeVar("Item")
Read = TypeVar("Read")

# Below this many files the start of the readers costs more than they save.
WORTH_IT = 8
# Files read ahead of the one that is wanted: bounds the memory of a run over folders of any size.
AHEAD = 16
MOST_READERS = 4


def read_beside(read: Callable[[Item], Read], found: Sequence[Item]) -> Iterator[Read]:
    """What `read` makes of each, in the order given. A reader that dies costs only speed: the rest is read here.

    `read` stands at the top of a module, must not touch the database, and answers with plain values.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    done = 0
    if len(found) >= WORTH_IT and cores > 1 and "fork" in multiprocessing.get_all_start_methods():
        try:
            for one in _in_readers(read, found, min(cores, MOST_READERS)):
                done += 1
                yield one
        except BrokenProcessPool:
            pass
    for item in found[done:]:
        yield read(item)


def _in_readers(read: Callable[[Item], Read], found: Sequence[Item], readers: int) -> Iterator[Read]:
    context = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(readers, mp_context=context, initializer=_begin, initargs=(os.getpid(),))
    waiting: deque[Future[Read]] = deque()
    try:
        for item in found:
            waiting.append(pool.submit(read, item))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin(parent: int) -> None:
    """In a reader: Ctrl-C is the parent's business, and a parent that was killed takes its readers along."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
