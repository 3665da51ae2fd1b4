"""Making the record of what should be found anew from the database's own things: for a record that was lost or is foreign."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from scicomm.search import storage
from scicomm.search.documents import SearchDocument
from scicomm.search.models import IndexEntry
from scicomm.search.sources import Source, sources_of

logger = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Called with (done, of how many)."""

_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Restated:
    """How many documents there are, how many entries had to be written, and how many were taken out."""

    documents: int = 0
    written: int = 0
    removed: int = 0


def restate(index: str, progress: Progress | None = None) -> Restated:
    """Make the record of an index say what the rooms' things say now; returns what had to be done.

    Repeating changes nothing. Safe beside running rooms: an entry that changed while its thing was being read is left as it
    is, because whoever changed it knew better. Entries of things that are gone, or that no room knows, are taken out.
    """
    storage.index_root(index)
    began = timezone.now()
    sources = sources_of(index)
    wanted = [(source, sorted(source.ids())) for source in sources]
    total = sum(len(ids) for _source, ids in wanted)
    documents = written = 0
    seen: set[str] = set()
    for source, ids in wanted:
        for chunk in _chunks(ids):
            stated, changed = _restate_chunk(source, chunk)
            seen |= stated
            documents += len(stated)
            written += changed
            if progress is not None:
                progress(min(documents, total), total)
    return Restated(documents, written, _remove_unseen(index, seen, began))


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[at : at + _CHUNK] for at in range(0, len(ids), _CHUNK))


def _restate_chunk(source: Source, ids: Sequence[int]) -> tuple[set[str], int]:
    """Bring the entries of some things up to date; returns the keys that should be found, and how many were written."""
    keys = [f"{source.prefix}:{number}" for number in ids]
    # Versions are read before the things: what changes in between has another version and is left alone.
    entries = {entry.key: entry for entry in IndexEntry.objects.filter(index=source.index, key__in=keys)}
    payloads = {document.key: document.to_json() for document in _readable(source, ids)}
    now = timezone.now()
    new = [
        IndexEntry(index=source.index, key=key, payload=payload, changed_at=now)
        for key, payload in payloads.items()
        if key not in entries
    ]
    with transaction.atomic():
        IndexEntry.objects.bulk_create(new, ignore_conflicts=True)
        changed = sum(
            _write(entries[key], payload, now)
            for key, payload in payloads.items()
            if key in entries and _differs(entries[key], payload)
        )
    return set(payloads), len(new) + changed


def _readable(source: Source, ids: Sequence[int]) -> list[SearchDocument]:
    """The documents of some things; one that cannot be made does not hold up the rest."""
    try:
        return list(source.documents(ids))
    except Exception:
        if len(ids) == 1:
            logger.exception("The search document %s:%s cannot be made.", source.prefix, ids[0])
            return []
        return [document for number in ids for document in _readable(source, [number])]


def _differs(entry: IndexEntry, payload: dict[str, Any]) -> bool:
    return entry.payload != payload or entry.state == IndexEntry.State.FAILED


def _write(entry: IndexEntry, payload: dict[str, Any] | None, now: datetime) -> int:
    return IndexEntry.objects.filter(pk=entry.pk, version=entry.version).update(
        payload=payload, version=F("version") + 1, state=IndexEntry.State.PENDING, error="", changed_at=now
    )


def _remove_unseen(index: str, seen: set[str], began: datetime) -> int:
    """Take out what nobody stated: things that are gone and entries of another database. What was written since the
    beginning stays."""
    old = IndexEntry.objects.filter(index=index, payload__isnull=False, changed_at__lt=began).only(
        "pk", "key", "version"
    )
    now = timezone.now()
    # All are read before one is written: with a reading under way SQLite refuses to write once anybody else has written.
    unseen = [entry for entry in old.iterator(chunk_size=2000) if entry.key not in seen]
    return sum(_write(entry, None, now) for entry in unseen)
