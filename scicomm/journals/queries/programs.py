"""Reads for the public interface: articles with many filters, issues, authors by ORCID iD; each in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import ExtractYear

from scicomm.journals.models import Article, Authorship, Journal, QuarantinedFile
from scicomm.journals.queries.articles import articles
from scicomm.organisation.models import Unit

MOST_ISSUES = 200


def articles_for_programs(
    *,
    journal: str = "",
    unit: str = "",
    subject: str = "",
    orcid: str = "",
    language: str = "",
    type: str = "",
    state: str = "",
    year: int | None = None,
    volume: str = "",
    issue: str = "",
    open_access: bool | None = None,
    changed_since: dt.datetime | None = None,
) -> QuerySet[Article]:
    """Articles narrowed by all that is given; a page of them costs three queries. A unit nobody knows has none."""
    path = ""
    if unit:
        path = Unit.objects.filter(slug=unit).values_list("path", flat=True).first() or "-"
    rows = articles(
        journal=journal, year=year, subject=subject, language=language, open_access=open_access, unit_path=path
    )
    wanted = Q()
    for field, value in (("article_type", type), ("state", state), ("volume", volume), ("issue", issue)):
        if value:
            wanted &= Q(**{field: value})
    if orcid:
        wanted &= Q(pk__in=Authorship.objects.filter(orcid=orcid.upper()).values("article_id"))
    if changed_since:
        wanted &= Q(changed_at__gte=changed_since)
    return rows.filter(wanted).prefetch_related("subjects")


def issues_of(journal: Journal, year: int | None = None) -> list[dict[str, Any]]:
    """The issues of a journal as its articles name them, newest first."""
    rows = Article.objects.filter(journal=journal).order_by()
    if year:
        rows = rows.filter(published_on__year=year)
    grouped = (
        rows.annotate(year=ExtractYear("published_on"))
        .values("year", "volume", "issue")
        .annotate(articles=Count("pk"), published_from=Min("published_on"), published_until=Max("published_on"))
    )
    return [dict(row) for row in grouped.order_by("-published_until", "-volume", "-issue")[:MOST_ISSUES]]


def known_authors(name: str = "", *, after: str = "") -> QuerySet[Any, Any]:
    """Authors by ORCID iD, in its order, with a name in each script and how many articles."""
    rows = Authorship.objects.exclude(orcid="").order_by()
    if name:
        named = Q(name_zh__icontains=name) | Q(name_en__icontains=name)
        rows = rows.filter(orcid__in=Authorship.objects.filter(named).exclude(orcid="").values("orcid"))
    if after:
        rows = rows.filter(orcid__gt=after)
    counted = rows.values("orcid").annotate(
        articles=Count("article", distinct=True), zh=Max("name_zh"), en=Max("name_en")
    )
    return counted.order_by("orcid")


def refusal_row(file_name: str, content_hash: str) -> QuarantinedFile | None:
    """The row of a file that was set aside just now."""
    return QuarantinedFile.objects.filter(content_hash=content_hash, file_name__endswith=file_name[-200:]).first()
