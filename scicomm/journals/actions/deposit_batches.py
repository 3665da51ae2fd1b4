"""Packages on their way: decided and stored before they go out, claimed by one worker, handed over, given up."""

from __future__ import annotations

import datetime as dt
import zlib

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from scicomm.core.ledger import record
from scicomm.facts import journals as facts
from scicomm.facts.base import ref
from scicomm.journals.actions.deposit_accounts import pause
from scicomm.journals.models import Deposit, DepositAccount, DepositBatch, DepositRecord
from scicomm.journals.queries.deposit_plans import Plan, PlannedDoi
from scicomm.journals.rules.crossref.reasons import DepositReason, Remark

State, Stage = Deposit.State, DepositBatch.State
# A worker that has a package in hand and is silent for so long is thought dead; asking first keeps it from being sent twice.
CLAIM = dt.timedelta(minutes=10)
MOST_TRIES = 12
LONGEST_WAIT = 6 * 3600
MOST_ANSWER = 4000
# A DOI without an account, or whose account is paused, is looked at again after so long.
LATER = dt.timedelta(minutes=15)


@transaction.atomic
def store_plan(plan: Plan) -> DepositBatch | None:
    """Store a planned package and move its DOIs: sent, to be mended, or registered as they are.

    A DOI that moved on since the plan was made makes the plan void (None): the next run makes a new one.
    """
    planned = {one.deposit_id: one for one in (*plan.sent, *plan.mended_first, *plan.unchanged)}
    rows = (
        Deposit.objects.select_for_update(of=("self",))
        .select_related("article__journal")
        .defer("article__body_html", "article__body_text", "article__references")
    )
    locked = {row.pk: row for row in rows.filter(pk__in=planned, state=State.WAITING)}
    if len(locked) != len(planned) or not planned:
        return None
    for one in plan.mended_first:
        _to_mend(locked[one.deposit_id], one)
    for one in plan.unchanged:
        _as_it_is(locked[one.deposit_id])
    return _store(plan, locked) if plan.sent else None


def _to_mend(row: Deposit, planned: PlannedDoi) -> None:
    row.state, row.remarks = State.TO_MEND, [remark.as_row() for remark in planned.remarks]
    row.next_try_at, row.batch = None, None
    row.save()
    failed(row, planned.remarks)


def _as_it_is(row: Deposit) -> None:
    """Nothing new to say: the register has this very content."""
    row.state, row.next_try_at, row.changed_since = State.REGISTERED, None, False
    row.save()


def _store(plan: Plan, locked: dict[int, Deposit]) -> DepositBatch:
    account = DepositAccount.objects.get(pk=plan.account_id)
    batch = DepositBatch.objects.create(
        account=account,
        batch_id=plan.batch_id,
        timestamp=plan.timestamp,
        package=zlib.compress(plan.package),
        is_test=account.is_test,
        next_try_at=timezone.now(),
    )
    DepositRecord.objects.bulk_create(
        DepositRecord(deposit_id=one.deposit_id, batch=batch, content_hash=one.content_hash) for one in plan.sent
    )
    for one in plan.sent:
        row = locked[one.deposit_id]
        row.state, row.batch, row.timestamp, row.changed_since = State.SENT, batch, plan.timestamp, False
        row.content_hash, row.remarks = one.content_hash, [remark.as_row() for remark in one.remarks]
        row.next_try_at = None
        row.save()
    return batch


@transaction.atomic
def put_off(deposits: list[Deposit], reason: DepositReason) -> None:
    """What cannot be sent now keeps waiting and says why."""
    Deposit.objects.filter(pk__in=[one.pk for one in deposits], state=State.WAITING).update(
        next_try_at=timezone.now() + LATER, remarks=[Remark(reason).as_row()]
    )


@transaction.atomic
def claim_batch() -> DepositBatch | None:
    """Take the next package to send in hand, the longest waiting first; `attempts` counts this one already."""
    now = timezone.now()
    due = (
        DepositBatch.objects.select_for_update(of=("self",))
        .select_related("account")
        .filter(state__in=(Stage.READY, Stage.SENDING), next_try_at__lte=now)
    )
    batch = due.order_by("next_try_at", "pk").first()
    if batch is not None:
        batch.state, batch.attempts, batch.next_try_at = Stage.SENDING, batch.attempts + 1, now + CLAIM
        batch.save(update_fields=["state", "attempts", "next_try_at"])
    return batch


