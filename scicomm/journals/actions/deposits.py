"""DOIs that are to be deposited: queued by facts or by hand, tried again, left alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.journals.models import Article, Deposit, Journal
from scicomm.journals.permissions import can_deposit
from scicomm.journals.queries.deposits import account_for, accounts_on, never_deposited
from scicomm.journals.rules.crossref.reasons import DepositReason, Remark
from scicomm.organisation.permissions import require

ASKED = audit_entry("journals.deposit.ask", gettext_lazy("Have DOI deposited"), shred=nothing_personal)

State = Deposit.State
# From here a DOI may be sent again by hand.
AGAIN = (State.FAILED, State.TO_MEND, State.NO_ANSWER)


@transaction.atomic
def note_article(article_id: int | str) -> Deposit | None:
    """An article came in, changed or was corrected: its DOI waits to be deposited where its account does so by itself.

    Otherwise a DOI that is registered is marked as changed since. Idempotent; returns the deposit that was touched.
    """
    article = Article.objects.select_related("journal__unit").only("doi", "journal__unit").filter(pk=article_id).first()
    if article is None:
        return None
    account = account_for(article.journal, accounts_on())
    if account is not None and account.automatic:
        return _queue(article)
    known = Deposit.objects.select_for_update(of=("self",)).filter(article=article).first()
    if known is not None and not known.changed_since:
        known.changed_since = True
        known.save(update_fields=["changed_since", "updated_at"])
    return known


@transaction.atomic
def ask_deposit(article: Article, *, acting_user: Any) -> Deposit:
    """Have a DOI deposited now. Under way already, it is done once more afterwards; unchanged, nothing is sent.

    Raises ValidationError when no account that is switched on serves the journal.
    """
    require(can_deposit(acting_user, article.journal))
    if account_for(article.journal, accounts_on()) is None:
        raise ValidationError(Remark(DepositReason.NO_ACCOUNT).message)
    deposit = _queue(article)
    audit(ASKED, article, user=acting_user, new=article.doi)
    return deposit


def _queue(article: Article) -> Deposit:
    fresh = {"state": State.WAITING, "next_try_at": timezone.now()}
    deposit, made = Deposit.objects.select_for_update(of=("self",)).get_or_create(article=article, defaults=fresh)
    if made:
        return deposit
    deposit.changed_since = True
    if not deposit.is_under_way:
        _set_waiting(deposit)
    deposit.save()
    return deposit


def _set_waiting(deposit: Deposit) -> None:
    deposit.state, deposit.next_try_at = State.WAITING, timezone.now()
    deposit.attempts, deposit.remarks, deposit.sent_alone = 0, [], False


@transaction.atomic
def retry_deposits(deposits: Iterable[Deposit], *, acting_user: Any) -> int:
    """Send again what was refused, could not go or was never answered; returns how many wait now. Others are left alone."""
    rows = list(
        Deposit.objects.select_for_update(of=("self",))
        .select_related("article__journal__unit")
        .filter(pk__in=[one.pk for one in deposits], state__in=AGAIN)
    )
    for row in rows:
        require(can_deposit(acting_user, row.article.journal))
    for row in rows:
        _set_waiting(row)
        row.save()
        audit(ASKED, row.article, user=acting_user, new=row.article.doi)
    return len(rows)


@transaction.atomic
def deposit_journal(journal: Journal, *, acting_user: Any) -> int:
    """Have every DOI of a journal deposited that never was, or that changed since; returns how many wait now.

    Raises ValidationError when no account that is switched on serves the journal.
    """
    require(can_deposit(acting_user, journal))
    if account_for(journal, accounts_on()) is None:
        raise ValidationError(Remark(DepositReason.NO_ACCOUNT).message)
    now = timezone.now()
    made = Deposit.objects.bulk_create(
        [Deposit(article=article, next_try_at=now) for article in never_deposited(journal).only("pk")],
        ignore_conflicts=True,
    )
    stale = Q(state=State.REGISTERED, changed_since=True) | Q(state=State.TESTED)
    again = Deposit.objects.filter(stale, article__journal=journal).update(
        state=State.WAITING, next_try_at=now, attempts=0, remarks=[], sent_alone=False
    )
    if count := len(made) + again:
        audit(ASKED, journal, user=acting_user, new=count)
    return count
