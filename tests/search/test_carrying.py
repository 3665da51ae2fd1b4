"""Who stores for seconds carries to the index in between; the engine works on while the next is stored."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from scicomm.search import actions, storage, writing
from scicomm.search.actions import carrying, drain_pending, put_document, rebuild_index
from scicomm.search.engine import QuerySpec, search
from scicomm.search.models import IndexEntry
from scicomm.search.writing import IndexWriter
from tests.factories.search import indexed, make_document

pytestmark = pytest.mark.django_db

MANY = actions._AT_ONCE + 5


@pytest.fixture(autouse=True)
def at_every_call(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    indexed(make_document("first", title="sea"))
    monkeypatch.setattr(actions, "_CARRY_SECONDS", 0)


def put(word: str, count: int) -> None:
    for number in range(count):
        put_document(make_document(f"{word}{number}", title=word))


def found(word: str) -> int:
    return search(QuerySpec(word, facets=())).exact


def found_in_time(word: str) -> int:
    """The engine commits beside us: in some tenths of a second."""
    until = time.monotonic() + 20
    while not found(word) and time.monotonic() < until:
        time.sleep(0.02)
    return found(word)


def waiting() -> int:
    return IndexEntry.objects.filter(state=IndexEntry.State.PENDING).count()


def is_free() -> bool:
    with storage.write_lock("public", wait=False) as mine:
        return mine


def test_a_few_are_done_at_once_and_many_while_the_caller_goes_on() -> None:
    with carrying() as carry:
        put("lake", 2)
        carry()
        assert (found("lake"), waiting()) == (2, 0)
        put("river", MANY)
        carry()
        assert (waiting(), is_free()) == (MANY, False)
        assert found_in_time("river") == MANY
        put("pond", MANY)
        carry()
        assert waiting() == MANY
    assert (found("pond"), waiting(), is_free()) == (MANY, 0, True)


def test_what_changes_after_it_was_handed_over_goes_in_again() -> None:
    with carrying() as carry:
        put("lake", MANY)
        carry()
        put_document(make_document("lake3", title="river"))
        carry()
        assert (found("lake"), found("river")) == (MANY - 1, 1)
    assert waiting() == 0


def test_once_a_second_however_often_it_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_CARRY_SECONDS", 60)
    with carrying() as carry:
        put("lake", 1)
        carry()
        assert found("lake") == 0
    assert found("lake") == 1


def test_who_fails_leaves_what_he_had_stored_to_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def store() -> None:
        with carrying() as carry:
            put("lake", MANY)
            carry()
            raise RuntimeError("the disk of the source")

    with pytest.raises(RuntimeError):
        store()
    assert (found("lake"), waiting(), is_free()) == (MANY, 0, True)


def test_an_index_that_cannot_be_written_stops_nobody(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(self: IndexWriter) -> int:
        raise OSError("disk full")

    with monkeypatch.context() as patch, carrying() as carry:
        patch.setattr(IndexWriter, "commit", broken)
        put("lake", 2)
        carry()
    assert "disk full" in caplog.text
    assert (waiting(), is_free()) == (2, True)
    assert drain_pending() == 2


def test_a_commit_that_fails_beside_the_caller_is_said_and_its_batch_goes_in_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(self: IndexWriter) -> None:
        raise OSError("disk full")

    with carrying() as carry:
        put("lake", MANY)
        with monkeypatch.context() as patch:
            patch.setattr(IndexWriter, "_commit", broken)
            carry()
            assert caplog.text == ""
            carry()
        assert "disk full" in caplog.text
        assert (found("lake"), waiting(), is_free()) == (0, MANY, True)
    assert (found("lake"), waiting()) == (MANY, 0)


def test_killed_between_commit_and_mark_the_batch_is_repeated_without_harm() -> None:
    put("lake", MANY)
    drain_pending(hold=True, defer=True)
    # What a process holds dies with it.
    held = storage._held.pop(storage.index_root("public"))
    held.writer.abandon()
    held.right.close()
    assert waiting() == MANY
    assert drain_pending() == MANY
    assert (found("lake"), waiting()) == (MANY, 0)


@pytest.mark.parametrize("rebuild", [False, True])
def test_who_does_not_defer_takes_up_what_was_handed_over(rebuild: bool) -> None:
    put("lake", MANY)
    drain_pending(hold=True, defer=True)
    if rebuild:
        assert rebuild_index("public") == MANY + 1
    while drain_pending():
        pass
    assert (found("lake"), waiting(), is_free()) == (MANY, 0, True)


def test_others_do_not_wait_longer_than_they_would_for_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    began = writing.time.monotonic()
    put("lake", MANY)
    drain_pending(hold=True, defer=True)
    assert not is_free()
    monkeypatch.setattr(writing.time, "monotonic", lambda: began + 11)
    put("river", MANY)
    drain_pending(hold=True, defer=True)
    assert (found("lake"), found("river"), is_free()) == (MANY, MANY, True)
