"""What stands against an article today: the notice or withdrawal that whoever tells of it must know."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from scicomm.journals.models import Article, ArticleRelation
from scicomm.journals.rules.notices import FROM_ARTICLE, FROM_NOTICE, state_of

WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class StandingNotice:
    """The heaviest thing that is said of an article: corrected, concern, retracted or withdrawn; since when, and the DOI under
    which it is said (the article's own where no notice is known)."""

    kind: str
    on: dt.date
    doi: str


def standing_notice(article_id: int | str) -> StandingNotice | None:
    """What is said of an article now, withdrawn ones included; None where nothing is, or no such article. Two queries at most."""
    row = (
        Article.everything.only("doi", "state", "withdrawn_at", "embargo_until", "changed_at")
        .filter(pk=article_id)
        .first()
    )
    if row is None:
        return None
    if row.withdrawn_at is not None and row.embargo_until is None:
        return StandingNotice(WITHDRAWN, timezone.localdate(row.withdrawn_at), row.doi)
    if row.state == Article.State.CURRENT:
        return None
    said = [(notice.published_on, notice.doi) for kind, notice in _speaking(row) if kind == row.state]
    on, doi = max(said, default=(timezone.localdate(row.changed_at), row.doi))
    return StandingNotice(row.state, on, doi)


def _speaking(article: Article) -> list[tuple[str, Article]]:
    """The notices in effect that speak of the article, each with the state that it gives. One query."""
    by_notice = Q(target=article, kind__in=list(FROM_NOTICE))
    by_itself = Q(article=article, target__isnull=False, kind__in=list(FROM_ARTICLE))
    rows = ArticleRelation.objects.filter(by_notice | by_itself).select_related("article", "target")
    light = ("doi", "article_type", "published_on")
    rows = rows.only("kind", *(f"{end}__{name}" for end in ("article", "target") for name in light))
    found = []
    for row in rows:
        notice = row.article if row.kind in FROM_NOTICE else row.target
        if notice is not None:
            found.append((state_of(row.kind, notice.article_type), notice))
    return found
