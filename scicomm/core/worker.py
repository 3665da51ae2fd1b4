"""The worker: delivers facts, runs periodic jobs and the Tasks API's queue, each under a lease.

A lease is a promise with an end: a worker that is killed stops renewing it, and another takes the work over. What a piece of
work does is not known here.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, cast

from django.conf import settings
from django.db import OperationalError, close_old_connections, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation
from django_tasks.base import TaskContext, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from scicomm.core import ledger
from scicomm.core.models import Delivery, PeriodicJob, TaskLease
from scicomm.core.periodic import AGAIN, JOBS, Registered

log = logging.getLogger("scicomm.worker")
# Deliveries are short and many, jobs may be long: a long job takes turns with a second of deliveries, not with one of them.
DELIVERY_SECONDS = 1.0


def worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"[:64]


def _lease_end() -> dt.datetime:
    return timezone.now() + dt.timedelta(seconds=settings.SCICOMM_LEASE_SECONDS)


def _locked(queryset: Any) -> Any:
    """The rows locked against other workers; SQLite's IMMEDIATE transaction has locked the whole database already."""
    return queryset.select_for_update(skip_locked=True) if connection.features.has_select_for_update else queryset


@contextmanager
def heartbeat(renew: Callable[[], object]) -> Iterator[None]:
    """Renew a lease at a third of its length while the work in the block runs."""
    done = threading.Event()

    def beat() -> None:
        while not done.wait(settings.SCICOMM_LEASE_SECONDS / 3):
            try:
                renew()
            except OperationalError:
                # A busy database: the next beat comes well before the lease ends.
                log.warning("A heartbeat could not be written; it is tried again")
        connection.close()

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def house_language() -> AbstractContextManager[None]:
    """What work keeps in words is kept in the language of the house, whatever a terminal or a reader speaks."""
    return translation.override(settings.LANGUAGE_CODE)


def _due_deliveries() -> QuerySet[Delivery]:
    """Those that wait and whose time has come, and those whose worker let its lease end."""
    now = timezone.now()
    due = Q(state=Delivery.State.WAITING, next_try_at__lte=now) | Q(state=Delivery.State.RUNNING, lease_until__lt=now)
    return Delivery.objects.filter(due)


def _due_jobs(skip: Collection[str]) -> QuerySet[PeriodicJob]:
    now = timezone.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    return PeriodicJob.objects.filter(free, is_on=True, next_run_at__lte=now, name__in=JOBS.keys() - set(skip))


def _abandoned_tasks() -> QuerySet[TaskLease]:
    return TaskLease.objects.filter(lease_until__lt=timezone.now())


def _killed_its_workers(row: Delivery) -> bool:
    """Whether a claimed delivery ended each of its workers, as often as it may be tried."""
    return row.state == Delivery.State.RUNNING and row.attempts >= settings.SCICOMM_DELIVERY_TRIES


