"""Makes the package of what is due: built and checked outside any transaction, stored by an action afterwards."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.conf import settings

from scicomm.journals.models import Article, Deposit, DepositAccount
from scicomm.journals.queries.deposit_articles import articles_to_deposit, date_stands_in, deposit_article, fingerprint
from scicomm.journals.rules.crossref.check import form_problems, problems
from scicomm.journals.rules.crossref.package import build_package
from scicomm.journals.rules.crossref.parts import DepositArticle, Depositor
from scicomm.journals.rules.crossref.reasons import DepositReason, Remark

log = logging.getLogger("scicomm.journals")
MOST_TIMESTAMP = 2**63 - 1


@dataclass(frozen=True, slots=True)
class PlannedDoi:
    """One DOI of a plan: what would be deposited, its hash, what there is to say; None and a remark where it cannot be made."""

    deposit_id: int
    article: DepositArticle | None
    content_hash: str = ""
    remarks: tuple[Remark, ...] = ()

    @property
    def stops(self) -> bool:
        return self.article is None or any(remark.stops for remark in self.remarks)


@dataclass(frozen=True, slots=True)
class Plan:
    """A package ready to be stored and sent. `sent` go out, `mended_first` cannot, `unchanged` need not."""

    account_id: int
    batch_id: str
    timestamp: int
    package: bytes
    sent: tuple[PlannedDoi, ...] = ()
    mended_first: tuple[PlannedDoi, ...] = ()
    unchanged: tuple[PlannedDoi, ...] = field(default=())


def depositor_of(account: DepositAccount) -> Depositor:
    return Depositor(account.depositor_name, account.depositor_email, account.registrant)


def version_number(now: dt.datetime, earlier: Sequence[int]) -> int:
    """A number above every earlier one, readable as a time: 20260517123045123. Crossref takes only rising numbers."""
    return max([int(now.astimezone(dt.UTC).strftime("%Y%m%d%H%M%S%f")[:17]), *(number + 1 for number in earlier)])


def plan(account: DepositAccount, deposits: Sequence[Deposit], now: dt.datetime) -> Plan:
    """The package for deposits of one account and one prefix. An article that cannot go never keeps another back."""
    timestamp = version_number(now, [one.timestamp for one in deposits])
    batch_id = f"scicomm-{timestamp}-{secrets.token_hex(4)}"
    rows = {article.pk: article for article in articles_to_deposit(one.article_id for one in deposits)}
    made = [_planned(account, one, rows[one.article_id]) for one in deposits if one.article_id in rows]
    known = {one.pk: one.registered_hash for one in deposits}
    unchanged = [
        one for one in made if not account.is_test and one.content_hash and one.content_hash == known[one.deposit_id]
    ]
    to_send = [one for one in made if not one.stops and one not in unchanged]
    checked = _checked(account, to_send, batch_id, timestamp)
    sent = tuple(one for one in checked if not one.stops)
    stopped = [one for one in (*made, *checked) if one.stops and one not in unchanged]
    package = _package(account, sent, batch_id, timestamp) if sent else b""
    return Plan(account.pk, batch_id, timestamp, package, sent, tuple(stopped), tuple(unchanged))


def preview(account: DepositAccount | None, article: Article, now: dt.datetime) -> tuple[bytes, tuple[Remark, ...]]:
    """What would be sent of one article now, and what is to be said of it; the package is empty when it cannot be made."""
    (row,) = articles_to_deposit([article.pk])
    shown = account or DepositAccount(depositor_name="–", depositor_email="nobody@example.org", registrant="–")
    planned = _planned(shown, Deposit(article=row), row)
    remarks = planned.remarks
    if account is None:
        remarks = (Remark(DepositReason.NO_ACCOUNT), *remarks)
    if planned.article is None:
        return b"", remarks
    number = version_number(now, [])
    (checked,) = _checked(shown, [planned], "preview", number)
    said = (*remarks, *(one for one in checked.remarks if one not in remarks))
    return _package(shown, [planned], "preview", number), said


def _planned(account: DepositAccount, deposit: Deposit, row: Article) -> PlannedDoi:
    try:
        article = deposit_article(row, account)
        remarks = problems(article, account.prefix_list)
        digest = fingerprint(article)
    except Exception as error:  # one article that cannot be written must not keep back the others
        log.exception("The deposit of %s could not be made", row.doi)
        return PlannedDoi(deposit.pk, None, "", (Remark(DepositReason.NOT_BUILT, {"detail": type(error).__name__}),))
    if date_stands_in(row):
        year = next(iter(article.dates.values())).year
        remarks.append(Remark(DepositReason.DATE_STANDS_IN, {"value": str(year)}))
    return PlannedDoi(deposit.pk, article, digest, tuple(remarks))


def _package(account: DepositAccount, planned: Sequence[PlannedDoi], batch_id: str, timestamp: int) -> bytes:
    articles = [one.article for one in planned if one.article is not None]
    return build_package(articles, depositor_of(account), batch_id=batch_id, timestamp=timestamp)


def _checked(account: DepositAccount, planned: Sequence[PlannedDoi], batch_id: str, timestamp: int) -> list[PlannedDoi]:
    """The same DOIs with what their form has against it; what is wrong with the head is said of each."""
    if not planned:
        return []
    found = form_problems(_package(account, planned, batch_id, timestamp), settings.SCICOMM_CROSSREF_SCHEMAS)
    if not found:
        return list(planned)
    common = tuple(found.get("", ()))
    return [
        replace(one, remarks=(*one.remarks, *common, *found.get(one.article.doi if one.article else "-", ())))
        for one in planned
    ]
