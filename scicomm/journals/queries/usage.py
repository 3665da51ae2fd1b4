"""Reads of what was counted: figures of an article, of a journal, of all journals in a year; each in one query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from scicomm.journals.models import Journal, UsageClock, UsageMonth
from scicomm.journals.rules.counter.asking import last_day


@dataclass(frozen=True, slots=True)
class Figures:
    """What readers see: pages opened and files fetched, double clicks and programs left out, and until which day."""

    views: int
    downloads: int
    until: dt.date | None
    """The last day that was counted to its end; None where nothing has been counted yet."""


@dataclass(frozen=True, slots=True)
class JournalUsage:
    """A journal's usage by COUNTER's metrics."""

    total_investigations: int
    unique_investigations: int
    total_requests: int
    unique_requests: int
    downloads: int
    articles: int = 0
    """Of how many articles that are public today."""


NO_USAGE = JournalUsage(0, 0, 0, 0, 0)
_SUMS = ("total_investigations", "unique_investigations", "total_requests", "unique_requests", "downloads")


def article_clock(article_id: int) -> QuerySet[UsageClock]:
    """The moment until which was counted, with `all` and `files` of an article; no row before the first count."""
    return _clock(UsageMonth.objects.filter(article=article_id), "article")


def journal_figures(journal: Journal) -> Figures:
    """A journal's figures; one query."""
    return _figures(UsageMonth.objects.filter(article__journal=journal.pk), "article__journal")


def _clock(rows: QuerySet[UsageMonth], by: str) -> QuerySet[UsageClock]:
    def added(name: str) -> Coalesce:
        return Coalesce(Subquery(rows.order_by().values(by).annotate(added=Sum(name)).values("added")), 0)

    return UsageClock.objects.annotate(all=added("total_investigations"), files=added("downloads")).filter(pk=1)


def _figures(rows: QuerySet[UsageMonth], by: str) -> Figures:
    counted: Any = _clock(rows, by)
    found = counted.values_list("until", "all", "files").first()
    return figures_from(*found) if found else Figures(0, 0, None)


def figures_from(until: dt.datetime, opened: int, fetched: int) -> Figures:
    """The figures for readers from what was counted: pages opened in all, files fetched among them."""
    return Figures(opened - fetched, fetched, timezone.localdate(until) - dt.timedelta(days=1))


def usage_by_journal(year: int, journals: QuerySet[Journal] | None = None) -> dict[int, JournalUsage]:
    """The usage of a year by journal (its number in the house); journals without any are not in it. One query."""
    rows = UsageMonth.objects.filter(month__year=year)
    if journals is not None:
        rows = rows.filter(article__journal__in=journals.order_by().values("pk"))
    public = Count("article", filter=Q(article__withdrawn_at__isnull=True), distinct=True)
    sums = (
        rows.order_by()
        .values_list("article__journal")
        .annotate(**{f"sum_{name}": Sum(name) for name in _SUMS}, public=public)
    )
    return {journal: JournalUsage(*counts) for journal, *counts in sums}


def requests_by_month(
    first: dt.date, last: dt.date, journals: Iterable[int] | QuerySet[Journal] | None = None
) -> dict[dt.date, int]:
    """How often the full text was requested in each month that had any; one query."""
    rows = UsageMonth.objects.filter(month__gte=first, month__lte=last)
    if journals is not None:
        rows = rows.filter(article__journal__in=journals)
    return dict(rows.order_by().values_list("month").annotate(Sum("total_requests")))


def counted_months() -> tuple[dt.date | None, dt.date | None]:
    """The first days of the first and the last month that were counted to their end; None where there is none. One query."""
    clock = UsageClock.objects.filter(pk=1).first()
    if clock is None:
        return None, None
    first = timezone.localdate(clock.since).replace(day=1)
    last = (timezone.localdate(clock.until).replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    return (first, last) if last >= first else (first, None)


def latest_month() -> dt.date:
    """The month of a report where nothing is chosen (its last day): the last one counted, else the last one that ended."""
    _first, last = counted_months()
    return last_day(last) if last else timezone.localdate().replace(day=1) - dt.timedelta(days=1)
