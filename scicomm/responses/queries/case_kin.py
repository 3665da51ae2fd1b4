"""Cases beside a case: those that may be the same, and those about the same things."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.responses.models import Case
from scicomm.responses.permissions import cases_for
from scicomm.responses.rules import LIKE, likeness

# What is compared word by word: the newest of the last half year.
CANDIDATES = 300
SINCE = dt.timedelta(days=183)
MOST = 5


@dataclass(frozen=True)
class LikeCase:
    """A case that may be the same, and why."""

    case: Case
    score: float
    reason: str


def _words(case: Case) -> str:
    return case.question.text if case.question else case.title


def cases_like(case: Case, user: Any) -> list[LikeCase]:
    """Cases the user reads that may be this one: the same claim, the same report, or a like question. One query."""
    since = timezone.now() - SINCE
    rows = cases_for(user).real().filter(received_at__gte=since, merged_into=None).exclude(pk=case.pk)
    rows = rows.select_related("unit", "question", "mention").order_by("-received_at", "-pk").distinct()
    found = []
    original = case.mention.original_id or case.mention_id if case.mention else None
    for other in rows[:CANDIDATES]:
        score = likeness(_words(case), _words(other))
        copy = original and other.mention and original in {other.mention_id, other.mention.original_id}
        if case.claim_id and case.claim_id == other.claim_id:
            found.append(LikeCase(other, 1 + score, _("the same claim")))
        elif copy:
            found.append(LikeCase(other, 1 + score, _("a copy of the same report")))
        elif score >= LIKE:
            found.append(LikeCase(other, score, _("like words: %(percent)d%%") % {"percent": round(score * 100)}))
    return sorted(found, key=lambda one: (-one.score, -one.case.pk))[:MOST]


def cases_related(case: Case, user: Any) -> list[Case]:
    """Cases about the same topic, claim, story or paper, and those before and after it by the same people. One query."""
    same = Q(follows=case) | Q(pk=case.follows_id or 0)
    for name in ("topic_id", "claim_id", "dossier_id", "article_id"):
        if value := getattr(case, name):
            same |= Q(**{name: value})
    rows = cases_for(user).real().filter(same, merged_into=None).exclude(pk=case.pk).select_related("unit").distinct()
    return list(rows.order_by("-received_at", "-pk")[:MOST])
