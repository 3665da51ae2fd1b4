"""Changing what can be found: rooms write entries inside their own transaction, the worker carries them to disk."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from scicomm.search import storage
from scicomm.search.documents import SearchDocument
from scicomm.search.models import IndexEntry
from scicomm.search.schema import to_row

logger = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Called with (done, of how many)."""

_CHUNK = 500


def put_document(document: SearchDocument, index: str = "public") -> None:
    """Say that a document should be found, in the caller's transaction; the disk is not touched.

    The same document a second time costs one read. Only published and not embargoed things belong in ``public``.
    """
    _record(index, document.key, document.to_json())


@transaction.atomic
def put_documents(documents: Iterable[SearchDocument], index: str = "public") -> None:
    """`put_document` for many in a handful of statements, most of which nobody has put before."""
    wanted = {document.key: document for document in documents}
    known = set(IndexEntry.objects.filter(index=index, key__in=wanted).values_list("key", flat=True))
    now, pending = timezone.now(), IndexEntry.State.PENDING
    fresh = [
        IndexEntry(index=index, key=key, payload=document.to_json(), changed_at=now, state=pending)
        for key, document in wanted.items()
        if key not in known
    ]
    storage.index_root(index)  # refuses a name that is not an index
    try:
        with transaction.atomic():
            IndexEntry.objects.bulk_create(fresh)
    except IntegrityError:
        # Somebody else put one of them since we looked: each by itself finds out.
        known = set(wanted)
    for key in known:
        put_document(wanted[key], index)


def remove_document(key: str, index: str = "public") -> None:
    """Say that a thing should not be found any more, in the caller's transaction; the disk is not touched."""
    _record(index, key, None)


@transaction.atomic
def _record(index: str, key: str, payload: dict[str, Any] | None) -> None:
    storage.index_root(index)  # refuses a name that is not an index
    now = timezone.now()
    entries = IndexEntry.objects.select_for_update()
    entry = entries.filter(index=index, key=key).first()
    if entry is None:
        if payload is None:
            return
        entry, created = entries.get_or_create(
            index=index, key=key, defaults={"payload": payload, "changed_at": now, "state": IndexEntry.State.PENDING}
        )
        if created:
            return
    if entry.payload == payload and entry.state != IndexEntry.State.FAILED:
        return
    IndexEntry.objects.filter(pk=entry.pk).update(
        payload=payload, version=F("version") + 1, state=IndexEntry.State.PENDING, error="", changed_at=now
    )


def drain_pending(limit: int = 500, *, hold: bool = False) -> int:
    """Carry waiting entries to the indices, one commit for each index; returns how many were carried.

    Safe to kill at any moment and to repeat: an entry is marked only after the commit that holds it. When another
    process is writing, that index is left to it. An index that is missing or was made by another version of the
    program is built anew first. With ``hold`` nobody waits for large merges, and it must be called again soon.
    """
    done = 0
    for index in storage.INDEXES:
        storage.let_go(index, wait=not hold)
        if done < limit:
            done += _drain(index, limit - done, hold)
    return done


def _drain(index: str, limit: int, hold: bool) -> int:
    pending = IndexEntry.objects.filter(index=index, state=IndexEntry.State.PENDING).order_by("pk")
    # A missing one is built even when there is nothing to put in: an empty house answers "nothing found", not "try again".
    if storage.current_directory(index) is not None and not pending.exists():
        return 0
    carried: list[IndexEntry] = []
    failed: list[tuple[IndexEntry, str]] = []
    with storage.writer_for(index, lambda: _build(index, None)[1], hold=hold) as writer:
        # Read only now: whoever held the lock before may have carried them already.
        entries = list(pending[:limit]) if writer is not None else []
        if writer is not None and entries:
            carried, failed = _write(writer, entries)
            writer.commit()
            _mark(carried, failed)
    return len(carried)


def _write(
    writer: storage.IndexWriter, entries: Sequence[IndexEntry]
) -> tuple[list[IndexEntry], list[tuple[IndexEntry, str]]]:
    """Hand entries to the writer. One that cannot be read is set apart, so that it does not hold up the rest."""
    carried: list[IndexEntry] = []
    failed: list[tuple[IndexEntry, str]] = []
    for entry in entries:
        try:
            row = None if entry.payload is None else to_row(SearchDocument.from_json(entry.payload))
        except (ValueError, TypeError, AttributeError) as error:
            logger.exception("The search document %s cannot be indexed.", entry.key)
            failed.append((entry, f"{type(error).__name__}: {error}"))
            continue
        if row is None:
            writer.remove(entry.key)
        else:
            writer.put(entry.key, row)
        carried.append(entry)
    return carried, failed


def _mark(carried: Sequence[IndexEntry], failed: Sequence[tuple[IndexEntry, str]]) -> None:
    """Mark what the commit holds; an entry that changed meanwhile has another version and keeps waiting."""
    done: dict[int, list[int]] = {}
    with transaction.atomic():
        for entry in carried:
            if entry.payload is None:
                IndexEntry.objects.filter(pk=entry.pk, version=entry.version).delete()
            else:
                done.setdefault(entry.version, []).append(entry.pk)
        for version, keys in done.items():
            IndexEntry.objects.filter(pk__in=keys, version=version).update(state=IndexEntry.State.DONE, error="")
        for entry, error in failed:
            IndexEntry.objects.filter(pk=entry.pk, version=entry.version).update(
                state=IndexEntry.State.FAILED, error=error
            )


def rebuild_index(index: str, progress: Progress | None = None) -> int:
    """Build an index anew from the record, beside the old one, and switch; returns the number of documents.

    Readers see the old one until the switch. Waits for another writer to end. Entries changed meanwhile stay waiting
    and are carried by the next `drain_pending`.
    """
    storage.let_go(index, wait=True)
    with storage.write_lock(index, wait=True):
        return _build(index, progress)[0]


def _build(index: str, progress: Progress | None) -> tuple[int, Path]:
    """The rebuild itself; the caller holds the lock. How many documents, and where they are."""
    wanted = IndexEntry.objects.filter(index=index, payload__isnull=False)
    total, done = wanted.count(), 0
    directory = storage.create_directory(index)
    writer = storage.IndexWriter(directory)
    try:
        for entries in _chunks(index):
            carried, failed = _write(writer, entries)
            _mark([], failed)
            done += len(carried)
            if progress is not None:
                progress(min(done, total), total)
        writer.commit()
        writer.close()
    except BaseException:
        writer.abandon()
        raise
    storage.gather(directory)
    storage.switch_to(index, directory)
    return done, directory


def _chunks(index: str) -> Iterator[list[IndexEntry]]:
    """Entries with a document, by primary key: no cursor stays open while the database is written by others."""
    last = 0
    while True:
        entries = list(
            IndexEntry.objects.filter(index=index, payload__isnull=False, pk__gt=last).order_by("pk")[:_CHUNK]
        )
        if not entries:
            return
        yield entries
        last = entries[-1].pk
