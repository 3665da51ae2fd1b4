"""A question whose asker was erased goes on the list beside the database, so that a restored older backup forgets them again."""

from __future__ import annotations

from typing import Any

from scicomm.core.ledger import on
from scicomm.facts.responses import AskerErased
from scicomm.responses.actions import note_asker_erased


@on(AskerErased)
def list_erased_asker(fact: AskerErased, **_context: Any) -> None:
    """Name the question on the list, by the hash of its key."""
    note_asker_erased(fact.question_id)
