"""What became of packages: each DOI by its own answer, never by its neighbour's."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from scicomm.core.ledger import record
from scicomm.facts import journals as facts
from scicomm.facts.base import ref
from scicomm.journals.actions.deposit_batches import MOST_ANSWER, close_record, open_records, set_failed
from scicomm.journals.models import Deposit, DepositBatch, DepositRecord
from scicomm.journals.rules.crossref.answers import Diagnostic, RecordAnswer
from scicomm.journals.rules.crossref.reasons import DepositReason, Remark

State, Stage, Outcome = Deposit.State, DepositBatch.State, DepositRecord.Outcome
# How often a DOI is sent again by itself: with a higher version number, or alone.
MOST_REPEATS = 3
LONGEST_POLL = 3600
MOST_VERSION = 2**63 - 10**6


@transaction.atomic
def claim_poll() -> DepositBatch | None:
    """The next package whose result is to be asked for; the one after waits longer each time it has to be asked again."""
    now = timezone.now()
    due = (
        DepositBatch.objects.select_for_update(of=("self",))
        .select_related("account")
        .filter(state=Stage.SENT, next_try_at__lte=now)
    )
    batch = due.order_by("next_try_at", "pk").first()
    if batch is not None:
        wait = min(settings.SCICOMM_RETRY_SECONDS * 2 * 2 ** min(batch.polls, 20), LONGEST_POLL)
        batch.polls, batch.next_try_at = batch.polls + 1, now + dt.timedelta(seconds=wait)
        batch.save(update_fields=["polls", "next_try_at"])
    return batch


@transaction.atomic
def take_no_result(batch: DepositBatch, answer: str) -> None:
    """There is no result yet. After the days of SCICOMM_DEPOSIT_PATIENCE the DOIs say that there was no answer."""
    row = DepositBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if row.state != Stage.SENT:
        return
    row.answer = answer[:MOST_ANSWER]
    days = settings.SCICOMM_DEPOSIT_PATIENCE
    if timezone.now() - (row.sent_at or row.made_at) > dt.timedelta(days=days):
        row.state, row.answered_at = Stage.GIVEN_UP, timezone.now()
        remarks = (Remark(DepositReason.NO_ANSWER, {"days": str(days)}),)
        for entry in open_records(row):
            close_record(entry, Outcome.NO_ANSWER, remarks, answer)
            if entry.deposit.batch_id == row.pk:
                set_failed(entry.deposit, remarks, answer, State.NO_ANSWER)
    row.save()


@transaction.atomic
def take_result(batch: DepositBatch, result: Diagnostic, answer: str) -> None:
    """Read the diagnostic of a package into its DOIs; taking it twice changes nothing."""
    row = DepositBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if row.state == Stage.DONE:
        return
    row.state, row.answer, row.answered_at = Stage.DONE, answer[:MOST_ANSWER], timezone.now()
    row.save()
    entries = open_records(row)
    for entry in entries:
        said = result.records.get(entry.deposit.article.doi) or _unmentioned(result, len(entries))
        _one(entry, row, said)


def _unmentioned(result: Diagnostic, count: int) -> RecordAnswer:
    """A DOI of which the answer says nothing: the package as a whole was refused, or the record got lost."""
    if result.whole is None:
        return RecordAnswer("failure", (Remark(DepositReason.NOT_MENTIONED),))
    if count == 1:
        return result.whole
    detail = {"detail": result.whole.message[:300]}
    return RecordAnswer("failure", (Remark(DepositReason.PACKAGE_REFUSED, detail),), result.whole.message)


def _one(entry: DepositRecord, batch: DepositBatch, said: RecordAnswer) -> None:
    deposit = entry.deposit
    if said.known_version and said.known_version == batch.timestamp:
        # Sent twice after a break in between: the first time went through, and this is its echo.
        said = RecordAnswer("success", (), said.message)
    if said.outcome == "failure":
        close_record(entry, Outcome.FAILED, said.remarks, said.message)
        if deposit.batch_id == batch.pk:
            _refused(deposit, said)
        return
    close_record(entry, Outcome.TESTED if batch.is_test else Outcome.REGISTERED, said.remarks, said.message)
    if deposit.batch_id == batch.pk:
        _registered(deposit, entry, batch, said)


def _refused(deposit: Deposit, said: RecordAnswer) -> None:
    """Some refusals mend themselves: a version number that was too low, and a neighbour that spoilt the package."""
    codes = {remark.code for remark in said.remarks}
    alone = codes & {DepositReason.PACKAGE_REFUSED, DepositReason.MIXED_PREFIXES} and not deposit.sent_alone
    higher = DepositReason.VERSION_LOWER in codes and said.known_version < MOST_VERSION
    if deposit.attempts >= MOST_REPEATS or not (alone or higher):
        set_failed(deposit, said.remarks, said.message)
        return
    deposit.state, deposit.next_try_at = State.WAITING, timezone.now()
    deposit.attempts, deposit.sent_alone = deposit.attempts + 1, deposit.sent_alone or bool(alone)
    deposit.timestamp = max(deposit.timestamp, said.known_version)
    deposit.remarks, deposit.answer = [remark.as_row() for remark in said.remarks], said.message[:MOST_ANSWER]
    deposit.save()


def _registered(deposit: Deposit, entry: DepositRecord, batch: DepositBatch, said: RecordAnswer) -> None:
    renewed = deposit.registered_at is not None
    kept = [remark for remark in deposit.said if not remark.stops and remark.code != DepositReason.UNREACHABLE]
    deposit.remarks = [remark.as_row() for remark in (*kept, *said.remarks)]
    deposit.answer, deposit.attempts, deposit.sent_alone = said.message[:MOST_ANSWER], 0, False
    deposit.state, deposit.next_try_at = (State.TESTED if batch.is_test else State.REGISTERED), None
    if not batch.is_test:
        deposit.registered_hash, deposit.registered_at = entry.content_hash, timezone.now()
    if deposit.changed_since and batch.account.automatic:
        # It changed while this package was under way.
        deposit.state, deposit.next_try_at = State.WAITING, timezone.now()
    deposit.save()
    if batch.is_test:
        return
    record(
        facts.DoiRegistered(
            unit_id=deposit.article.journal.unit_id,
            subject=ref("journals", "article", deposit.article_id),
            doi=deposit.article.doi,
            batch=batch.batch_id,
            renewed=renewed,
        )
    )
