"""Deposits by the clock: make packages, send them, ask what became of them. The network first, then one action each.

Killed anywhere, nothing is lost and nothing goes out twice needlessly: a package is stored before it is sent, and one that may
have been sent is asked for before it is sent again.
"""

from __future__ import annotations

import time

from django.utils import timezone

from scicomm.core.periodic import AGAIN, Again, every
from scicomm.journals import actions
from scicomm.journals.clients import CrossrefClient, OutsideError, SignIn, crossref_client
from scicomm.journals.clients.crossref import LIVE, TEST
from scicomm.journals.models import DepositAccount, DepositBatch
from scicomm.journals.queries.deposit_plans import plan
from scicomm.journals.queries.deposits import accounts_on, due_deposits, grouped, package_of
from scicomm.journals.rules.crossref.answers import Diagnostic, read_diagnostic, receipt_problem
from scicomm.journals.rules.crossref.reasons import DepositReason, Remark

# Articles in one package: enough to spare Crossref's queue, few enough that a package stays small and is built in a moment.
MOST_ARTICLES = 40
RUN_SECONDS = 10.0
# Answers that say "not now" and not "not this".
_LATER = frozenset({408, 425, 429, *range(500, 600)})


@every(seconds=10)
def send_deposits() -> Again | None:
    """Make packages of what waits and send those that are due."""
    client = crossref_client()
    if not client.speaks:
        return None
    more = prepare()
    began = time.monotonic()
    while time.monotonic() - began < RUN_SECONDS and (batch := actions.claim_batch()):
        send(client, batch)
    return AGAIN if more else None


def prepare() -> bool:
    """Packages for the deposits that wait; whether more than one run's worth was waiting."""
    now, accounts = timezone.now(), {account.pk: account for account in accounts_on()}
    waiting = due_deposits(now, MOST_ARTICLES)
    for (account_id, _prefix, _alone), deposits in grouped(waiting, accounts.values()).items():
        account = accounts.get(account_id)
        if account is None:
            actions.put_off(deposits, DepositReason.NO_ACCOUNT)
        elif account.problem:
            actions.put_off(deposits, DepositReason(account.problem))
        else:
            actions.store_plan(plan(account, deposits, now))
    return len(waiting) == MOST_ARTICLES


def sign_in_of(account: DepositAccount) -> SignIn | None:
    """Where and as whom; None when the password cannot be opened any more."""
    password = actions.open_password(account)
    address = {DepositAccount.Endpoint.LIVE: LIVE, DepositAccount.Endpoint.TEST: TEST}.get(
        DepositAccount.Endpoint(account.endpoint), account.address
    )
    return SignIn(address, account.login_id, password) if password is not None else None


def send(client: CrossrefClient, batch: DepositBatch) -> None:
    """One claimed package. From the second try on Crossref is asked first whether it has it already."""
    sign_in = sign_in_of(batch.account)
    if sign_in is None:
        actions.take_refusal(batch, Remark(DepositReason.PASSWORD_LOST), "")
        return
    try:
        if batch.attempts > 1 and _arrived(client, sign_in, batch):
            actions.take_receipt(batch, "")
            return
        answer = client.deposit(sign_in, batch.batch_id, package_of(batch))
    except OutsideError as error:
        actions.take_silence(batch, str(error))
        return
    words = answer.content.decode("utf-8", "replace")
    problem = receipt_problem(answer.status, answer.content)
    if problem is None:
        actions.take_receipt(batch, words)
    elif answer.status in _LATER:
        actions.take_silence(batch, problem.message)
    else:
        actions.take_refusal(batch, problem, words)


def _arrived(client: CrossrefClient, sign_in: SignIn, batch: DepositBatch) -> bool:
    """Whether Crossref knows a package that may have been sent before: killed or broken off, nobody here can tell."""
    known = _diagnostic(client, sign_in, batch)[0]
    return known is not None and known.stage != "unknown"


def _diagnostic(client: CrossrefClient, sign_in: SignIn, batch: DepositBatch) -> tuple[Diagnostic | None, str, int]:
    answer = client.result(sign_in, batch.batch_id)
    words = answer.content.decode("utf-8", "replace")
    return (read_diagnostic(answer.content) if answer.status == 200 else None), words, answer.status


@every(seconds=10)
def poll_deposits() -> None:
    """Ask what became of the packages that Crossref has, each after a growing wait."""
    client = crossref_client()
    if not client.speaks:
        return
    began, seen = time.monotonic(), set[int]()
    while time.monotonic() - began < RUN_SECONDS and (batch := actions.claim_poll()):
        if batch.pk in seen:
            break
        seen.add(batch.pk)
        poll(client, batch)


def poll(client: CrossrefClient, batch: DepositBatch) -> None:
    """One package: its result where there is one, else the note that there is none yet."""
    sign_in = sign_in_of(batch.account)
    if sign_in is None:
        actions.take_no_result(batch, Remark(DepositReason.PASSWORD_LOST).message)
        return
    try:
        result, words, status = _diagnostic(client, sign_in, batch)
    except OutsideError as error:
        actions.take_no_result(batch, str(error))
        return
    if status in (401, 403):
        actions.pause(batch.account_id, DepositReason.SIGN_IN)
    if result is not None and result.stage == "completed":
        actions.take_result(batch, result, words)
    else:
        actions.take_no_result(batch, words)


@every(seconds=5)
def check_sign_ins() -> None:
    """Try the sign-in of accounts whose keepers asked for it: a question after a package that does not exist."""
    client = crossref_client()
    for account in DepositAccount.objects.filter(check_asked_at__isnull=False)[:20]:
        actions.take_sign_in_check(account, _sign_in_problem(client, account))


def _sign_in_problem(client: CrossrefClient, account: DepositAccount) -> Remark | None:
    sign_in = sign_in_of(account)
    if sign_in is None:
        return Remark(DepositReason.PASSWORD_LOST)
    if not client.speaks:
        return Remark(DepositReason.UNREACHABLE, {"detail": "SCICOMM_FETCH=no"})
    try:
        answer = client.result(sign_in, "scicomm-sign-in-check")
    except OutsideError as error:
        return Remark(DepositReason.UNREACHABLE, {"detail": str(error)[:300]})
    if answer.status in _LATER:
        return Remark(DepositReason.UNREACHABLE, {"detail": str(answer.status)})
    return receipt_problem(answer.status, answer.content) if answer.status in (401, 403) else None
