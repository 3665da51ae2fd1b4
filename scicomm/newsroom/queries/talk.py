"""Subjects much talked of on which the house has recent papers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from scicomm.journals.models import Article
from scicomm.newsroom.models import TalkedSubject
from scicomm.newsroom.rules.leads import HOT_DAYS, HOT_MENTIONS, NOT_TOLD
from scicomm.organisation.models import Unit

RECENT_DAYS = 365
MOST_SUBJECTS = 50
MOST_PAPERS = 20


@dataclass(frozen=True)
class Talk:
    """A subject that is talked of, how much, and recent papers of one unit on it, newest first."""

    subject: str
    mentions: int
    papers: tuple[Article, ...]


def recent_papers(subjects: Iterable[int], today: dt.date, unit: Unit | None = None) -> list[Article]:
    """Papers of the last year on these subjects, newest first, of a unit and those below it or of the whole house."""
    rows = Article.objects.filter(
        subjects__in=list(subjects), published_on__gt=today - dt.timedelta(days=RECENT_DAYS), published_on__lte=today,
        corrects=None,
    ).exclude(article_type__in=NOT_TOLD)  # fmt: skip
    if unit is not None:
        rows = rows.filter(journal__unit__path__startswith=unit.path)
    found = rows.select_related("journal__unit").distinct().order_by("-published_on", "-pk")
    return list(found[:MOST_PAPERS])


def talk_with_papers(today: dt.date) -> list[Talk]:
    """What is talked of these days where a unit has recent papers: one entry a subject and unit. One query a subject."""
    rows = (
        TalkedSubject.objects.filter(day__gt=today - dt.timedelta(days=HOT_DAYS), day__lte=today)
        .order_by()
        .values("subject_id", "subject__code")
        .annotate(mentions=Count("pk"))
        .filter(mentions__gte=HOT_MENTIONS)
    )
    found: list[Talk] = []
    for row in sorted(rows, key=lambda one: (-one["mentions"], one["subject__code"]))[:MOST_SUBJECTS]:
        by_unit: dict[int, list[Article]] = {}
        for paper in recent_papers([row["subject_id"]], today):
            by_unit.setdefault(paper.unit.pk, []).append(paper)
        found += [Talk(row["subject__code"], row["mentions"], tuple(papers)) for papers in by_unit.values()]
    return found
