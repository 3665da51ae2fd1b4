"""Where the indices lie on disk, who may write them, and how a new one takes the place of the old; knows no documents.

``SCICOMM_HOME/search/<index>/`` holds one directory per build (schema version and a stamp), a file ``current`` that
names the one in use, and a lock file. The indices are derived: the record is the table of index entries.
"""

from __future__ import annotations

import fcntl
import json
import math
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy
from django.conf import settings

from scicomm.search.schema import SCHEMA_VERSION, build_schema
from scicomm.search.writing import IndexWriter

INDEXES = ("public", "staff")
_elsewhere: ContextVar[Path | None] = ContextVar("elsewhere", default=None)


def index_root(index: str) -> Path:
    """The folder of one index. Raises ValueError for a name that is not an index."""
    if index not in INDEXES:
        raise ValueError(f"There is no index {index!r}; there are {', '.join(INDEXES)}.")
    return (_elsewhere.get() or Path(settings.SCICOMM_HOME) / "search") / index


def pointer_of(root: Path) -> Path:
    """The file that names the build in use; it is replaced whole, so that another one has another stamp."""
    return root / "current"


@contextmanager
def elsewhere(folder: Path) -> Iterator[None]:
    """Indices under another folder for as long as the block runs: what is measured must not touch what readers use."""
    token = _elsewhere.set(folder)
    try:
        yield
    finally:
        _elsewhere.reset(token)


def current_directory(index: str) -> Path | None:
    """The build in use, or None when there is none that this version of the program can read."""
    root = index_root(index)
    try:
        name = pointer_of(root).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    directory = root / name
    if not name.startswith(f"{SCHEMA_VERSION}-") or not (directory / "meta.json").is_file():
        return None
    return directory


def create_directory(index: str) -> Path:
    """A fresh, empty build that nobody reads yet."""
    directory = index_root(index) / f"{SCHEMA_VERSION}-{uuid.uuid4().hex[:12]}"
    directory.mkdir(parents=True)
    tantivy.Index(build_schema(), path=str(directory))
    return directory


def switch_to(index: str, directory: Path) -> None:
    """Make a build the current one, in one step, and clear away all but it and the one before.

    The one before stays until the next switch, because readers in other processes may be inside it.
    """
    root = index_root(index)
    before = current_directory(index)
    pointer = root / f"current.{os.getpid()}.new"
    with pointer.open("w", encoding="utf-8") as file:
        file.write(directory.name)
        file.flush()
        os.fsync(file.fileno())
    pointer.replace(pointer_of(root))
    for other in root.iterdir():
        if other.is_dir() and other not in (directory, before):
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def write_lock(index: str, *, wait: bool) -> Iterator[bool]:
    """The right to write an index, for one process at a time; released by the system when the process dies.

    Yields False at once when another holds it and ``wait`` is not set.
    """
    root = index_root(index)
    root.mkdir(parents=True, exist_ok=True)
    with (root / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


# tantivy's LogMergePolicy, whose values cannot be set from here: so many segments of like size become one.
_MERGED_AT, _SMALLEST_SIZE, _LEVEL = 8, 10_000, 0.75
_SOON_MERGED = 2_000
"""Documents that are merged in a moment (some ten thousand a second were measured)."""


def merging(directory: Path) -> int:
    """How many documents stand in segments that are about to be merged, by what the last commit says."""
    return sum(sum(level) for level in _levels(directory) if len(level) >= _MERGED_AT)


def _levels(directory: Path) -> list[list[int]]:
    """The sizes of the segments, those of like size together, the greatest first."""
    try:
        segments = json.loads((directory / "meta.json").read_text(encoding="utf-8"))["segments"]
    except FileNotFoundError:
        return []  # cleared away: nothing is left to wait for
    levels: list[list[int]] = []
    top = math.inf
    for size in sorted((_living(segment) for segment in segments), reverse=True):
        height = math.log2(max(size, _SMALLEST_SIZE))
        if height < top - _LEVEL:
            top = height
            levels.append([])
        levels[-1].append(size)
    return levels


def _living(segment: dict[str, Any]) -> int:
    return int(segment["max_doc"]) - int((segment.get("deletes") or {}).get("num_deleted_docs", 0))


def gather(directory: Path) -> None:
    """Make one segment of the small ones that a build has left over, because every search visits each segment.

    The engine merges them when there are eight. Documents that fill the number up, each a segment of its own, are removed after.
    """
    small = ([], *_levels(directory))[-1]
    # Larger ones are of another size than the fillers: nothing would be merged.
    if not 1 < len(small) < _MERGED_AT or small[0] > _SMALLEST_SIZE * 2**_LEVEL:
        return
    fillers = [f"filler:{number}" for number in range(_MERGED_AT - len(small))]
    writer = IndexWriter(directory)
    for key in fillers:
        writer.put(key, tantivy.Document.from_dict({"key": key}, build_schema()))
        writer.commit()
    writer.close()
    writer = IndexWriter(directory)
    for key in fillers:
        writer.remove(key)
    writer.commit()
    writer.close()


@dataclass(slots=True)
class _Held:
    """A writer that stays open while the engine is at work, because nobody must wait for that; with the right to write."""

    writer: IndexWriter
    right: ExitStack

    @property
    def is_done(self) -> bool:
        if self.writer.is_waiting:
            return False
        return self.writer.is_overdue or not merging(self.writer.directory)


_held: dict[Path, _Held] = {}


@contextmanager
def writer_for(index: str, make: Callable[[], Path], *, hold: bool) -> Iterator[IndexWriter | None]:
    """A writer of the build in use (``make`` makes one where there is none); None when another process is writing.

    A merge of many documents takes seconds, for which nothing could be written. With ``hold`` the writer then stays open and
    the next call of this process takes it up; so it does when something waits for a commit. Whoever calls so must call
    again soon, for that closes it (`let_go`).
    """
    root = index_root(index)
    with ExitStack() as right:
        held = _held.pop(root, None)
        if held is not None:
            right.push(held.right)
            writer = held.writer
        elif right.enter_context(write_lock(index, wait=False)):
            writer = IndexWriter(current_directory(index) or make())
        else:
            yield None
            return
        try:
            yield writer
        except BaseException:
            writer.abandon()
            raise
        if (merged := merging(writer.directory) if hold else 0) > _SOON_MERGED:
            writer.wait_for(merged)
        if merged > _SOON_MERGED or writer.is_waiting:
            _held[root] = _Held(writer, right.pop_all())
        else:
            writer.close()


def is_waiting(index: str) -> bool:
    """Whether a writer that this process holds open has something to commit."""
    held = _held.get(index_root(index))
    return held is not None and held.writer.is_waiting


def let_go(index: str, *, wait: bool = False) -> None:
    """Close the writer that this process holds open, if the engine has done its work; with ``wait`` after the merges.

    What waits for a commit then is given up: its entries are still waiting, and go in again.
    """
    held = _held.get(index_root(index))
    if held is None or not (wait or held.is_done):
        return
    del _held[index_root(index)]
    with held.right:
        held.writer.close()
