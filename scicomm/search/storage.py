"""Where the indices lie on disk, who may write them, and how a new one takes the place of the old; knows no documents.

``SCICOMM_HOME/search/<index>/`` holds one directory per build (schema version and a stamp), a file ``current`` that
names the one in use, and a lock file. The indices are derived: the record is the table of index entries.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

import tantivy
from django.conf import settings

from scicomm.search.schema import SCHEMA_VERSION, build_schema, register_tokenizers

INDEXES = ("public", "staff")
_HEAP_BYTES = 64_000_000
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


def open_index(directory: Path) -> tantivy.Index:
    """An index opened for reading or writing; readers load a commit when told to, not by a thread of their own."""
    index = tantivy.Index.open(str(directory))
    register_tokenizers(index)
    index.config_reader("manual")
    return index


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


class IndexWriter:
    """One batch of changes to a build: `put` and `remove`, then `commit`. Without a commit nothing happened."""

    def __init__(self, directory: Path) -> None:
        self._writer = open_index(directory).writer(_HEAP_BYTES, 1)

    def remove(self, key: str) -> None:
        """Take a document out; nothing happens if it is not there."""
        self._writer.delete_documents_by_term("key", key)

    def put(self, key: str, row: tantivy.Document) -> None:
        """Put a document in the place of the one with the same key."""
        self.remove(key)
        self._writer.add_document(row)

    def commit(self) -> None:
        """Make the changes durable and visible, then let running merges end, so that segments do not pile up."""
        self._writer.commit()
        self._writer.wait_merging_threads()

    def abandon(self) -> None:
        """Forget the batch and give the writer's lock back."""
        self._writer.rollback()
        self._writer.wait_merging_threads()
