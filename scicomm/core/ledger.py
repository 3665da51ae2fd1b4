"""The ledger: states facts, knows who listens, and delivers; what a handler does with a fact is not here.

`record` writes the fact and one delivery row for each subscribed handler in the caller's transaction, so that a fact and the
change it tells of stand or fall together. The worker delivers after the commit (see `core.worker`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from scicomm.core.models import Delivery, FactAbout, FactRecord
from scicomm.core.rows import update_rows
from scicomm.facts.base import FACT_TYPES, Fact

Handler = Callable[..., None]
H = TypeVar("H", bound=Handler)
Step = TypeVar("Step", bound=Callable[..., None])


class OutsideTransaction(RuntimeError):
    """A fact was stated outside a transaction: it could then survive a change that did not."""


@dataclass(frozen=True)
class Subscription:
    """One handler of one kind of fact."""

    key: str
    handler: Handler


HANDLERS: dict[str, list[Subscription]] = {}
AT_ONCE: dict[str, list[Callable[..., None]]] = {}


def on(*fact_types: type[Fact]) -> Callable[[H], H]:
    """Subscribe a handler: `@on(StoryPublished)`.

    The handler is called as `handler(fact, delivery_id=…)` after the commit, at least once: it must be idempotent, make at
    most one client call and then one action. The delivery id serves as the idempotency key towards the outside.
    """

    def subscribe(handler: H) -> H:
        room = handler.__module__.split(".")[1]
        key = f"{room}.{handler.__name__}"
        for fact_type in fact_types:
            known = HANDLERS.setdefault(fact_type.name, [])
            if all(subscription.key != key for subscription in known):
                known.append(Subscription(key, handler))
        return handler

    return subscribe


def at_once(*fact_types: type[Fact]) -> Callable[[Step], Step]:
    """Do something in the very transaction that states a fact: `@at_once(StoryCorrected)`, called as `step(fact)`.

    Only for one small write that must be there the moment the change is, whatever the worker is busy with. All else is a handler.
    """

    def subscribe(step: Step) -> Step:
        for fact_type in fact_types:
            known = AT_ONCE.setdefault(fact_type.name, [])
            if step not in known:
                known.append(step)
        return step

    return subscribe


def record(fact: Fact) -> FactRecord:
    """State a fact: one row, its edges, and a delivery for each handler, in the current transaction."""
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{fact.name} was recorded outside a transaction")
    now = timezone.now()
    row = FactRecord.objects.create(
        name=fact.name,
        unit_id=fact.unit_id,
        subject=fact.subject,
        actor_id=fact.actor_id,
        occurred_at=fact.occurred_at or now,
        payload=fact.payload(),
    )
    FactAbout.objects.bulk_create(FactAbout(fact=row, about=about) for about in dict.fromkeys(fact.about) if about)
    Delivery.objects.bulk_create(
        Delivery(fact=row, handler=subscription.key, next_try_at=now) for subscription in HANDLERS.get(fact.name, [])
    )
    for step in AT_ONCE.get(fact.name, []):
        step(fact)
    return row


def record_all(stated: Sequence[Fact]) -> list[FactRecord]:
    """State many facts at once, as `record` does one by one, with a few statements for all of them."""
    if stated and not connection.in_atomic_block:
        raise OutsideTransaction(f"{stated[0].name} was recorded outside a transaction")
    now = timezone.now()
    rows = FactRecord.objects.bulk_create(
        FactRecord(
            name=fact.name,
            unit_id=fact.unit_id,
            subject=fact.subject,
            actor_id=fact.actor_id,
            occurred_at=fact.occurred_at or now,
            payload=fact.payload(),
        )
        for fact in stated
    )
    pairs = list(zip(rows, stated, strict=True))
    FactAbout.objects.bulk_create(
        FactAbout(fact=row, about=about) for row, fact in pairs for about in dict.fromkeys(fact.about) if about
    )
    Delivery.objects.bulk_create(
        Delivery(fact=row, handler=subscription.key, next_try_at=now)
        for row, fact in pairs
        for subscription in HANDLERS.get(fact.name, [])
    )
    for fact in stated:
        for step in AT_ONCE.get(fact.name, []):
            step(fact)
    return rows


def give_up_words(name: str, subjects: Sequence[str], words: Sequence[str]) -> int:
    """Blank some words in the facts of a name about the subjects: that something happened stays, what was collected of others
    does not. Returns how many facts were changed."""
    rows = list(FactRecord.objects.filter(name=name, subject__in=subjects))
    for row in rows:
        row.payload = row.payload | {word: "" for word in words if word in row.payload}
    update_rows(rows, ["payload"])
    return len(rows)


def fact_of(row: FactRecord) -> Fact:
    """The fact a row holds, as its own type."""
    return FACT_TYPES[row.name].from_row(
        unit_id=row.unit_id,
        subject=row.subject,
        about=tuple(row.edges.values_list("about", flat=True)),
        actor_id=row.actor_id,
        occurred_at=row.occurred_at,
        payload=row.payload,
    )


def deliver(delivery: Delivery) -> None:
    """Call the handler of a claimed delivery; whatever it raises goes to the caller."""
    subscription = next(
        (known for known in HANDLERS.get(delivery.fact.name, []) if known.key == delivery.handler), None
    )
    if subscription is None:
        raise LookupError(f"nobody answers to {delivery.handler} any more")
    subscription.handler(fact_of(delivery.fact), delivery_id=delivery.pk)


def retry_wait(attempts: int) -> int:
    """Seconds to wait after that many failed attempts: doubling, one hour at most."""
    return int(min(settings.SCICOMM_RETRY_SECONDS * 2 ** max(attempts - 1, 0), 3600))


@transaction.atomic
def retry_deliveries(deliveries: Iterable[Delivery]) -> int:
    """Give failed deliveries a fresh set of tries; returns how many were set waiting."""
    return (
        Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries], state=Delivery.State.FAILED)
    ).update(state=Delivery.State.WAITING, attempts=0, next_try_at=timezone.now(), lease_until=None)


def subscriptions() -> dict[str, list[str]]:
    """Fact name to handler keys: the table printed in docs/facts.md."""
    return {name: sorted(known.key for known in HANDLERS.get(name, [])) for name in sorted(FACT_TYPES)}


def facts_about(references: Iterable[str]) -> Any:
    """Rows whose subject is one of the references, or that were made from one of them, oldest first."""
    wanted = list(references)
    subjects = FactRecord.objects.filter(subject__in=wanted)
    about = FactRecord.objects.filter(edges__about__in=wanted)
    return (subjects | about).distinct().prefetch_related("edges").order_by("occurred_at", "id")
