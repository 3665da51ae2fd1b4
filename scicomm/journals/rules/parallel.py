"""Many files read at once: parsing is the dear part of taking in, so it runs beside the database on the other cores."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from scicomm.journals.rules.reading import ReadFile, Refusal, read_file

# Below this many files the start of the readers costs more than they save.
WORTH_IT = 8
# Files read ahead of the one that is wanted: bounds the memory of a run over folders of any size.
AHEAD = 16
MOST_READERS = 4


def read_all(found: Sequence[Path | Refusal]) -> Iterator[ReadFile | Refusal]:
    """The files read, in the order given. A reader that dies costs only speed: the rest is read here."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    done = 0
    if len(found) >= WORTH_IT and cores > 1 and "fork" in multiprocessing.get_all_start_methods():
        try:
            for one in _read_beside(found, min(cores, MOST_READERS)):
                done += 1
                yield one
        except BrokenProcessPool:
            pass
    for path in found[done:]:
        yield _read(path)


def _read(one: Path | Refusal) -> ReadFile | Refusal:
    return one if isinstance(one, Refusal) else read_file(one)


def _read_beside(found: Sequence[Path | Refusal], readers: int) -> Iterator[ReadFile | Refusal]:
    context = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(readers, mp_context=context, initializer=_begin, initargs=(os.getpid(),))
    waiting: deque[Future[ReadFile | Refusal]] = deque()
    try:
        for one in found:
            waiting.append(pool.submit(_read, one))
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
