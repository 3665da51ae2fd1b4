"""Promise: whatever happens on the way of a deposit, its state stays true: refused, killed, late, signed in wrongly."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from scicomm.journals import actions
from scicomm.journals.models import Deposit, DepositAccount, DepositBatch, DepositRecord
from scicomm.journals.rules.crossref.answers import read_diagnostic, reason_for, receipt_problem
from scicomm.journals.rules.crossref.reasons import DepositReason, Remark
from scicomm.journals.tasks import check_sign_ins, send_deposits
from scicomm.organisation.enums import Role
from tests.crossref_fake import LOGIN, FakeCrossref
from tests.factories.deposits import PASSWORD, account_values
from tests.journals.deposited import S, bring_in, facts, run, states

pytestmark = pytest.mark.django_db


def test_a_version_number_that_is_too_low_mends_itself(
    academy: Any, crossref: FakeCrossref, account: DepositAccount
) -> None:
    """The journal came from another system, which had numbered its records with later times."""
    crossref.versions["10.5555/lake.1"] = 209901010000000000
    bring_in(academy)
    run()
    assert states() == {"10.5555/lake.1": S.WAITING}
    run()
    assert states() == {"10.5555/lake.1": S.REGISTERED}
    assert crossref.versions["10.5555/lake.1"] > 209901010000000000
    assert [record.outcome for record in DepositRecord.objects.order_by("pk")] == ["failed", "registered"]


def test_a_package_refused_as_a_whole_is_sent_again_one_by_one(
    academy: Any, crossref: FakeCrossref, account: DepositAccount
) -> None:
    crossref.whole = "cvc-complex-type.2.4.a: Invalid content was found"
    crossref.messages["10.5555/lake.2"] = ("Failure", "cvc-datatype-valid: not a valid value")
    for number in (1, 2):
        bring_in(academy, number)
    run()
    assert set(states().values()) == {S.WAITING}
    run()
    assert states() == {"10.5555/lake.1": S.REGISTERED, "10.5555/lake.2": S.FAILED}
    assert len(crossref.uploads) == 3


def test_killed_between_sending_and_noting_it_is_found_again_and_not_sent_twice(
    academy: Any, crossref: FakeCrossref, account: DepositAccount, settings: Any
) -> None:
    crossref.breaks, settings.SCICOMM_RETRY_SECONDS = True, 5
    bring_in(academy)
    send_deposits()
    settings.SCICOMM_RETRY_SECONDS = 0
    assert states() == {"10.5555/lake.1": S.SENT}
    assert len(crossref.uploads) == 1
    # As a killed worker leaves it: in hand, its claim run out.
    DepositBatch.objects.update(state="sending", next_try_at=timezone.now() - dt.timedelta(minutes=1))
    run()
    assert (states(), len(crossref.uploads)) == ({"10.5555/lake.1": S.REGISTERED}, 1)
    # Sent twice all the same: the echo of the first is no failure.
    batch = DepositBatch.objects.get()
    assert batch.attempts == 2
    echo = f"submitted version: {batch.timestamp} is less or equal to previously submitted version {batch.timestamp}"
    DepositRecord.objects.update(outcome="open")
    DepositBatch.objects.update(state="sent")
    answer = (
        '<doi_batch_diagnostic status="completed"><record_diagnostic status="Failure">'
        f"<doi>10.5555/lake.1</doi><msg>{echo}</msg></record_diagnostic></doi_batch_diagnostic>"
    )
    actions.take_result(batch, read_diagnostic(answer.encode()), "")
    assert states() == {"10.5555/lake.1": S.REGISTERED}


def test_trouble_on_the_way_is_waited_out_and_not_for_ever(
    academy: Any, crossref: FakeCrossref, account: DepositAccount
) -> None:
    crossref.trouble = [503, 500]
    deposit = bring_in(academy)
    run()
    deposit.refresh_from_db()
    assert (deposit.state, facts("deposit_failed")) == (S.REGISTERED, [])
    assert deposit.remarks == []
    bring_in(academy, title_zh="改过的标题")
    crossref.trouble = [503] * 40
    run()
    deposit.refresh_from_db()
    assert deposit.state == S.FAILED
    assert [remark.code for remark in deposit.said] == [DepositReason.UNREACHABLE]
    assert DepositBatch.objects.latest("pk").attempts == 12


def test_a_wrong_sign_in_stops_the_account_and_a_new_password_sends_what_waited(
    academy: Any, crossref: FakeCrossref, account: DepositAccount
) -> None:
    crossref.password = "changed-at-crossref"
    bring_in(academy)
    run()
    account.refresh_from_db()
    assert states() == {"10.5555/lake.1": S.FAILED}
    assert account.problem == "sign-in"
    # Nothing more knocks at the door.
    bring_in(academy, 2)
    run()
    assert states()["10.5555/lake.2"] == S.WAITING
    assert Deposit.objects.get(article__doi="10.5555/lake.2").said[0].code == DepositReason.SIGN_IN
    values = account_values(address=crossref.address)
    user = academy.user(Role.JOURNAL_EDITOR, academy.north_lake)
    account = actions.edit_deposit_account(account, acting_user=user, password="changed-at-crossref", **values)
    run()
    assert set(states().values()) == {S.REGISTERED}
    # The check tells without depositing anything.
    sent = len(crossref.uploads)
    for password, problem in (("changed-at-crossref", {}), ("again-another", Remark(DepositReason.SIGN_IN).as_row())):
        crossref.password = password
        actions.ask_sign_in_check(account, acting_user=user)
        check_sign_ins()
        account.refresh_from_db()
        assert (account.check_result, account.check_asked_at) == (problem, None)
    assert len(crossref.uploads) == sent


def test_the_password_is_sealed_and_appears_nowhere(
    academy: Any, crossref: FakeCrossref, account: DepositAccount, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    assert PASSWORD not in str(DepositAccount.objects.values().get())
    assert PASSWORD not in str(list(ModelLogEntry.objects.values_list("data", flat=True)))
    crossref.trouble = [500] * 3
    with caplog.at_level("DEBUG"):
        bring_in(academy)
        run()
    assert PASSWORD not in caplog.text
    assert PASSWORD not in str(list(DepositBatch.objects.values("answer")))
    # With a new secret of the site it cannot be opened; the account says so instead of sending nonsense.
    settings.SCICOMM_PASSWORD_KEYS = ["another secret"]
    bring_in(academy, 2)
    run()
    account.refresh_from_db()
    assert account.problem == "password-lost"
    settings.SCICOMM_PASSWORD_KEYS = ["another secret", "only-for-tests"]
    assert actions.open_password(account) == PASSWORD


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (
            "Record not processed because submitted version: 1 is less or equal to previously submitted version 2",
            "version-lower",
        ),
        ("User with ID: {lake} can't submit into handle prefix: 10.5555", "prefix-refused"),
        ("All prefixes in a submission must match (10.5555/1 )", "mixed-prefixes"),
        (
            "Deposit contains title error: the deposited publication title is different than the assigned title",
            "title-differs",
        ),
        ('ISSN "12345678" has already been assigned to a different title/publisher/genre', "issn-taken"),
        ("doi 10.5555/1 is owned by another publisher", "not-your-title"),
        ("[Error] :1:1: cvc-elt.1: Cannot find the declaration of element", "xml-refused"),
        ("something new", "refused"),
    ],
)
def test_known_messages_are_told_in_words(message: str, reason: str) -> None:
    assert reason_for(message, "failure") == reason
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert "%(" not in Remark(reason_for(message, "failure"), {"detail": message, "value": "1"}).message


def test_answers_that_are_none_are_told_apart() -> None:
    assert read_diagnostic(b"<html>busy</html>") is None
    assert read_diagnostic(b"") is None
    assert (
        read_diagnostic(b'<!DOCTYPE x [<!ENTITY e "boo">]><doi_batch_diagnostic status="queued"/>').stage == "waiting"
    )
    assert receipt_problem(200, b"<h2>SUCCESS</h2>") is None
    assert receipt_problem(200, b"<h2>FAILURE</h2> no file").code == DepositReason.RECEIPT_REFUSED
    assert receipt_problem(403, b"").code == DepositReason.SIGN_IN
    assert LOGIN
