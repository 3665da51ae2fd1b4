"""Embargoes of articles: the journal holds one back until a moment, moves that moment, and the clock lifts it.

An article under embargo is out of public view like a withdrawn one, but nothing says that it is here: no page,
no reason, no name.
What the newsroom tells of it follows (see newsroom.handlers.embargoes).
"""

from __future__ import annotations

import datetime as dt
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
from scicomm.journals.permissions import can_embargo
from scicomm.organisation.permissions import require

EMBARGOED = audit_entry("journals.article.embargo", gettext_lazy("Embargo of an article"), shred=nothing_personal)
HIDDEN = ["withdrawn_at", "embargo_until", "changed_at"]


@transaction.atomic
def set_article_embargo(
    article: Article, *, until: dt.datetime | None, reason: str = "", acting_user: Any = None
) -> Article:
    """Hold an article back until a moment, move that moment, or (None) let it out now. Without a user it is an import that acts.

    Refuses a moment that has passed, and an article whose day has come: what the public has read cannot be held back. The same
    moment again changes nothing.
    """
    row = _locked(article.pk)
    require(acting_user is None or can_embargo(acting_user, row))
    if until is None:
        return _lift(row, acting_user, reason.strip(), early=True) if row.embargo_until else row
    if until <= timezone.now():
        raise ValidationError({"until": _("An embargo lies in the future.")})
    if row.embargo_until == until:
        return row
    _refuse_public(row)
    old, row.embargo_until = row.embargo_until, until
    row.withdrawn_at = row.withdrawn_at or timezone.now()
    row.save(update_fields=HIDDEN)
    was = old.isoformat() if old else ""
    audit(EMBARGOED, row, user=acting_user, old=was or "none", new={"until": until.isoformat(), "reason": reason})
    record(
        facts.ArticleEmbargoSet(
            unit_id=row.journal.unit_id, subject=ref("journals", "article", row.pk), actor_id=actor_of(acting_user),
            doi=row.doi, until=until.isoformat(), old=was, reason=reason.strip(),
        )
    )  # fmt: skip
    return row


def _refuse_public(row: Article) -> None:
    if row.embargo_until:
        return
    if row.is_withdrawn:
        raise ValidationError(_("The article was withdrawn; there is nothing to hold back."))
    if row.published_on <= timezone.localdate():
        raise ValidationError(_("The article's day has come: what the public has read cannot be held back."))


def lift_article_embargoes() -> int:
    """Let out every article whose moment has come, in order, each in its own transaction; returns how many."""
    due = Article.everything.filter(embargo_until__lte=timezone.now()).order_by("embargo_until", "pk")
    lifted = 0
    for pk in list(due.values_list("pk", flat=True)[:200]):
        with transaction.atomic():
            row = _locked(pk)
            if row.embargo_until and row.embargo_until <= timezone.now():
                _lift(row, None, "", early=False)
                lifted += 1
    return lifted


def _lift(row: Article, acting_user: Any, reason: str, *, early: bool) -> Article:
    was = row.embargo_until
    assert was is not None  # noqa: S101 - both callers have looked
    row.embargo_until = row.withdrawn_at = None
    row.save(update_fields=HIDDEN)
    audit(EMBARGOED, row, user=acting_user, old=was.isoformat(), new={"until": "none", "reason": reason})
    record(
        facts.ArticleEmbargoLifted(
            unit_id=row.journal.unit_id, subject=ref("journals", "article", row.pk), actor_id=actor_of(acting_user),
            doi=row.doi, until=was.isoformat(), early=early, reason=reason,
        )
    )  # fmt: skip
    return row


def _locked(pk: int) -> Article:
    rows = Article.everything.select_for_update(of=("self",)).select_related("journal__unit")
    return rows.defer("body_html", "body_text", "references").get(pk=pk)
