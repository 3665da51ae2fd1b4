"""Promise: while many documents are merged, what is written meanwhile is seen, and the right to write is given back after."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scicomm.search import storage, writing
from scicomm.search.actions import drain_pending, put_document, rebuild_index
from scicomm.search.engine import QuerySpec, search
from scicomm.search.schema import to_row
from scicomm.search.writing import IndexWriter
from tests.factories.search import indexed, make_document


@pytest.mark.parametrize(
    ("sizes", "merged"),
    [
        ([], 0),
        ([1] * 7, 0),
        ([1] * 8, 8),
        ([54_590, 53_959, 53_939, 6_946, 6_870, 6_783, 6_708, 6_659, 3_567], 0),
        ([54_590, 53_959, 53_939, 6_946, 6_870, 6_783, 6_708, 6_659, 3_567, 1, 1], 37_535),
        ([20_000] * 8 + [1], 160_000),
    ],
)
def test_what_will_be_merged_is_known(tmp_path: Path, sizes: list[int], merged: int) -> None:
    """By the sizes of the segments: eight of one level become one, and all below ten thousand are one level."""
    segments = [{"max_doc": size + 3, "deletes": {"num_deleted_docs": 3}} for size in sizes]
    (tmp_path / "meta.json").write_text(json.dumps({"segments": segments}), encoding="utf-8")
    assert storage.merging(tmp_path) == merged


def test_the_engine_merges_what_we_think_it_does(home: Path) -> None:
    """Each commit leaves a segment; the eighth of one size starts a merge, which `close` waits for."""
    counts = []
    for number in range(9):
        put_document(make_document(number, title=f"sea {number}"))
        drain_pending()
        directory = storage.current_directory("public")
        assert directory is not None
        assert storage.merging(directory) == 0
        counts.append(len(json.loads((directory / "meta.json").read_text(encoding="utf-8"))["segments"]))
    assert counts == [1, 2, 3, 4, 5, 6, 7, 1, 2]


@pytest.mark.parametrize(("commits", "segments"), [(1, 1), (2, 1), (5, 1), (7, 1)])
def test_small_segments_of_a_build_become_one(home: Path, commits: int, segments: int) -> None:
    directory = storage.create_directory("public")
    for number in range(commits):
        writer = IndexWriter(directory)
        writer.put(f"thing:{number}", to_row(make_document(number, title=f"sea {number}")))
        writer.commit()
        writer.close()
    storage.gather(directory)
    storage.switch_to("public", directory)
    meta = json.loads((directory / "meta.json").read_text(encoding="utf-8"))
    assert len(meta["segments"]) == segments
    assert sorted(hit.title for hit in search(QuerySpec(limit=50)).hits) == [
        f"sea {number}" for number in range(commits)
    ]
    assert search(QuerySpec("filler")).total == 0


@pytest.fixture
def merges(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many documents seem to be in merges: the last of the list."""
    seen = [50_000]
    monkeypatch.setattr(storage, "merging", lambda directory: seen[-1])
    return seen


def found(text: str) -> int:
    return search(QuerySpec(text, facets=())).exact


def is_free() -> bool:
    with storage.write_lock("public", wait=False) as mine:
        return mine


def test_while_a_large_merge_runs_the_next_batch_goes_in(home: Path, merges: list[int]) -> None:
    for number, word in enumerate(("sea", "lake", "river")):
        put_document(make_document(number, title=word))
        assert drain_pending(hold=True) == 1
        assert found(word) == 1
        assert not is_free()
    merges.append(0)
    assert drain_pending(hold=True) == 0
    assert is_free()
    assert [found(word) for word in ("sea", "lake", "river")] == [1, 1, 1]


def test_who_does_not_hold_waits_for_the_merge_and_leaves_nothing_open(home: Path, merges: list[int]) -> None:
    put_document(make_document(1, title="sea"))
    drain_pending(hold=True)
    put_document(make_document(2, title="lake"))
    assert drain_pending() == 1
    assert is_free()
    assert found("lake") == 1


def test_a_rebuild_of_the_same_process_does_not_wait_for_itself(home: Path, merges: list[int]) -> None:
    indexed(make_document(1, title="sea"))
    put_document(make_document(2, title="lake"))
    drain_pending(hold=True)
    assert rebuild_index("public") == 2
    assert is_free()


def test_a_merge_that_never_seems_to_end_is_not_waited_for(
    home: Path, merges: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    put_document(make_document(1, title="sea"))
    drain_pending(hold=True)
    later = writing.time.monotonic() + 3_600
    monkeypatch.setattr(writing.time, "monotonic", lambda: later)
    assert drain_pending(hold=True) == 0
    assert is_free()


def test_a_batch_every_second_does_not_keep_others_from_writing_for_ever(
    home: Path, merges: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    began = writing.time.monotonic()
    for second in range(90):
        monkeypatch.setattr(writing.time, "monotonic", lambda second=second: began + second)
        put_document(make_document(second, title="sea"))
        drain_pending(hold=True)
        if second == 61:
            # Ten seconds, and one for each thousand of the fifty thousand documents: closed, and opened for a new wait.
            held = storage._held[storage.index_root("public")]
            assert held.writer.held_until > began + 100
    merges.append(0)
    drain_pending(hold=True)
    assert is_free()


def test_large_segments_are_not_filled_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    meta = {"segments": [{"max_doc": 54_000, "deletes": None}] * 3}
    (tmp_path / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    monkeypatch.setattr(storage, "IndexWriter", None)
    storage.gather(tmp_path)


def test_a_batch_that_fails_gives_the_right_to_write_back(
    home: Path, merges: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    put_document(make_document(1, title="sea"))
    drain_pending(hold=True)
    put_document(make_document(2, title="lake"))

    def broken(self: IndexWriter) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="disk full"):
        patch.setattr(IndexWriter, "commit", broken)
        drain_pending(hold=True)
    assert is_free()
    merges.append(0)
    assert drain_pending(hold=True) == 1
    assert (found("sea"), found("lake")) == (1, 1)
