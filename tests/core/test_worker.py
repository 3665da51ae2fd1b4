"""Periodic jobs and the Tasks API's queue under leases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from scicomm.core.ledger import HANDLERS, on
from scicomm.core.models import Delivery, FactRecord, PeriodicJob, TaskLease
from scicomm.core.periodic import JOBS, every
from scicomm.core.worker import Worker
from scicomm.facts.newsroom import LeadReported
from tests.factories.newsroom import make_topic

pytestmark = pytest.mark.django_db
CALLS: list[str] = []


@task()
def noted(word: str) -> str:
    CALLS.append(word)
    if word == "fails":
        raise ValueError(word)
    return word


@task()
def language_of_work() -> str | None:
    return translation.get_language()


@pytest.fixture(autouse=True)
def _fresh() -> None:
    CALLS.clear()
    DBTaskResult.objects.all().delete()


@pytest.fixture
def job() -> Iterator[str]:
    def tick() -> None:
        CALLS.append("tick")

    tick.__module__ = "scicomm.testing.tasks"
    every(minutes=5)(tick)
    others = {name: JOBS.pop(name) for name in list(JOBS) if name != "testing.tick"}
    yield "testing.tick"
    JOBS.pop("testing.tick")
    JOBS.update(others)


def test_a_job_runs_when_due_and_not_before(job: str) -> None:
    worker = Worker()
    worker.register_jobs()
    assert worker.run_one_job() and not worker.run_one_job()
    row = PeriodicJob.objects.get(name=job)
    assert row.next_run_at > timezone.now() + dt.timedelta(minutes=4)
    PeriodicJob.objects.filter(name=job).update(next_run_at=timezone.now())
    assert Worker().run_one_job()
    assert CALLS == ["tick", "tick"]


def test_a_worker_with_nothing_to_do_only_asks(job: str) -> None:
    """On SQLite each transaction takes the only right to write; an idle worker must not keep others from it."""
    worker = Worker()
    worker.register_jobs()
    PeriodicJob.objects.update(next_run_at=timezone.now() + dt.timedelta(hours=1))
    with CaptureQueriesContext(connection) as caught:
        assert worker.step() is False
    assert caught.captured_queries
    assert {one["sql"].split()[0] for one in caught.captured_queries} == {"SELECT"}, caught.captured_queries


def test_work_speaks_the_language_of_the_house_whatever_the_terminal_speaks(job: str, academy: Any) -> None:
    spoken: list[tuple[str, str | None]] = []
    JOBS[job] = replace(JOBS[job], job=lambda: spoken.append(("job", translation.get_language())))
    result = language_of_work.enqueue()
    on(LeadReported)(_handler(spoken))
    try:
        make_topic(academy, academy.north_lake)
        with translation.override("en"):
            Worker().drain()
            Worker().run_due_jobs()
            assert translation.get_language() == "en"
    finally:
        HANDLERS[LeadReported.name] = [known for known in HANDLERS[LeadReported.name] if known.key != "testing.hear"]
    assert dict(spoken) == {"job": "zh-hans", "delivery": "zh-hans"}
    assert DBTaskResult.objects.get(pk=result.id).return_value == "zh-hans"


def _handler(spoken: list[tuple[str, str | None]]) -> Any:
    def hear(fact: LeadReported, *, delivery_id: int) -> None:
        spoken.append(("delivery", translation.get_language()))

    hear.__module__ = "scicomm.testing.handlers"
    return hear


def test_two_workers_never_run_one_job_twice(job: str) -> None:
    first, second = Worker(), Worker()
    first.register_jobs()
    assert first._claim_job() is not None
    assert second._claim_job() is None
    PeriodicJob.objects.filter(name=job).update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    assert second._claim_job() is not None


def test_a_job_that_fails_says_so_and_runs_again_later(job: str) -> None:
    def breaks() -> None:
        raise RuntimeError("no disk")

    JOBS[job] = type(JOBS[job])(job, breaks, dt.timedelta(minutes=5))
    worker = Worker()
    worker.register_jobs()
    assert worker.run_one_job()
    assert PeriodicJob.objects.get(name=job).last_error == "RuntimeError: no disk"


def test_a_job_that_is_off_does_not_run(job: str) -> None:
    worker = Worker()
    worker.register_jobs()
    PeriodicJob.objects.update(is_on=False)
    assert not worker.run_one_job()


def test_tasks_run_and_fail_visibly() -> None:
    good, bad = noted.enqueue("well"), noted.enqueue("fails")
    Worker().drain()
    assert DBTaskResult.objects.get(pk=good.id).status == "SUCCESSFUL"
    assert DBTaskResult.objects.get(pk=bad.id).status == "FAILED"
    assert sorted(CALLS) == ["fails", "well"]
    assert not TaskLease.objects.exists()


def test_a_killed_workers_task_waits_again() -> None:
    result = noted.enqueue("well")
    assert Worker()._claim_task() is not None
    assert not Worker().run_one_task()
    TaskLease.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    assert Worker().run_one_task()
    assert DBTaskResult.objects.get(pk=result.id).status == "SUCCESSFUL"
    assert CALLS == ["well"]


def test_a_task_that_kills_its_workers_is_given_up(settings: object) -> None:
    result = noted.enqueue("well")
    Worker()._claim_task()
    TaskLease.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1), attempts=8)
    assert not Worker().run_one_task()
    assert DBTaskResult.objects.get(pk=result.id).status == "FAILED"


def test_a_delivery_that_ends_each_of_its_workers_is_given_up_and_the_next_is_done(academy: Any) -> None:
    make_topic(academy, academy.north_lake)
    killer = Delivery.objects.filter(state=Delivery.State.WAITING).order_by("next_try_at", "id")[0]
    Delivery.objects.filter(pk=killer.pk).update(
        state=Delivery.State.RUNNING,
        attempts=settings.SCICOMM_DELIVERY_TRIES,
        next_try_at=timezone.now() - dt.timedelta(hours=1),
        lease_until=timezone.now() - dt.timedelta(seconds=1),
    )
    lead = FactRecord.objects.latest("pk")
    waiting = Delivery.objects.create(fact=lead, handler="x.y", next_try_at=timezone.now())
    assert Worker().deliver_one()
    killer.refresh_from_db()
    assert killer.state == Delivery.State.FAILED
    assert killer.last_error
    assert killer.attempts == settings.SCICOMM_DELIVERY_TRIES, "it was not tried once more"
    Worker().drain()
    waiting.refresh_from_db()
    assert waiting.attempts >= 1, "the others go on"
