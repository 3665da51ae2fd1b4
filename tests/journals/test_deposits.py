"""Promise: each DOI has its own state, which is true; nothing is registered twice needlessly, and nothing that should not be."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone, translation

from scicomm.core.models import FactRecord
from scicomm.core.worker import Worker
from scicomm.journals import actions
from scicomm.journals.models import Deposit, DepositAccount, DepositBatch, Journal
from scicomm.journals.queries import deposit_health
from scicomm.journals.queries.deposits import account_for, accounts_on, package_for_one
from scicomm.journals.rules.crossref.reasons import DepositReason
from scicomm.journals.tasks import poll_deposits
from scicomm.organisation.enums import Role
from tests.crossref_fake import FakeCrossref
from tests.factories.deposits import account_values, make_account
from tests.factories.journals import related, take
from tests.journals.deposited import S, bring_in, facts, run, states

pytestmark = pytest.mark.django_db


def test_a_new_article_is_registered_once_and_an_unchanged_one_not_again(
    academy: Any, crossref: FakeCrossref, account: DepositAccount
) -> None:
    deposit = bring_in(academy)
    assert deposit.state == S.WAITING
    run()
    deposit.refresh_from_db()
    assert (deposit.state, deposit.remarks, facts("doi_registered")) == (S.REGISTERED, [], ["10.5555/lake.1"])
    batch = DepositBatch.objects.get()
    assert [name for name, _package in crossref.uploads] == [batch.batch_id]
    assert batch.timestamp == deposit.timestamp == crossref.versions["10.5555/lake.1"]
    # Asked for by hand without a change: nothing goes out, and it says registered.
    actions.ask_deposit(deposit.article, acting_user=academy.user(Role.JOURNAL_EDITOR, academy.north_lake))
    run()
    deposit.refresh_from_db()
    assert (len(crossref.uploads), deposit.state) == (1, S.REGISTERED)
    # A newer version goes out with a higher number, even where the clock stands still or goes back.
    Deposit.objects.update(timestamp=batch.timestamp + 10**14)
    bring_in(academy, title_zh="改过的标题")
    run()
    deposit.refresh_from_db()
    assert (deposit.state, len(crossref.uploads)) == (S.REGISTERED, 2)
    assert crossref.versions["10.5555/lake.1"] > batch.timestamp + 10**14
    assert facts("doi_registered") == ["10.5555/lake.1"] * 2
    assert FactRecord.objects.filter(name="journals.doi_registered").last().payload["renewed"] is True


def test_in_one_package_each_doi_fares_by_itself(academy: Any, crossref: FakeCrossref, account: DepositAccount) -> None:
    crossref.messages = {
        "10.5555/lake.2": ("Failure", 'ISSN "2050084X" has already been assigned to a different title'),
        "10.5555/lake.3": ("Warning", "Added with conflict"),
    }
    crossref.silent = {"10.5555/lake.4"}
    for number in range(1, 5):
        bring_in(academy, number)
    no_name = bring_in(academy, 5, title_zh="？" * 3)
    Deposit.objects.filter(pk=no_name.pk).update(state=S.WAITING)
    run()
    assert len(crossref.uploads) == 1
    found = {row.article.doi[-1]: row for row in Deposit.objects.select_related("article")}
    assert {key: row.state for key, row in found.items()} == {
        "1": S.REGISTERED, "2": S.FAILED, "3": S.REGISTERED, "4": S.FAILED, "5": S.REGISTERED,
    }  # fmt: skip
    assert [remark.code for remark in found["2"].said] == [DepositReason.ISSN_TAKEN]
    assert [remark.code for remark in found["3"].said] == [DepositReason.CONFLICT]
    assert [remark.code for remark in found["4"].said] == [DepositReason.NOT_MENTIONED]
    assert sorted(facts("deposit_failed")) == ["10.5555/lake.2", "10.5555/lake.4"]
    with translation.override("en"):
        assert "title list" in found["2"].messages
    # What is sent to be looked at holds one article only.
    alone = package_for_one(DepositBatch.objects.get(), "10.5555/lake.2").decode()
    assert "10.5555/lake.2" in alone
    assert "10.5555/lake.1" not in alone
    # The health of the journal is told in one query.
    health = deposit_health()[found["1"].article.journal_id]
    assert (health.articles, health.registered, health.failed, health.never) == (5, 3, 2, 0)


def test_queued_then_completed_and_never_completed_in_the_end(
    academy: Any, crossref: FakeCrossref, account: DepositAccount
) -> None:
    crossref.rounds = 2
    deposit = bring_in(academy)
    run()
    assert states() == {"10.5555/lake.1": S.PENDING}
    poll_deposits()
    poll_deposits()
    assert states() == {"10.5555/lake.1": S.REGISTERED}
    crossref.rounds = -1
    bring_in(academy, title_zh="改过的标题")
    run()
    DepositBatch.objects.filter(state="sent").update(sent_at=timezone.now() - dt.timedelta(days=8))
    poll_deposits()
    deposit.refresh_from_db()
    assert deposit.state == S.NO_ANSWER
    assert [remark.code for remark in deposit.said] == [DepositReason.NO_ANSWER]
    assert deposit.registered_at is not None, "what was registered before stays known"
    # It can be sent again.
    crossref.rounds = 0
    assert actions.retry_deposits([deposit], acting_user=None) == 1
    run()
    assert states() == {"10.5555/lake.1": S.REGISTERED}


def test_what_our_own_check_refuses_never_goes_out_and_is_mended_by_a_new_file(
    academy: Any, crossref: FakeCrossref, account: DepositAccount
) -> None:
    actions.edit_deposit_account(
        account, acting_user=None, **account_values(address=crossref.address, prefixes="10.6666")
    )
    bring_in(academy, 1)
    run()
    deposit = Deposit.objects.get()
    assert (deposit.state, crossref.uploads) == (S.TO_MEND, [])
    assert "10.6666" in deposit.messages
    assert facts("deposit_failed") == ["10.5555/lake.1"]
    actions.edit_deposit_account(
        account, acting_user=None, **account_values(address=crossref.address, prefixes="10.6666，10.5555")
    )
    actions.retry_deposits([deposit], acting_user=None)
    run()
    assert states() == {"10.5555/lake.1": S.REGISTERED}


def test_corrections_are_told_by_the_notice_and_the_test_system_registers_nothing(
    academy: Any, crossref: FakeCrossref, account: DepositAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scicomm.journals.tasks import deposits as task

    monkeypatch.setattr(task, "TEST", crossref.address)
    values = account_values(endpoint="test", crossmark_policy="10.5555/policy")
    actions.edit_deposit_account(account, acting_user=None, **values)
    bring_in(academy, 1)
    run()
    assert states() == {"10.5555/lake.1": S.TESTED}
    assert facts("doi_registered") == []
    actions.edit_deposit_account(
        account, acting_user=None, **values | {"endpoint": "custom", "address": crossref.address}
    )
    assert actions.deposit_journal(Journal.objects.get(), acting_user=None) == 1
    run()
    # The notice comes first and finds its article later: it is deposited again, now with its update.
    bring_in(academy, 9, article_type="retraction", related=related("retracted-article", "10.5555/lake.3"))
    run()
    assert b"<update" not in crossref.uploads[-1][1]
    bring_in(academy, 3)
    run()
    assert any(
        b'type="retraction" date="2026-05-17">10.5555/lake.3</update>' in package for _id, package in crossref.uploads
    )
    assert set(states().values()) == {S.REGISTERED}


def test_by_hand_only_and_switched_off(academy: Any, crossref: FakeCrossref, account: DepositAccount) -> None:
    editor = academy.user(Role.JOURNAL_EDITOR, academy.north_lake)
    values = account_values(address=crossref.address, automatic=False)
    actions.edit_deposit_account(account, acting_user=editor, **values)
    article = take(academy.north_lake, doi="10.5555/lake.1").article
    Worker().drain()
    run()
    assert states() == {}
    assert deposit_health()[article.journal_id].never == 1
    assert actions.deposit_journal(article.journal, acting_user=editor) == 1
    run()
    take(academy.north_lake, doi="10.5555/lake.1", title_zh="改过的标题")
    Worker().drain()
    assert deposit_health()[article.journal_id].changed == 1
    assert actions.deposit_journal(article.journal, acting_user=editor) == 1
    run()
    assert (deposit_health()[article.journal_id].changed, len(crossref.uploads)) == (0, 2)
    actions.edit_deposit_account(account, acting_user=editor, **values | {"is_on": False})
    with pytest.raises(ValidationError):
        actions.ask_deposit(article, acting_user=editor)
    with pytest.raises(PermissionDenied):
        actions.ask_deposit(article, acting_user=academy.user(Role.JOURNAL_EDITOR, academy.south_sea))


def test_which_account_serves_which_journal(academy: Any) -> None:
    lake, sea = (
        take(unit, doi=f"10.5555/{n}", journal=f"刊{n}", eissn="").article.journal
        for n, unit in enumerate((academy.north_lake, academy.south_sea))
    )
    top = make_account(academy.top, name="top", serves_below=True)
    own = make_account(academy.north_lake, name="own")
    assert [account_for(one, accounts_on()) for one in (lake, sea)] == [own, top]
    named = make_account(academy.north, name="named", journals=[lake])
    assert [account_for(one, accounts_on()) for one in (lake, sea)] == [named, top]
    with pytest.raises(ValidationError):
        make_account(academy.north, name="not below", journals=[sea])
    with pytest.raises(PermissionDenied):
        make_account(academy.north_lake, user=academy.user(Role.JOURNAL_EDITOR, academy.south_sea))
    for wrong in (
        {"prefixes": "11.5"},
        {"prefixes": ""},
        {"address": ""},
        {"login_id": "a\nb"},
        {"crossmark_policy": "x"},
    ):
        with pytest.raises(ValidationError):
            make_account(academy.north_lake, **wrong)