class Worker:
    """One worker process. `run` loops until `stop` is called; `drain` works until nothing is due (used by commands and
    tests).

    Whether anything is due is asked before a transaction begins: on SQLite each takes the only right to write, and an idle worker
    would take it ten times a second.
    """

    def __init__(self, *, idle_seconds: float = 0.3) -> None:
        self.name = worker_name()
        self.idle_seconds = idle_seconds
        self._stop = threading.Event()

    def stop(self, *_: object) -> None:
        """Finish what is in hand, then end."""
        self._stop.set()

    def run(self) -> None:
        log.info("Worker %s is ready", self.name)
        self.register_jobs()
        while not self._stop.is_set():
            close_old_connections()
            try:
                busy = self.step()
            except OperationalError:
                log.exception("The database did not answer; trying again")
                busy = False
            if not busy:
                self._stop.wait(self.idle_seconds)
        log.info("Worker %s has stopped", self.name)

    def drain(self, *, limit: int = 10_000) -> int:
        """Work until nothing is due; returns how many pieces were done."""
        for done in range(limit):
            if not (self.deliver_one() or self.run_one_task()):
                return done
        return limit

    def step(self) -> bool:
        """Deliveries for a second at most, one task, one job; True when there was any work."""
        return any([self._deliver_for(DELIVERY_SECONDS), self.run_one_task(), self.run_one_job()])

    def run_due_jobs(self) -> int:
        """Run every periodic job that is due once, whatever it says about being due again; returns how many."""
        self.register_jobs()
        done: set[str] = set()
        while registered := self._claim_job(skip=done):
            self._run_job(registered)
            done.add(registered.name)
        return len(done)

    # ------------------------------------------------------------------ deliveries

    def _deliver_for(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        found = self.deliver_one()
        while found and not self._stop.is_set() and time.monotonic() < end and self.deliver_one():
            pass
        return found

    def deliver_one(self) -> bool:
        delivery = self._claim_delivery() if _due_deliveries().exists() else None
        if delivery is None:
            return False
        renew = Delivery.objects.filter(pk=delivery.pk, worker=self.name)
        try:
            with heartbeat(lambda: renew.update(lease_until=_lease_end())), house_language():
                ledger.deliver(delivery)
        except Exception as error:  # noqa: BLE001 - whatever a handler raises is kept in its row and shown to staff
            self._delivery_failed(delivery, error)
        else:
            Delivery.objects.filter(pk=delivery.pk).update(
                state=Delivery.State.DONE, finished_at=timezone.now(), lease_until=None, last_error=""
            )
        return True

    @transaction.atomic
    def _claim_delivery(self) -> Delivery | None:
        waiting = _locked(_due_deliveries().order_by("next_try_at", "id"))
        while (row := waiting.first()) and _killed_its_workers(row):
            self._give_up(row, timezone.now())
        if row is None:
            return None
        Delivery.objects.filter(pk=row.pk).update(
            state=Delivery.State.RUNNING, attempts=F("attempts") + 1, worker=self.name, lease_until=_lease_end()
        )
        return Delivery.objects.select_related("fact").get(pk=row.pk)

    def _give_up(self, row: Delivery, now: dt.datetime) -> None:
        """A delivery that took its worker down with it as often as it may be tried is shown to staff, not tried for ever."""
        Delivery.objects.filter(pk=row.pk).update(
            state=Delivery.State.FAILED,
            lease_until=None,
            finished_at=now,
            last_error="its worker ended each time before it was done",
        )

    def _delivery_failed(self, delivery: Delivery, error: Exception) -> None:
        final = delivery.attempts >= settings.SCICOMM_DELIVERY_TRIES
        log.warning("%s failed for fact %s: %s", delivery.handler, delivery.fact_id, error, exc_info=final)
        wait = dt.timedelta(seconds=ledger.retry_wait(delivery.attempts))
        Delivery.objects.filter(pk=delivery.pk).update(
            state=Delivery.State.FAILED if final else Delivery.State.WAITING,
            next_try_at=timezone.now() + wait,
            lease_until=None,
            last_error=f"{type(error).__name__}: {error}"[:2000],
            finished_at=timezone.now() if final else None,
        )

    # ------------------------------------------------------------------ periodic jobs

    def register_jobs(self) -> None:
        """A row for each registered job; jobs that are no longer registered keep their row and are not run."""
        now = timezone.now()
        PeriodicJob.objects.bulk_create(
            (PeriodicJob(name=name, next_run_at=now) for name in JOBS), ignore_conflicts=True
        )

    def run_one_job(self) -> bool:
        registered = self._claim_job() if _due_jobs(()).exists() else None
        if registered is None:
            return False
        self._run_job(registered)
        return True

    def _run_job(self, registered: Registered) -> None:
        rows = PeriodicJob.objects.filter(name=registered.name)
        error, wait = "", registered.interval
        try:
            with heartbeat(lambda: rows.update(lease_until=_lease_end())), house_language():
                if registered.job() is AGAIN:
                    wait = dt.timedelta(0)
        except Exception as problem:
            log.exception("Periodic job %s failed", registered.name)
            error = f"{type(problem).__name__}: {problem}"[:2000]
        now = timezone.now()
        rows.update(lease_until=None, last_finished_at=now, last_error=error, next_run_at=now + wait)

    @transaction.atomic
    def _claim_job(self, *, skip: Collection[str] = ()) -> Registered | None:
        """The job that has been due for longest: one that runs every second waits its turn behind the others."""
        row = _locked(_due_jobs(skip).order_by("next_run_at")).first()
        if row is None:
            return None
        PeriodicJob.objects.filter(pk=row.pk).update(lease_until=_lease_end(), last_started_at=timezone.now())
        return JOBS[row.name]

    # ------------------------------------------------------------------ the Tasks API's queue

    def run_one_task(self) -> bool:
        result = self._claim_task() if DBTaskResult.objects.ready().exists() or _abandoned_tasks().exists() else None
        if result is None:
            return False
        lease = TaskLease.objects.filter(pk=result.pk)
        try:
            with heartbeat(lambda: lease.update(lease_until=_lease_end())), house_language():
                task, stored = result.task, result.task_result
                context: list[Any] = [TaskContext(task_result=cast(Any, stored))] if task.takes_context else []
                value = task.call(*context, *stored.args, **stored.kwargs)
            result.set_successful(value)
        except Exception as error:
            log.exception("Task %s failed", result.task_path)
            result.set_failed(error)
        lease.delete()
        return True

    @transaction.atomic
    def _claim_task(self) -> DBTaskResult | None:
        self._requeue_abandoned()
        result = _locked(DBTaskResult.objects.ready()).first()
        if result is None:
            return None
        result.claim(self.name)
        lease, fresh = TaskLease.objects.get_or_create(pk=result.pk, defaults={"lease_until": _lease_end()})
        if not fresh:
            TaskLease.objects.filter(pk=lease.pk).update(lease_until=_lease_end(), attempts=F("attempts") + 1)
        return result

    def _requeue_abandoned(self) -> None:
        """Tasks whose worker was killed wait again, or fail for good once their tries are used up."""
        stale = dict(_abandoned_tasks().values_list("pk", "attempts"))
        if not stale:
            return
        spent = [pk for pk, attempts in stale.items() if attempts >= settings.SCICOMM_DELIVERY_TRIES]
        running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
        running.filter(pk__in=stale).exclude(pk__in=spent).update(status=TaskResultStatus.READY, started_at=None)
        running.filter(pk__in=spent).update(status=TaskResultStatus.FAILED, finished_at=timezone.now())
        # The row stays, to count the attempts; a far lease keeps it from being found again before it is claimed.
        TaskLease.objects.filter(pk__in=stale).exclude(pk__in=spent).update(
            lease_until=timezone.now() + dt.timedelta(days=3650)
        )
        TaskLease.objects.filter(pk__in=spent).delete()
