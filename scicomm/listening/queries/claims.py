"""Claims: which are like a text, which are told most, how one went on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from scicomm.listening.models import Claim, ClaimCopy, HotTopic
from scicomm.listening.queries.changes import Watched
from scicomm.listening.rules.claims import CLOSE, ClaimIndex, statement_of

MOST = 20_000
LATELY = dt.timedelta(days=7)


@dataclass(frozen=True)
class LikeClaim:
    """A claim and how like a text it is, 0 to 1."""

    claim: Claim
    score: float


_kept: dict[str, Any] = {"stamp": None, "index": ClaimIndex(), "changes": Watched(Claim)}


def known_claims() -> ClaimIndex[int]:
    """The claims that stand by themselves, in memory; made anew when there are others, or one has other words. Four queries at
    most."""
    standing = Claim.objects.filter(merged_into=None)
    changed = _kept["changes"].changed()
    stamp = tuple(standing.aggregate(Count("pk"), Max("pk")).values())
    if changed or _kept["stamp"] != stamp:
        index: ClaimIndex[int] = ClaimIndex(MOST)
        for pk, text in standing.order_by("-pk").values_list("pk", "text")[:MOST]:
            statement = statement_of(text)
            if statement:
                index.put(pk, statement)
        _kept.update(stamp=stamp, index=index)
    held: ClaimIndex[int] = _kept["index"]
    return held


def claims_like(text: str, limit: int = 5) -> list[LikeClaim]:
    """Claims that a text may be about, the likest first. At most three queries."""
    statement = statement_of(text)
    if statement is None:
        return []
    found = dict(known_claims().like(statement, CLOSE)[:limit])
    rows = Claim.objects.filter(pk__in=list(found), merged_into=None)
    return sorted((LikeClaim(claim, found[claim.pk]) for claim in rows), key=lambda one: -one.score)


def claims_listed(claims: QuerySet[Claim], *, words: str = "", show: str = "") -> QuerySet[Claim]:
    """Claims with how often they were told in all and lately, copies of one report once; those told most lately on top."""
    since = timezone.now() - LATELY
    independent = Q(claim_copies__mention__original=None)
    rows = claims.filter(merged_into=None).annotate(
        told=Count("claim_copies", filter=independent, distinct=True),
        lately=Count("claim_copies", filter=independent & Q(claim_copies__mention__found_at__gte=since), distinct=True),
    )
    rows = rows.filter(is_ignored=show == "ignored")
    if show == "followed":
        rows = rows.filter(is_followed=True)
    if words:
        rows = rows.filter(text__icontains=words)
    return rows.order_by("-lately", "-told", "-last_at", "-pk")


def claims_of_topic(topic: HotTopic, limit: int = 10) -> list[Claim]:
    """The claims that the reports of a topic tell, those of most independent reports first (`told`). One query."""
    in_it = Q(claim_copies__mention__topic=topic, claim_copies__mention__original=None)
    rows = Claim.objects.filter(merged_into=None, is_ignored=False).annotate(
        told=Count("claim_copies", filter=in_it, distinct=True)
    )
    return list(rows.filter(told__gt=0).order_by("-told", "pk")[:limit])


def days_of(claim: Claim) -> list[tuple[dt.date, int]]:
    """How often a claim was told each day, from the first to the last, ninety days at most. One query."""
    counts: dict[dt.date, int] = {}
    for published, found in ClaimCopy.objects.filter(claim=claim).values_list(
        "mention__published_at", "mention__found_at"
    ):
        day = timezone.localdate(published or found)
        counts[day] = counts.get(day, 0) + 1
    if not counts:
        return []
    last = max(counts)
    first = max(min(counts), last - dt.timedelta(days=89))
    return [
        (first + dt.timedelta(days=n), counts.get(first + dt.timedelta(days=n), 0))
        for n in range((last - first).days + 1)
    ]
