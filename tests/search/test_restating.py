"""Promise: whatever happens to the record of what should be found, one command makes it anew from the database alone."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from scicomm.core.worker import Worker
from scicomm.search.actions import drain_pending, put_document
from scicomm.search.actions.restating import restate
from scicomm.search.documents import SearchDocument
from scicomm.search.engine import QuerySpec, search
from scicomm.search.models import IndexEntry
from scicomm.search.sources import SOURCES, Source, register, sources_of
from tests.factories.newsroom import make_story, make_topic
from tests.factories.responses import make_answer
from tests.factories.search import make_document


def record() -> dict[tuple[str, str], Any]:
    entries = IndexEntry.objects.filter(payload__isnull=False)
    return {(entry.index, entry.key): entry.payload for entry in entries}


def test_every_index_has_its_sources() -> None:
    assert {source.prefix for source in sources_of("public")} >= {
        "journals.article",
        "newsroom.story",
        "responses.answer",
    }
    assert {source.prefix for source in sources_of("staff")} >= {"newsroom.lead", "newsroom.story", "newsroom.topic"}


@pytest.mark.parametrize("loss", ["lost", "foreign", "none"])
def test_a_lost_or_foreign_record_is_made_anew(academy: Any, home: Path, loss: str) -> None:
    make_story(academy, state="published")
    make_story(academy, state="draft")
    make_topic(academy, academy.north_lake)
    make_answer(academy, academy.north_lake)
    Worker().drain()
    call_command("reindex", stderr=io.StringIO())
    expected = record()
    kinds = {key.partition(":")[0] for index, key in expected if index == "public"}
    assert kinds == {"journals.article", "newsroom.story", "responses.answer"}
    if loss == "lost":
        IndexEntry.objects.all().delete()
    if loss == "foreign":
        IndexEntry.objects.all().delete()
        for index in ("public", "staff"):
            put_document(make_document(1, key="journals.article:999999", title="foreign"), index)
            put_document(make_document(1, key="elsewhere.thing:1", title="foreign"), index)
        put_document(make_document(1, key=next(key for index, key in expected if index == "public"), title="foreign"))
    output = io.StringIO()
    call_command("reindex", stderr=output)
    assert record() == expected
    assert ("put right" in output.getvalue()) == (loss != "none")
    assert search(QuerySpec()).total == sum(index == "public" for index, _key in expected)
    assert search(QuerySpec("foreign")).total == 0
    assert not IndexEntry.objects.exclude(state=IndexEntry.State.DONE).exists()


@pytest.fixture
def own_source(home: Path, monkeypatch: pytest.MonkeyPatch) -> list[SearchDocument]:
    """A source of the test's own, alone in the public index."""
    documents: list[SearchDocument] = []
    for key in list(SOURCES):
        monkeypatch.delitem(SOURCES, key)
    monkeypatch.setitem(SOURCES, ("public", "a.thing"), None)

    def some(ids: Any) -> list[SearchDocument]:
        return [document for document in documents if int(document.key.partition(":")[2]) in ids]

    register(Source("public", "a.thing", lambda: [int(one.key.partition(":")[2]) for one in documents], some))
    return documents


def test_an_entry_that_changes_while_its_thing_is_read_is_left_alone(own_source: list[SearchDocument]) -> None:
    put_document(make_document(1, key="a.thing:1", title="old"))

    class Slow(list[Any]):
        def __iter__(self) -> Any:
            put_document(make_document(1, key="a.thing:1", title="newest"))
            return iter([make_document(1, key="a.thing:1", title="read too early")])

    register(Source("public", "a.thing", lambda: [1], lambda ids: Slow()))
    restate("public")
    assert IndexEntry.objects.get().payload["title"] == "newest"


def test_what_was_written_since_the_beginning_is_not_taken_out(own_source: list[SearchDocument]) -> None:
    def meanwhile() -> list[int]:
        put_document(make_document(1, title="just published"))
        return []

    register(Source("public", "a.thing", meanwhile, list))
    assert restate("public").removed == 0
    IndexEntry.objects.update(changed_at=timezone.now())
    register(Source("public", "a.thing", list, list))
    assert restate("public").removed == 1
    drain_pending()
    assert not IndexEntry.objects.exists()


def test_one_thing_that_cannot_be_read_does_not_hold_up_the_rest(own_source: list[SearchDocument]) -> None:
    own_source += [make_document(1, key=f"a.thing:{number}", title=f"t{number}") for number in range(5)]

    def some(ids: Any) -> list[SearchDocument]:
        if 3 in ids:
            raise ValueError("broken row")
        return [own_source[number] for number in ids]

    register(Source("public", "a.thing", lambda: range(5), some))
    steps: list[tuple[int, int]] = []
    found = restate("public", lambda done, total: steps.append((done, total)))
    assert (found.documents, found.written) == (4, 4)
    assert steps
    assert restate("public").written == 0
