"""Withdrawing an article and taking that back. Nothing is deleted: row, sources and address stay, and the address says why.

A withdrawal is not a retraction. A retraction is a notice of the journal about an article that stays readable; a withdrawal takes
the article away, because it should never have stood here: a wrong file, a claim of rights, a DOI that was given up.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import journals as facts
from scicomm.facts.base import ref
from scicomm.journals.actions.notices import actor_of
from scicomm.journals.models import Article
from scicomm.journals.permissions import can_withdraw
from scicomm.organisation.permissions import require

WITHDRAWN = audit_entry("journals.article.withdraw", gettext_lazy("Withdraw article"), shred=nothing_personal)
REINSTATED = audit_entry("journals.article.reinstate", gettext_lazy("Reinstate article"), shred=nothing_personal)
MOST_REASON = 2000


@transaction.atomic
def withdraw_article(article: Article, *, reason: str, acting_user: Any = None) -> Article:
    """Take an article out of public view for a reason that everybody can read. Without a user it is the harvest that acts.

    Withdrawing again changes nothing, the first reason stays. Raises PermissionDenied, and ValidationError without a reason.
    """
    row = _locked(article)
    require(acting_user is None or can_withdraw(acting_user, row))
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Say why; readers will find the reason at the article's address.")})
    if row.is_withdrawn and not row.embargo_until:
        return row
    row.withdrawn_at, row.withdrawal_reason, row.embargo_until = timezone.now(), reason[:MOST_REASON], None
    row.save(update_fields=["withdrawn_at", "withdrawal_reason", "embargo_until", "changed_at"])
    audit(WITHDRAWN, row, user=acting_user, new={"doi": row.doi, "reason": row.withdrawal_reason})
    record(
        facts.ArticleWithdrawn(
            unit_id=row.journal.unit_id,
            subject=ref("journals", "article", row.pk),
            actor_id=actor_of(acting_user),
            doi=row.doi,
            reason=row.withdrawal_reason,
        )
    )
    return row


@transaction.atomic
def reinstate_article(article: Article, *, acting_user: Any = None) -> Article:
    """Make a withdrawn article public again, for those who may withdraw it. One that is public, or under embargo, stays so."""
    row = _locked(article)
    require(acting_user is None or can_withdraw(acting_user, row))
    if not row.is_withdrawn or row.embargo_until:
        return row
    old = {"doi": row.doi, "reason": row.withdrawal_reason}
    row.withdrawn_at, row.withdrawal_reason = None, ""
    row.save(update_fields=["withdrawn_at", "withdrawal_reason", "changed_at"])
    audit(REINSTATED, row, user=acting_user, old=old)
    record(
        facts.ArticleReinstated(
            unit_id=row.journal.unit_id,
            subject=ref("journals", "article", row.pk),
            actor_id=actor_of(acting_user),
            doi=row.doi,
        )
    )
    return row


def _locked(article: Article) -> Article:
    rows = Article.everything.select_for_update(of=("self",)).select_related("journal__unit")
    return rows.defer("body_html", "body_text", "references").get(pk=article.pk)
