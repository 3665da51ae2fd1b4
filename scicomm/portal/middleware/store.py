"""The pages a process keeps: whole answers with their compressed twin, bounded by bytes, the least used going first."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass

LIMIT_BYTES = 64 * 1024 * 1024
_WORTH_PACKING = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """One page as it was answered: plain and packed body with their entity tags, headers, until when, whose usage line."""

    body: bytes
    packed: bytes
    etag: str
    packed_etag: str
    headers: tuple[tuple[str, str], ...]
    generation: int
    until: float
    usage: bytes

    @property
    def size(self) -> int:
        """Bytes this page takes, roughly."""
        return len(self.body) + len(self.packed) + 1024


def keep(body: bytes, headers: tuple[tuple[str, str], ...], *, generation: int, until: float, usage: bytes) -> Kept:
    """A page made ready to be kept."""
    packed = gzip.compress(body, compresslevel=4, mtime=0) if len(body) >= _WORTH_PACKING else b""
    digest = hashlib.sha256(body).hexdigest()[:32]
    return Kept(body, packed, f'"{digest}"', f'"{digest}-gz"', headers, generation, until, usage)


class PageStore:
    """An LRU of pages with a limit in bytes; safe for the threads of one process."""

    def __init__(self, limit: int = LIMIT_BYTES) -> None:
        self.limit = limit
        self.bytes = 0
        self._pages: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: str, generation: int, now: float) -> Kept | None:
        """A page of this generation whose time has not run out; an old one is dropped on the way."""
        with self._lock:
            page = self._pages.get(key)
            if page is None:
                return None
            if page.generation != generation or page.until <= now:
                self._drop(key)
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: str, page: Kept) -> None:
        """Keep a page; the least used go until all fit. One that is too large by itself is not kept."""
        if page.size > self.limit // 4:
            return
        with self._lock:
            if key in self._pages:
                self._drop(key)
            self._pages[key] = page
            self.bytes += page.size
            while self.bytes > self.limit:
                self._drop(next(iter(self._pages)))

    def clear(self) -> None:
        """Forget every page."""
        with self._lock:
            self._pages.clear()
            self.bytes = 0

    def _drop(self, key: str) -> None:
        self.bytes -= self._pages.pop(key).size
