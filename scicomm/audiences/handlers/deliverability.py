"""A confirmed address works."""

from __future__ import annotations

from scicomm.audiences.actions import lift_suspension
from scicomm.core.ledger import on
from scicomm.facts.audiences import SubscriberConfirmed
from scicomm.facts.base import ref_parts


@on(SubscriberConfirmed)
def on_confirmed(fact: SubscriberConfirmed, *, delivery_id: int) -> None:
    """Whoever confirms an address that was suspended gets mail again."""
    lift_suspension(int(ref_parts(fact.subject)[1]))