@transaction.atomic
def take_receipt(batch: DepositBatch, answer: str) -> None:
    """Crossref has the package; what becomes of it is asked later."""
    row = _locked(batch)
    if row.state not in (Stage.READY, Stage.SENDING):
        return
    row.state, row.sent_at, row.answer = Stage.SENT, timezone.now(), answer[:MOST_ANSWER]
    row.next_try_at = timezone.now() + dt.timedelta(seconds=settings.SCICOMM_RETRY_SECONDS * 2)
    row.save()
    Deposit.objects.filter(batch=row, state=State.SENT).update(state=State.PENDING)


@transaction.atomic
def take_refusal(batch: DepositBatch, problem: Remark, answer: str) -> None:
    """Crossref did not take the package. A refused sign-in stops the account, so that it is not locked."""
    row = _locked(batch)
    if row.state not in (Stage.READY, Stage.SENDING):
        return
    if problem.code in (DepositReason.SIGN_IN, DepositReason.PASSWORD_LOST):
        pause(row.account_id, problem.code)
    _give_up(row, problem, answer)


@transaction.atomic
def take_silence(batch: DepositBatch, reason: str) -> None:
    """Crossref could not be reached, or answered that it is not well: try again later, with growing waits, not for ever."""
    row = _locked(batch)
    if row.state not in (Stage.READY, Stage.SENDING):
        return
    problem = Remark(DepositReason.UNREACHABLE, {"detail": reason[:300]})
    if row.attempts >= MOST_TRIES:
        _give_up(row, problem, reason)
        return
    wait = min(settings.SCICOMM_RETRY_SECONDS * 12 * 2 ** (row.attempts - 1), LONGEST_WAIT)
    row.state, row.answer = Stage.READY, reason[:MOST_ANSWER]
    row.next_try_at = timezone.now() + dt.timedelta(seconds=wait)
    row.save()
    Deposit.objects.filter(batch=row, state=State.SENT).update(remarks=[problem.as_row()], next_try_at=row.next_try_at)


def _give_up(row: DepositBatch, problem: Remark, answer: str) -> None:
    row.state, row.answer, row.answered_at = Stage.GIVEN_UP, answer[:MOST_ANSWER], timezone.now()
    row.save()
    for entry in open_records(row):
        close_record(entry, DepositRecord.Outcome.FAILED, (problem,), answer)
        if entry.deposit.batch_id == row.pk:
            set_failed(entry.deposit, (problem,), answer)


def _locked(batch: DepositBatch) -> DepositBatch:
    return DepositBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)


def open_records(batch: DepositBatch) -> list[DepositRecord]:
    """The records of a package that have no outcome yet, with their deposits locked."""
    rows = batch.records.filter(outcome=DepositRecord.Outcome.OPEN).select_related("deposit__article__journal")
    return list(
        rows.defer("deposit__article__body_html", "deposit__article__body_text").select_for_update(
            of=("self", "deposit")
        )
    )


def close_record(
    entry: DepositRecord, outcome: DepositRecord.Outcome, remarks: tuple[Remark, ...], answer: str
) -> None:
    entry.outcome, entry.remarks = outcome, [remark.as_row() for remark in remarks]
    entry.answer = answer[:MOST_ANSWER]
    entry.save()


def set_failed(row: Deposit, remarks: tuple[Remark, ...], answer: str, state: Deposit.State = State.FAILED) -> None:
    row.state, row.remarks, row.answer = state, [remark.as_row() for remark in remarks], answer[:MOST_ANSWER]
    row.next_try_at = None
    row.save()
    failed(row, remarks)


def failed(row: Deposit, remarks: tuple[Remark, ...]) -> None:
    """State that staff must do something about a DOI."""
    first = next((remark for remark in remarks if remark.stops), None)
    record(
        facts.DepositFailed(
            unit_id=row.article.journal.unit_id,
            subject=ref("journals", "article", row.article_id),
            doi=row.article.doi,
            reason=str(first.code) if first else "",
        )
    )
