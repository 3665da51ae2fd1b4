"""Promise: what a transaction recorded reaches the index exactly, whoever is killed and whoever reads meanwhile."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from scicomm.search import actions, schema, storage
from scicomm.search.actions import drain_pending, put_document, put_documents, rebuild_index, remove_document
from scicomm.search.engine import QuerySpec, search
from scicomm.search.models import IndexEntry
from scicomm.search.writing import IndexWriter
from tests.factories.newsroom import make_story
from tests.factories.search import indexed, make_document


def titles() -> list[str]:
    return sorted(hit.title for hit in search(QuerySpec(limit=200)).hits)


def test_put_and_remove_write_a_row_and_leave_the_disk_alone(home: Path) -> None:
    put_document(make_document(1, title="sea"))
    remove_document("journals.article:1")
    assert not (home / "search").exists()
    assert IndexEntry.objects.get().payload is None


def test_an_entry_vanishes_with_the_transaction_that_wrote_it(home: Path) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        put_document(make_document(1, title="sea"))
        raise RuntimeError
    assert not IndexEntry.objects.exists()


def test_put_change_and_remove_reach_the_index(home: Path) -> None:
    indexed(make_document(1, title="sea"), make_document(2, title="lake"))
    assert titles() == ["lake", "sea"]
    indexed(make_document(1, title="ocean"))
    assert titles() == ["lake", "ocean"]
    remove_document("journals.article:2")
    assert drain_pending() == 1
    assert titles() == ["ocean"]
    assert list(IndexEntry.objects.values_list("key", "state")) == [("journals.article:1", "done")]


def test_the_same_document_again_is_no_work(home: Path) -> None:
    indexed(make_document(1, title="sea", year=2020))
    put_document(make_document(1, title="sea", year=2020))
    remove_document("never there")
    assert drain_pending() == 0


def test_many_at_once_are_put_as_one_by_one(home: Path) -> None:
    indexed(make_document(1, title="sea"), make_document(2, title="lake"))
    put_documents([make_document(1, title="ocean"), make_document(2, title="lake"), make_document(3, title="river")])
    assert drain_pending() == 2
    assert titles() == ["lake", "ocean", "river"]
    versions = dict(IndexEntry.objects.values_list("key", "version"))
    assert versions == {"journals.article:1": 2, "journals.article:2": 1, "journals.article:3": 1}


def test_many_at_once_lose_nothing_to_somebody_who_was_quicker(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process puts one of them between the look and the write."""
    create = IndexEntry.objects.bulk_create

    def after_another(rows: list[IndexEntry]) -> Any:
        put_document(make_document(2, title="quicker"))
        return create(rows)

    monkeypatch.setattr(IndexEntry.objects, "bulk_create", after_another)
    put_documents([make_document(1, title="sea"), make_document(2, title="lake")])
    monkeypatch.undo()
    drain_pending()
    assert titles() == ["lake", "sea"]


def test_the_same_key_may_stand_in_both_indices(home: Path) -> None:
    indexed(make_document(1, title="public sea"))
    indexed(make_document(1, title="draft sea"), index="staff")
    assert titles() == ["public sea"]
    assert search(QuerySpec(index="staff", allowed_units=None)).hits[0].title == "draft sea"


def test_a_batch_is_limited_and_goes_on(home: Path) -> None:
    for number in range(5):
        put_document(make_document(number, title=f"sea {number}"))
    assert drain_pending(limit=2) == 2
    assert IndexEntry.objects.filter(state=IndexEntry.State.PENDING).count() == 3
    assert [drain_pending(limit=2) for _ in range(3)] == [2, 1, 0]
    assert len(titles()) == 5


