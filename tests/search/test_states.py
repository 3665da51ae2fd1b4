"""What is waiting for the index waits on over a change of the program, and is marked without being written once more."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from scicomm.search.models import IndexEntry


def test_the_states_of_what_waits_and_what_is_done_are_of_one_length() -> None:
    assert len(IndexEntry.State.PENDING) == len(IndexEntry.State.DONE)


def _at(name: str) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate([("search", name)])
    return MigrationExecutor(connection).loader.project_state([("search", name)]).apps.get_model("search", "IndexEntry")


@pytest.mark.django_db(transaction=True)
def test_entries_keep_their_state_there_and_back() -> None:
    states = {"a": "pending", "b": "done", "c": "failed"}
    try:
        entries = _at("0001_initial").objects
        for key, state in states.items():
            entries.create(index="public", key=key, payload={}, state=state, changed_at="2026-01-01T00:00Z")
    finally:
        entries = _at("0002_states_of_one_length").objects
    assert dict(entries.values_list("key", "state")) == {**states, "a": "wait"}
    try:
        assert dict(_at("0001_initial").objects.values_list("key", "state")) == states
    finally:
        _at("0002_states_of_one_length")
