"""Promise: the command builds what is in the record, with a bar, and says what it could not read."""

from __future__ import annotations

import io
from pathlib import Path

from django.core.management import call_command

from scicomm.search.actions import put_document
from scicomm.search.engine import QuerySpec, search
from scicomm.search.models import IndexEntry
from tests.factories.search import make_document


def test_both_indices_are_built(home: Path) -> None:
    put_document(make_document(1, title="sea"))
    put_document(make_document(2, title="draft"), "staff")
    output = io.StringIO()
    call_command("reindex", "--from-record", stderr=output)
    assert search(QuerySpec("sea")).total == 1
    assert search(QuerySpec("draft", index="staff", allowed_units=None)).total == 1
    assert "1/1" in output.getvalue()


def test_one_index_alone_and_a_word_about_what_cannot_be_read(home: Path) -> None:
    IndexEntry.objects.create(index="public", key="bad", payload={}, changed_at="2026-01-01T00:00Z")
    output = io.StringIO()
    call_command("reindex", "--index=public", "--from-record", stderr=output)
    assert search(QuerySpec()).available
    assert "1 " in output.getvalue()
    assert IndexEntry.objects.get().state == IndexEntry.State.FAILED
