"""The engine's writer: one batch of changes after the other, and a commit that may run beside whoever goes on."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

import tantivy

from scicomm.search.schema import register_tokenizers

_HEAP_BYTES = 64_000_000
_LONGEST_HELD = 10
"""Seconds that others wait for the right to write; longer only for merges."""
_SLOWEST_MERGE = 1_000
"""Documents a second: whoever waited that long for merges waits no more."""


def open_index(directory: Path) -> tantivy.Index:
    """An index opened for reading or writing; readers load a commit when told to, not by a thread of their own."""
    index = tantivy.Index.open(str(directory))
    register_tokenizers(index)
    index.config_reader("manual")
    return index


class IndexWriter:
    """One batch of changes to a build after the other: `put` and `remove`, then `commit`; at last `close`. What was not
    committed did not happen."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._writer = open_index(directory).writer(_HEAP_BYTES, 1)
        self._then: list[Callable[[], int]] = []
        self._beside: Future[None] | None = None
        self.held_until = time.monotonic() + _LONGEST_HELD
        self._is_merging = False

    @property
    def is_overdue(self) -> bool:
        """Whether others have waited long enough."""
        return self.held_until < time.monotonic()

    def wait_for(self, documents: int) -> None:
        """Others wait longer while so many are merged. Only once: a batch every second would keep them waiting for ever."""
        if not self._is_merging:
            self.held_until += documents / _SLOWEST_MERGE
        self._is_merging = True

    @property
    def is_waiting(self) -> bool:
        """Whether something waits for the commit (`then`)."""
        return bool(self._then)

    def then(self, action: Callable[[], int]) -> None:
        """Do this after the commit that holds what was put and removed so far; never if there is none. It returns a count."""
        self._then.append(action)

    def remove(self, key: str) -> None:
        """Take a document out; nothing happens if it is not there."""
        self._writer.delete_documents_by_term("key", key)

    def put(self, key: str, row: tantivy.Document) -> None:
        """Put a document in the place of the one with the same key."""
        self.remove(key)
        self._writer.add_document(row)

    def begin_commit(self) -> None:
        """Let the engine commit beside the caller, who goes on with something else and calls `commit` before the next batch."""
        # The engine lets other threads of this process go on.
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="search-commit")
        self._beside = thread.submit(self._commit)
        thread.shutdown(wait=False)

    def commit(self) -> int:
        """Make the changes durable and visible, and do what waits for that; returns the sum of its counts. Merges may begin."""
        if self._beside is None:
            self._commit()
        else:
            self._beside.result()
            self._beside = None
        actions, self._then = self._then, []
        return sum(action() for action in actions)

    def _commit(self) -> None:
        self._writer.commit()

    def close(self) -> None:
        """Let running merges end, so that segments do not pile up, and give the writer's lock back."""
        self._settle()
        self._writer.wait_merging_threads()

    def abandon(self) -> None:
        """Forget the batch and give the writer's lock back."""
        self._settle()
        self._writer.rollback()
        self._writer.wait_merging_threads()

    def _settle(self) -> None:
        if self._beside is not None:
            wait([self._beside])
        self._beside = None