def test_killed_before_the_commit_everything_waits_and_nothing_is_seen(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexed(make_document(1, title="old"))
    put_document(make_document(1, title="new"))

    def killed(self: IndexWriter) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(IndexWriter, "commit", killed)
        with pytest.raises(KeyboardInterrupt):
            drain_pending()
    assert IndexEntry.objects.get().state == IndexEntry.State.PENDING
    assert titles() == ["old"]
    assert drain_pending() == 1
    assert titles() == ["new"]


def test_killed_between_commit_and_mark_the_batch_is_repeated_without_harm(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_document(make_document(1, title="sea"))

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(actions, "_mark", killed)
        with pytest.raises(KeyboardInterrupt):
            drain_pending()
    assert IndexEntry.objects.get().state == IndexEntry.State.PENDING
    assert drain_pending() == 1
    assert titles() == ["sea"]


def test_a_change_during_the_commit_is_carried_by_the_next_batch(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    indexed(make_document(1, title="first"))
    put_document(make_document(1, title="second"))
    commit = IndexWriter.commit

    def slow(self: IndexWriter) -> int:
        put_document(make_document(1, title="third"))
        return commit(self)

    with monkeypatch.context() as patch:
        patch.setattr(IndexWriter, "commit", slow)
        drain_pending()
    assert titles() == ["second"]
    assert drain_pending() == 1
    assert titles() == ["third"]


def test_an_entry_that_cannot_be_read_is_set_apart(home: Path) -> None:
    IndexEntry.objects.create(index="public", key="bad", payload={"key": "bad"}, changed_at="2026-01-01T00:00Z")
    indexed(make_document(1, title="sea"))
    bad = IndexEntry.objects.get(key="bad")
    assert bad.state == IndexEntry.State.FAILED
    assert bad.error
    assert titles() == ["sea"]
    indexed(make_document("x", key="bad", title="mended"))
    assert titles() == ["mended", "sea"]


def test_while_another_writes_the_entries_wait(home: Path) -> None:
    put_document(make_document(1, title="sea"))
    with storage.write_lock("public", wait=False) as mine:
        assert mine
        assert drain_pending() == 0
    assert drain_pending() == 1


def test_a_rebuild_gives_the_same_index_in_a_new_place_and_reports_progress(home: Path) -> None:
    indexed(*(make_document(number, title=f"sea {number}") for number in range(5)))
    before, seen = storage.current_directory("public"), titles()
    steps: list[tuple[int, int]] = []
    assert rebuild_index("public", lambda done, total: steps.append((done, total))) == 5
    assert storage.current_directory("public") != before
    assert titles() == seen
    assert steps[-1] == (5, 5)


def test_readers_see_the_old_index_until_a_rebuild_is_complete(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    indexed(make_document(1, title="sea"))

    def broken(*_args: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(IndexWriter, "commit", broken)
        with pytest.raises(OSError, match="disk full"):
            rebuild_index("public")
    assert titles() == ["sea"]


def test_old_builds_are_cleared_away(home: Path) -> None:
    indexed(make_document(1, title="sea"))
    for _ in range(4):
        rebuild_index("public")
    assert len([path for path in (home / "search" / "public").iterdir() if path.is_dir()]) == 2


@pytest.mark.parametrize("loss", ["deleted", "other version"])
def test_a_lost_or_outdated_index_is_built_anew_by_the_worker(
    home: Path, loss: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexed(make_document(1, title="sea"))
    if loss == "deleted":
        (home / "search" / "public" / "current").unlink()
    else:
        monkeypatch.setattr(storage, "SCHEMA_VERSION", f"{schema.SCHEMA_VERSION}x")
    assert not search(QuerySpec()).available
    drain_pending()
    assert titles() == ["sea"]


def test_a_reader_is_never_disturbed_by_a_writer(home: Path) -> None:
    indexed(*(make_document(number, title=f"sea {number}") for number in range(20)))
    failures: list[str] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            results = search(QuerySpec("sea"))
            if not results.available or results.total != 20 or len(results.hits) != 20:
                failures.append(f"{results.available} {results.total}")

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for turn in range(6):
            for number in range(20):
                put_document(make_document(number, title=f"sea {number} turn {turn}"))
            drain_pending()
        rebuild_index("public")
    finally:
        stop.set()
        reader.join()
    assert failures == []
    assert search(QuerySpec('"turn 5"')).total == 20


def test_wagtail_enqueues_nothing_for_an_index_of_its_own(academy: Any) -> None:
    """The staff screens search rows; a task for each saved object would be work for nothing."""
    make_story(academy, state="published")
    tasks = set(DBTaskResult.objects.values_list("task_path", flat=True))
    assert "wagtail.tasks.update_reference_index_task" in tasks, "the queue is the one that Wagtail writes to"
    assert not [path for path in tasks if path.startswith("modelsearch")]
