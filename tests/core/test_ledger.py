"""A fact and its change stand or fall together; a delivery is done once, or visibly failed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from scicomm.core import ledger
from scicomm.core.ledger import OutsideTransaction, fact_of, facts_about, on, record, retry_wait
from scicomm.core.models import Delivery, FactRecord
from scicomm.core.worker import Worker
from scicomm.facts.base import ref, ref_parts
from scicomm.facts.newsroom import LeadDeclined, StoryHeld


@pytest.fixture
def handled() -> Iterator[list[Any]]:
    """The facts that a test handler saw; it fails while the list `trouble` on it holds something."""
    seen: list[Any] = []

    def on_test(fact: Any, *, delivery_id: int) -> None:
        seen.append((fact, delivery_id))
        if fact.reason == "fails":
            raise ConnectionError("the outside did not answer")

    on_test.__module__ = "scicomm.testing.handlers"
    on(LeadDeclined)(on_test)
    yield seen
    ledger.HANDLERS[LeadDeclined.name] = [
        known for known in ledger.HANDLERS[LeadDeclined.name] if known.key != "testing.on_test"
    ]


def state(reason: str = "out of scope", **values: Any) -> FactRecord:
    with transaction.atomic():
        return record(LeadDeclined(unit_id=1, subject=ref("newsroom", "lead", 5), reason=reason, **values))


def test_names_and_references() -> None:
    assert LeadDeclined.name == "newsroom.lead_declined"
    assert ref_parts(ref("newsroom", "lead", 5)) == ("newsroom.lead", "5")


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_a_transaction_is_refused() -> None:
    with pytest.raises(OutsideTransaction):
        record(LeadDeclined(unit_id=1, subject="newsroom.lead:5", reason="x"))
    assert not FactRecord.objects.exists()


@pytest.mark.django_db
def test_a_fact_falls_with_its_change(handled: list[Any]) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        state()
        raise ZeroDivisionError
    assert not FactRecord.objects.filter(name=LeadDeclined.name).exists()
    Worker().drain()
    assert handled == []


@pytest.mark.django_db
def test_a_fact_comes_back_as_it_was_stated(handled: list[Any]) -> None:
    when = timezone.now() - dt.timedelta(days=3)
    row = state(about=("journals.article:1", "journals.article:1"), actor_id=None, occurred_at=when)
    fact = fact_of(FactRecord.objects.get(pk=row.pk))
    assert fact == LeadDeclined(
        unit_id=1, subject="newsroom.lead:5", about=("journals.article:1",), reason="out of scope", occurred_at=when
    )


@pytest.mark.django_db
def test_each_handler_gets_it_once(handled: list[Any]) -> None:
    row = state()
    Worker().drain()
    Worker().drain()
    assert [fact.subject for fact, _delivery in handled] == ["newsroom.lead:5"]
    delivery = Delivery.objects.get(fact=row, handler="testing.on_test")
    assert (delivery.state, delivery.attempts, delivery.lease_until) == ("done", 1, None)


@pytest.mark.django_db
def test_what_fails_waits_longer_each_time_and_is_shown_at_last(handled: list[Any], settings: Any) -> None:
    settings.SCICOMM_RETRY_SECONDS, settings.SCICOMM_DELIVERY_TRIES = 5, 3
    assert [retry_wait(attempts) for attempts in (1, 2, 3, 20)] == [5, 10, 20, 3600]
    row = state("fails")
    delivery = Delivery.objects.filter(fact=row, handler="testing.on_test")
    for attempt in (1, 2, 3):
        delivery.update(next_try_at=timezone.now())
        Worker().drain()
        assert delivery.get().attempts == attempt
    assert delivery.get().state == "failed"
    assert "ConnectionError: the outside did not answer" in delivery.get().last_error
    ledger.retry_deliveries(delivery)
    assert (delivery.get().state, delivery.get().attempts) == ("waiting", 0)


@pytest.mark.django_db
def test_a_killed_workers_delivery_is_taken_over_after_its_lease(handled: list[Any]) -> None:
    row = state()
    Delivery.objects.exclude(handler="testing.on_test").delete()
    abandoned = Worker()
    assert abandoned._claim_delivery() is not None
    assert Worker().drain() == 0
    Delivery.objects.filter(fact=row).update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    assert Worker().drain() >= 1
    assert len(handled) == 1
    assert Delivery.objects.get(fact=row, handler="testing.on_test").attempts == 2


@pytest.mark.django_db
def test_facts_about_a_thing_are_its_own_and_what_was_made_from_it() -> None:
    with transaction.atomic():
        first = record(LeadDeclined(unit_id=1, subject="newsroom.lead:5", reason="x"))
        second = record(StoryHeld(unit_id=1, subject="newsroom.story:9", about=("newsroom.lead:5",), embargo_until=""))
        record(StoryHeld(unit_id=1, subject="newsroom.story:10", embargo_until=""))
    assert list(facts_about(["newsroom.lead:5"])) == [first, second]
