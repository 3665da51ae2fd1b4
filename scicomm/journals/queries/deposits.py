"""Reads of deposits: which account serves a journal, what is due, how each journal's DOIs fare."""

from __future__ import annotations

import datetime as dt
import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from lxml import etree

from scicomm.journals.models import Article, Deposit, DepositAccount, DepositBatch, DepositRecord, Journal
from scicomm.journals.queries.articles import HEAVY
from scicomm.journals.rules.crossref.wording import CROSSREF


@dataclass(frozen=True, slots=True)
class DepositHealth:
    """How a journal's DOIs fare, in numbers of articles."""

    journal_id: int
    articles: int = 0
    registered: int = 0
    tested: int = 0
    waiting: int = 0
    pending: int = 0
    failed: int = 0
    never: int = 0
    changed: int = 0

    @property
    def under_way(self) -> int:
        """Waiting to be sent, or at Crossref."""
        return self.waiting + self.pending

    @property
    def percent(self) -> int:
        """Registered, of a hundred; a journal without articles counts as whole."""
        return 100 * self.registered // self.articles if self.articles else 100


_GROUPS = {
    "registered": (Deposit.State.REGISTERED,),
    "tested": (Deposit.State.TESTED,),
    "waiting": (Deposit.State.WAITING,),
    "pending": (Deposit.State.SENT, Deposit.State.PENDING),
    "failed": (Deposit.State.FAILED, Deposit.State.TO_MEND, Deposit.State.NO_ANSWER),
}


def failed_deposits(journals: QuerySet[Journal]) -> QuerySet[Article]:
    """The articles of these journals that count as failed in `deposit_health`, withdrawn ones with them."""
    rows = Article.everything.filter(journal__in=journals, deposit__state__in=_GROUPS["failed"])
    return rows.select_related("journal__unit").defer(*HEAVY)


def deposit_health(journals: Iterable[Journal] | None = None) -> dict[int, DepositHealth]:
    """How the DOIs of each journal fare, by the journal's id; one query whatever their number.

    Each article counts in one of registered, tested, waiting, pending, failed, never. `changed` are those registered ones of
    which the register does not have the newest.
    """
    counts = {
        name: Count("articles", filter=Q(articles__deposit__state__in=states)) for name, states in _GROUPS.items()
    }
    if isinstance(journals, QuerySet):
        rows = journals
    else:
        rows = (
            Journal.objects.all() if journals is None else Journal.objects.filter(pk__in=[one.pk for one in journals])
        )
    found = rows.order_by().annotate(
        total=Count("articles"),
        never=Count("articles", filter=Q(articles__deposit__isnull=True)),
        changed=Count(
            "articles",
            filter=Q(articles__deposit__changed_since=True, articles__deposit__state=Deposit.State.REGISTERED),
        ),
        **counts,
    )
    names = ("never", "changed", *_GROUPS)
    return {
        row["pk"]: DepositHealth(row["pk"], row["total"], **{name: row[name] for name in names})
        for row in found.values("pk", "total", *names)
    }


def accounts_on() -> list[DepositAccount]:
    """The accounts that are switched on, with their units and the journals they name."""
    return list(
        DepositAccount.objects.filter(is_on=True).select_related("unit").prefetch_related("journals").order_by("pk")
    )


def account_for(journal: Journal, accounts: Iterable[DepositAccount]) -> DepositAccount | None:
    """The account that serves a journal: one that names it, else one of its unit, else the nearest above that serves below."""
    path = journal.unit.path

    def rank(account: DepositAccount) -> int | None:
        named = {one.pk for one in account.journals.all()}
        if not path.startswith(account.unit.path):
            return None
        if named:
            return 0 if journal.pk in named else None
        if account.unit_id == journal.unit_id:
            return 1
        return 2 + len(path) - len(account.unit.path) if account.serves_below else None

    ranked = [(place, account.pk, account) for account in accounts if (place := rank(account)) is not None]
    return min(ranked, key=lambda one: one[:2])[2] if ranked else None


def due_deposits(now: dt.datetime, most: int) -> list[Deposit]:
    """What waits to be sent, longest first."""
    rows = Deposit.objects.filter(state=Deposit.State.WAITING, next_try_at__lte=now)
    return list(
        rows.select_related("article__journal__unit")
        .defer("article__body_html", "article__body_text")
        .order_by("next_try_at", "pk")[:most]
    )


def history_of(deposit: Deposit) -> list[DepositRecord]:
    """Every package the DOI was in, newest first, without the packages themselves."""
    return list(deposit.records.select_related("batch__account").defer("batch__package")[:50])


def never_deposited(journal: Journal) -> QuerySet[Article]:
    """Articles of a journal whose DOI was never to be deposited."""
    return Article.objects.filter(journal=journal, deposit__isnull=True)


def package_of(batch: DepositBatch) -> bytes:
    """The package as it was sent."""
    return zlib.decompress(bytes(batch.package))


def package_for_one(batch: DepositBatch, doi: str) -> bytes:
    """The package as it was sent, without the other articles in it: they may be another unit's."""
    root = etree.fromstring(package_of(batch), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    for journal in list(root.iter(f"{{{CROSSREF}}}journal")):
        articles = journal.findall(f"{{{CROSSREF}}}journal_article")
        others = [one for one in articles if one.findtext(f"{{{CROSSREF}}}doi_data/{{{CROSSREF}}}doi") != doi]
        for other in others:
            journal.remove(other)
        parent = journal.getparent()
        if len(others) == len(articles) and parent is not None:
            parent.remove(journal)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def grouped(
    deposits: Iterable[Deposit], accounts: Iterable[DepositAccount]
) -> dict[tuple[int, str, int], list[Deposit]]:
    """What may go into one package: one account, one DOI prefix; what is to be sent alone is a package of its own.

    Account 0: no account serves the journal.
    """
    known = list(accounts)
    serving: dict[int, DepositAccount | None] = {}
    groups: dict[tuple[int, str, int], list[Deposit]] = defaultdict(list)
    for deposit in deposits:
        journal = deposit.article.journal
        if journal.pk not in serving:
            serving[journal.pk] = account_for(journal, known)
        account = serving[journal.pk]
        prefix = deposit.article.doi.partition("/")[0]
        groups[(account.pk if account else 0, prefix, deposit.pk if deposit.sent_alone else 0)].append(deposit)
    return groups
