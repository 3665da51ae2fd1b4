"""Changing what can be found: rooms write entries inside their own transaction, the worker carries them to disk."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from scicomm.core.write_ahead import carried_beside
from scicomm.search import storage
from scicomm.search.documents import SearchDocument
from scicomm.search.models import IndexEntry
from scicomm.search.schema import to_row
from scicomm.search.writing import IndexWriter

logger = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Called with (done, of how many)."""

_CHUNK = 500
_CARRY_SECONDS = 1
_AT_ONCE = 20
"""So few entries are committed at once: the engine needs some milliseconds for them."""


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


def drain_pending(limit: int = 500, *, hold: bool = False, defer: bool = False) -> int:
    """Carry waiting entries to the indices, one commit for each index; returns how many were committed.

    Safe to kill at any moment and to repeat: an entry is marked only after the commit that holds it. When another
    process is writing, that index is left to it. An index that is missing or was made by another version of the
    program is built anew first. With ``hold`` nobody waits for large merges, and it must be called again soon; with
    ``defer`` neither for the commit of a large batch, which ends beside the caller and is marked by the next call (`carrying`).
    """
    done = 0
    for index in storage.INDEXES:
        storage.let_go(index, wait=not hold)
        if done < limit:
            done += _drain(index, limit - done, hold, defer)
    return done


@contextmanager
def carrying() -> Iterator[Callable[[], None]]:
    """For who stores one thing after the other for seconds: what the block is given carries to the indices, once a second
    however often it is called, so that nobody's changes wait for the end.

    To be called outside transactions. The engine commits a batch while the caller makes the next one; at the end of the
    block all is done. Meanwhile no other process may write, so whoever may wait for long uses `carry_if_possible`.
    An index that cannot be written stops nobody: what is waiting is the worker's. The database's log is carried over too.
    """
    last = time.monotonic()
    with carried_beside() as carry_log:

        def carry() -> None:
            nonlocal last
            if time.monotonic() - last >= _CARRY_SECONDS:
                carry_if_possible(defer=True)
                last = time.monotonic()
            carry_log()

        try:
            yield carry
        finally:
            carry_if_possible()


def carry_if_possible(*, defer: bool = False) -> None:
    """`drain_pending` for who has something else to do: an index that cannot be written is said in the log."""
    try:
        drain_pending(hold=True, defer=defer)
    except (OSError, ValueError):
        logger.exception("Nothing could be carried to the search index in between.")


def _drain(index: str, limit: int, hold: bool, defer: bool) -> int:
    pending = IndexEntry.objects.filter(index=index, state=IndexEntry.State.PENDING).order_by("pk")
    # A missing one is built even when there is nothing to put in: an empty house answers "nothing found", not "try again".
    if storage.current_directory(index) is not None and not storage.is_waiting(index) and not pending.exists():
        return 0
    done = 0
    with storage.writer_for(index, lambda: _build(index, None)[1], hold=hold) as writer:
        if writer is None:
            return 0
        if writer.is_waiting:
            # Begun by the last call; the engine has worked on it since.
            done += writer.commit()
        # Read only now: whoever held the lock before may have carried them already.
        if entries := list(pending[:limit]):
            carried, failed = _write(writer, entries)
            writer.then(lambda: _mark(carried, failed))
            if defer and len(entries) > _AT_ONCE and not writer.is_overdue:
                writer.begin_commit()
            else:
                done += writer.commit()
    return done


def _write(writer: IndexWriter, entries: Sequence[IndexEntry]) -> tuple[list[IndexEntry], list[tuple[IndexEntry, str]]]:
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


def _mark(carried: Sequence[IndexEntry], failed: Sequence[tuple[IndexEntry, str]]) -> int:
    """Mark what the commit holds; an entry that changed meanwhile has another version and keeps waiting. How many it holds."""
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
    return len(carried)


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
    writer = IndexWriter(directory)
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
