"""Promise: publishers see what became of each DOI and do something about it; nothing of another unit's, no password."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from lxml import etree

from scicomm.core.worker import Worker
from scicomm.journals import actions
from scicomm.journals.models import Deposit, DepositAccount
from scicomm.journals.tasks.deposits import prepare
from scicomm.organisation.enums import Role
from tests.factories.deposits import PASSWORD, account_values, make_account
from tests.factories.journals import take

pytestmark = pytest.mark.django_db
S = Deposit.State


@pytest.fixture
def editor(academy: Any, client_for: Any) -> Any:
    return client_for(academy.user(Role.JOURNAL_EDITOR, academy.north_lake))


@pytest.fixture
def deposit(academy: Any) -> Deposit:
    """A DOI that our own check keeps back: its prefix is not the account's."""
    make_account(academy.north_lake, prefixes="10.6666")
    take(academy.north_lake)
    Worker().drain()
    prepare()
    found = Deposit.objects.get()
    assert found.state == S.TO_MEND
    return found


def page(client: Any, name: str, *arguments: Any, **query: str) -> str:
    answer = client.get(reverse(name, args=arguments), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_an_account_is_kept_on_the_desk_and_its_password_never_comes_back(editor: Any, academy: Any) -> None:
    form = {**account_values(), "unit": academy.north_lake.pk, "password": PASSWORD}
    form = {key: value for key, value in form.items() if value is not False}
    wrong = editor.post(
        reverse("deposit-accounts:add"), {**form, "prefixes": "湖", "address": "ftp://x"}
    ).content.decode()
    assert not DepositAccount.objects.exists()
    assert PASSWORD not in wrong
    assert editor.post(reverse("deposit-accounts:add"), form).status_code == 302
    account = DepositAccount.objects.get()
    sealed = account.sealed_password
    edit = reverse("deposit-accounts:edit", args=[account.pk])
    assert editor.post(edit, {**form, "password": "", "registrant": "另一家"}).status_code == 302
    account.refresh_from_db()
    assert (account.registrant, account.sealed_password) == ("另一家", sealed)
    inspect = page(editor, "deposit-accounts:inspect", account.pk)
    for text in (inspect, page(editor, "deposit-accounts:index"), page(editor, "deposit-accounts:edit", account.pk)):
        assert PASSWORD not in text
        assert sealed not in text
    assert editor.post(reverse("journals_account_check", args=[account.pk])).status_code == 302
    account.refresh_from_db()
    assert account.check_asked_at is not None
    assert editor.post(reverse("deposit-accounts:edit", args=[account.pk]), {**form, "login_id": ""}).status_code == 200


def test_a_doi_says_why_it_was_kept_back_and_is_sent_again(editor: Any, deposit: Deposit) -> None:
    listing = page(editor, "journals_deposits", state="mend")
    one = page(editor, "journals_deposit", deposit.pk)
    for text in (listing, one):
        assert "10.6666" in text
        assert deposit.article.title_zh in text
    assert deposit.article.title_zh not in page(editor, "journals_deposits", state="registered")
    assert editor.post(reverse("journals_deposit_retry", args=[deposit.pk])).status_code == 302
    deposit.refresh_from_db()
    assert deposit.state == S.WAITING
    Deposit.objects.update(state=S.FAILED)
    journal = deposit.article.journal.slug
    editor.post(reverse("journals_deposits_retry"), {"state": "mend", "journal": "other"})
    assert Deposit.objects.get().state == S.FAILED
    editor.post(reverse("journals_deposits_retry"), {"state": "mend", "journal": journal})
    assert Deposit.objects.get().state == S.WAITING


def test_the_package_can_be_looked_at_before_and_after(editor: Any, deposit: Deposit) -> None:
    answer = editor.get(reverse("journals_deposit_package", args=[deposit.pk]) + "?preview")
    tree = etree.fromstring(answer.content)
    assert tree.findtext(".//{*}doi_data/{*}doi") == "10.5555/band.1"
    account = DepositAccount.objects.get()
    actions.edit_deposit_account(account, acting_user=None, **account_values())
    actions.retry_deposits([deposit], acting_user=None)
    prepare()
    deposit.refresh_from_db()
    assert deposit.state == S.SENT
    sent = etree.fromstring(editor.get(reverse("journals_deposit_package", args=[deposit.pk])).content)
    assert sent.findtext(".//{*}doi_batch_id") == deposit.batch.batch_id  # type: ignore[union-attr]
    # While it is under way, it is not sent again; the wish is remembered.
    editor.post(reverse("journals_deposit_retry", args=[deposit.pk]))
    deposit.refresh_from_db()
    assert (deposit.state, deposit.changed_since) == (S.SENT, True)


def test_a_journal_is_deposited_whole_and_an_article_by_itself(editor: Any, academy: Any) -> None:
    article = take(academy.north_lake).article
    assert page(editor, "journals_deposit_journals")
    send = reverse("journals_deposit_send", args=[article.pk])
    whole = reverse("journals_deposit_journal", args=[article.journal_id])
    # Without an account, both say so and nothing waits.
    for url in (send, whole):
        assert editor.post(url).status_code == 302
    assert not Deposit.objects.exists()
    make_account(academy.north_lake)
    assert whole in page(editor, "journals_deposit_journals")
    assert send in page(editor, "articles:inspect", article.pk)
    editor.post(whole)
    assert Deposit.objects.get().state == S.WAITING
    assert send not in page(editor, "articles:inspect", article.pk)
    Deposit.objects.all().delete()
    assert editor.post(send).status_code == 302
    assert Deposit.objects.get().article == article


def test_another_units_deposits_do_not_exist_for_one(academy: Any, client_for: Any, deposit: Deposit) -> None:
    stranger = client_for(academy.user(Role.JOURNAL_EDITOR, academy.south_sea))
    account, article = DepositAccount.objects.get(), deposit.article
    for name, pk in (
        ("journals_deposit", deposit.pk),
        ("journals_deposit_package", deposit.pk),
        ("deposit-accounts:inspect", account.pk),
        ("journals_doaj", article.journal_id),
    ):
        assert stranger.get(reverse(name, args=[pk])).status_code == 404
    for name, pk in (
        ("journals_deposit_retry", deposit.pk),
        ("journals_deposit_send", article.pk),
        ("journals_deposit_journal", article.journal_id),
        ("journals_account_check", account.pk),
    ):
        assert stranger.post(reverse(name, args=[pk])).status_code == 404
    stranger.post(reverse("journals_deposits_retry"), {"state": "mend"})
    assert Deposit.objects.get().state == S.TO_MEND
    assert article.doi not in page(stranger, "journals_deposits")
    # Those above read, and do not act.
    above = client_for(academy.user(Role.COORDINATOR, academy.top))
    assert article.doi in page(above, "journals_deposits")
    assert above.post(reverse("journals_deposit_retry", args=[deposit.pk])).status_code in (302, 403)
    assert Deposit.objects.get().state == S.TO_MEND
    assert client_for(academy.user(Role.CONTRIBUTOR, academy.north_lake)).get(
        reverse("journals_deposits")
    ).status_code in (302, 403)


def test_lists_cost_the_same_however_long(editor: Any, academy: Any, django_assert_max_num_queries: Any) -> None:
    make_account(academy.north_lake)
    for number in range(4):
        journal = take(academy.north_lake, doi=f"10.5555/lake.{number}").article.journal
    actions.deposit_journal(journal, acting_user=None)
    editor.get(reverse("journals_deposits"))
    with django_assert_max_num_queries(30) as few:
        page(editor, "journals_deposits")
    for number in range(4, 10):
        take(academy.north_lake, doi=f"10.5555/lake.{number}")
    actions.deposit_journal(journal, acting_user=None)
    with django_assert_max_num_queries(len(few)):
        page(editor, "journals_deposits")
