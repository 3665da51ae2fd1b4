"""The demonstration's DOI deposits: an account that is switched off, and what a register would have said of some papers.

Nothing is sent anywhere: the register is fictional, its answer is written here and read by the real actions.
"""

from __future__ import annotations

from django.utils import timezone

from scicomm.journals import actions
from scicomm.journals.models import Article, DepositAccount, Journal
from scicomm.journals.queries.deposit_plans import plan
from scicomm.journals.queries.deposits import due_deposits
from scicomm.journals.rules.crossref.answers import read_diagnostic

PAPERS = 7
REFUSED = "ISSN has already been assigned to a different title/publisher/genre"
ROW = '<record_diagnostic status="{status}"><doi>{doi}</doi><msg>{message}</msg></record_diagnostic>'


def deposit_some() -> None:
    """One package of the first journal's newest papers: most registered, one refused, one not mentioned; then off."""
    journal = Journal.objects.select_related("unit").order_by("pk").first()
    if journal is None or DepositAccount.objects.exists():
        return
    papers = list(Article.objects.filter(journal=journal).select_related("journal__unit")[:PAPERS])
    if not papers:
        return
    values = _values(papers[0].doi.partition("/")[0])
    account = actions.create_deposit_account(
        unit=journal.unit,
        acting_user=None,
        password="not-a-real-password",  # noqa: S106 - fictional
        journals=[journal],
        is_on=True,
        **values,
    )
    for paper in papers:
        actions.ask_deposit(paper, acting_user=None)
    batch = actions.store_plan(plan(account, due_deposits(timezone.now(), PAPERS), timezone.now()))
    if batch is not None:
        actions.take_receipt(batch, "")
        answer = _answer([row.article.doi for row in batch.deposits.select_related("article").order_by("pk")])
        result = read_diagnostic(answer.encode())
        if result is not None:
            actions.take_result(batch, result, answer)
    actions.edit_deposit_account(account, acting_user=None, is_on=False)


def _values(prefix: str) -> dict[str, object]:
    return {
        "name": "期刊部",
        "endpoint": DepositAccount.Endpoint.CUSTOM,
        "address": "https://doi.example.org",
        "login_id": "journals@example.org/press",
        "depositor_name": "期刊部",
        "depositor_email": "doi@example.org",
        "registrant": "示范科学院",
        "prefixes": prefix,
        "crossmark_policy": "",
        "serves_below": False,
        "automatic": False,
    }


def _answer(dois: list[str]) -> str:
    """The diagnostic of a fictional register."""
    refused, silent = dois[1:2], dois[2:3]
    rows = [
        ROW.format(
            status="Failure" if doi in refused else "Success",
            doi=doi,
            message=REFUSED if doi in refused else "Successfully added",
        )
        for doi in dois
        if doi not in silent
    ]
    return f'<doi_batch_diagnostic status="completed">{"".join(rows)}</doi_batch_diagnostic>'
