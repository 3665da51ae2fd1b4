"""Who was erased goes on the list beside the database, so that a restored older backup forgets them again."""

from __future__ import annotations

from typing import Any

from scicomm.audiences.actions import note_reader_erased
from scicomm.core.ledger import on
from scicomm.facts.audiences import ReaderErased
from scicomm.facts.base import ref_parts


@on(ReaderErased)
def list_erased_reader(fact: ReaderErased, **_context: Any) -> None:
    """Name the row on the list, by the hash of its key."""
    note_reader_erased(int(ref_parts(fact.subject)[-1]))
