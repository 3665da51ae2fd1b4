"""Who may see and start deposits, and fetching them and their accounts with permission."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from scicomm.journals.models import Article, Deposit, DepositAccount, Journal
from scicomm.journals.permissions.journals import WRITERS, journals_for
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import OVERSEERS, Role, allowed, holds_here, units_here, units_under

# Who reads deposit accounts: those who deposit and those who set the house up. Others see only what became of DOIs.
ACCOUNT_READERS = frozenset({Role.JOURNAL_EDITOR, Role.ADMINISTRATOR})


def can_deposit(user: Any, journal: Journal) -> bool:
    """Whether the user may have articles of this journal deposited: the journal editors of its very unit."""
    return user is None or holds_here(user, WRITERS, journal.unit)


def can_keep_account(user: Any, unit: Unit) -> bool:
    """Whether the user may add or change deposit accounts of this unit."""
    return user is None or holds_here(user, WRITERS, unit)


def deposits_for(user: Any) -> QuerySet[Deposit]:
    """The DOIs of journals of units the user oversees."""
    mine = Deposit.objects.filter(article__journal__unit__in=units_under(user, OVERSEERS))
    return mine.select_related("article__journal__unit", "batch__account")


def get_deposit_for(user: Any, identifier: object) -> Deposit:
    """The state of a DOI of a unit the user oversees."""
    return allowed(deposits_for(user), identifier)


def get_article_to_deposit_for(user: Any, identifier: object) -> Article:
    """An article whose journal's unit the user oversees."""
    mine = Article.objects.filter(journal__in=journals_for(user)).select_related("journal__unit")
    return allowed(mine, identifier)


def journals_to_deposit(user: Any) -> QuerySet[Journal]:
    """The journals whose articles the user may have deposited."""
    return Journal.objects.filter(unit__in=units_here(user, WRITERS)).select_related("unit")


def get_account_for(user: Any, identifier: object) -> DepositAccount:
    """A deposit account of a unit in or above which the user reads accounts."""
    mine = DepositAccount.objects.filter(unit__in=units_under(user, ACCOUNT_READERS)).select_related("unit")
    return allowed(mine, identifier)
