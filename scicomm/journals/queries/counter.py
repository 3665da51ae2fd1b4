"""Reports by COUNTER from the counted months: a fixed number of queries a report, whatever it holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from scicomm.journals.models import Article, Authorship, Journal, SearchMonth, UsageMonth
from scicomm.journals.queries.usage import counted_months
from scicomm.journals.rules.counter.asking import THE_WORLD, Asked, bare_identifier, months_between, seen_months
from scicomm.journals.rules.counter.counting import Counts
from scicomm.journals.rules.counter.problems import Problem
from scicomm.journals.rules.counter.report import (
    Cell,
    Entity,
    Entry,
    Group,
    Institution,
    Report,
    grouped,
    metrics_of,
    searches_cell,
)
from scicomm.organisation.models import Unit

WORLD = Institution("The World", THE_WORLD, is_world=True)
_AT_ONCE = 500
_SHOWN = {"YOP": "yop", "Access_Type": "access_type", "Access_Method": "access_method"}
_VERSIONS = {Article.State.CORRECTED: "CVoR"}


def platform_name() -> str:
    """How the platform is named in reports: the house's English name, else the Chinese one."""
    top = Unit.objects.filter(depth=1).values_list("name_en", "name_zh").first() or ("", "")
    return top[0] or top[1] or settings.SCICOMM_COUNTER_PLATFORM


def counter_report(
    asked: Asked, *, institution: Institution = WORLD, journals: QuerySet[Journal] | None = None, platform: str = ""
) -> Report:
    """The report asked for, of all journals or of some; exceptions about its time stand in the request's list afterwards."""
    months = seen_months(asked, *counted_months())
    report = Report(
        asked=asked,
        institution=institution,
        platform=platform or platform_name(),
        namespace=settings.SCICOMM_COUNTER_PLATFORM,
        registry=settings.SCICOMM_COUNTER_REGISTRY,
        created=timezone.now().astimezone(dt.UTC),
        entries=[],
        months=months_between(*months) if months else [],
    )
    if months:
        totals_in = asked.begin if asked.totals else None
        groups = grouped(_cells(asked, months, journals, with_searches=journals is None), totals_in=totals_in)
        report.entries = list(_entries(report, groups))
        if not report.entries:
            asked.problems.append(Problem(3030))
    asked.problems.sort(key=lambda problem: problem.code)
    return report


def _cells(
    asked: Asked, months: tuple[dt.date, dt.date], journals: QuerySet[Journal] | None, *, with_searches: bool
) -> Iterator[Cell]:
    about = asked.definition.about
    kinds = asked.filters.get("Data_Type", ())
    kind = "Article" if about == "item" else "Journal"
    if not kinds or kind in kinds:
        yield from _usage_cells(asked, months, journals, kind)
    methods = asked.filters.get("Access_Method", ())
    if (
        about == "platform"
        and with_searches
        and (not kinds or "Platform" in kinds)
        and (not methods or "Regular" in methods)
    ):
        yield from _search_cells(asked, months)


def _usage_cells(
    asked: Asked, months: tuple[dt.date, dt.date], journals: QuerySet[Journal] | None, kind: str
) -> Iterator[Cell]:
    rows = UsageMonth.objects.filter(_chosen(asked), month__gte=months[0], month__lte=months[1])
    if journals is not None:
        rows = rows.filter(article__journal__in=journals.order_by().values("pk"))
    entity = {"platform": [], "title": ["article__journal"], "item": ["article"]}[asked.definition.about]
    shown = [name for name in _SHOWN if name in asked.shown]
    fields = [*entity, "month", *(_SHOWN[name] for name in shown)]
    sums = rows.order_by().values_list(*fields).annotate(
        Sum("total_investigations"), Sum("unique_investigations"), Sum("total_requests"), Sum("unique_requests")
    )  # fmt: skip
    first = (("Data_Type", kind),) if asked.definition.shows_data_type else ()
    for row in sums.iterator(chunk_size=2000):
        key = row[0] if entity else 0
        month, *values = row[len(entity) : -4]
        named = tuple(
            (name, f"{value:04d}" if name == "YOP" else value) for name, value in zip(shown, values, strict=True)
        )
        yield Cell(key, month, (*first, *named), metrics_of(Counts(*row[-4:]), asked.wanted_metrics))


def _search_cells(asked: Asked, months: tuple[dt.date, dt.date]) -> Iterator[Cell]:
    if "Searches_Platform" not in asked.wanted_metrics:
        return
    rows = SearchMonth.objects.filter(month__gte=months[0], month__lte=months[1])
    for month, count in rows.values_list("month", "searches"):
        yield searches_cell(0, month, count, with_method="Access_Method" in asked.shown)


def _chosen(asked: Asked) -> Q:
    """The filters of a request as the rows know them."""
    wanted, filters = Q(), asked.filters
    if "Access_Type" in filters:
        wanted &= Q(access_type__in=filters["Access_Type"])
    if "Access_Method" in filters:
        wanted &= Q(access_method__in=filters["Access_Method"])
    if asked.years:
        years = Q()
        for first, last in asked.years:
            years |= Q(yop__gte=first, yop__lte=last)
        wanted &= years
    if "Item_ID" in filters:
        wanted &= _identified(filters["Item_ID"], about_articles=asked.definition.about == "item")
    for author in filters.get("Author", ()):
        writers = Authorship.objects.filter(orcid=bare_identifier(author)[1])
        wanted &= Q(article__in=writers.values("article"))
    return wanted


def _identified(values: tuple[str, ...], *, about_articles: bool) -> Q:
    wanted = Q(pk__in=[])
    for value in values:
        kind, text = bare_identifier(value)
        if kind == "doi":
            wanted |= Q(article__doi=text)
        elif kind == "issn":
            wanted |= Q(article__journal__issn=text) | Q(article__journal__eissn=text)
        elif not about_articles:
            wanted |= Q(article__journal__slug=text)
        elif text.isdecimal() and len(text) < 15:
            wanted |= Q(article=int(text))
    return wanted


def _entries(report: Report, groups: dict[int, list[Group]]) -> Iterator[Entry]:
    about = report.asked.definition.about
    if about == "platform":
        for found in groups.values():
            yield Entry(Entity(report.platform), found)
    elif about == "title":
        rows = Journal.objects.select_related("unit").filter(pk__in=list(groups)).order_by("slug")
        for journal in rows:
            yield Entry(_journal(journal, report), groups[journal.pk])
    else:
        yield from _articles(report, groups)


def _articles(report: Report, groups: dict[int, list[Group]]) -> Iterator[Entry]:
    """Articles journal by journal, newest first; three queries for each five hundred."""
    asked = report.asked
    with_authors = "Authors" in asked.shown or asked.definition.id == "IR_A1"
    wanted = _in_order(groups)
    journals: dict[int, Entity] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = Article.objects.filter(pk__in=wanted[start : start + _AT_ONCE]).select_related("journal__unit").only(
            "doi", "title_zh", "title_en", "language", "published_on", "state", "journal__slug", "journal__title_zh",
            "journal__title_en", "journal__issn", "journal__eissn", "journal__publisher", "journal__language",
            "journal__unit__slug", "journal__unit__name_en", "journal__unit__name_zh",
        )  # fmt: skip
        known: dict[int, Any] = {row.pk: row for row in (rows.prefetch_related("authors") if with_authors else rows)}
        for pk in wanted[start : start + _AT_ONCE]:
            article = known[pk]
            if article.journal_id not in journals:
                journals[article.journal_id] = _journal(article.journal, report)
            parent = journals[article.journal_id]
            entity = _article(article, parent, report, with_authors=with_authors)
            yield Entry(entity, groups[pk], parent if asked.with_parents else None, article.journal_id)


def _in_order(groups: dict[int, list[Group]]) -> list[int]:
    """The articles journal by journal, newest first."""
    rows = Article.objects.order_by("journal__slug", "-published_on", "pk").values_list("pk", flat=True)
    if len(groups) <= _AT_ONCE:
        return list(rows.filter(pk__in=list(groups)))
    # A database takes only so many numbers in one question: the order comes from the whole table.
    return [pk for pk in rows.iterator(chunk_size=5000) if pk in groups]


def _journal(journal: Journal, report: Report) -> Entity:
    chinese = journal.language.startswith("zh")
    title = (journal.title_zh or journal.title_en) if chinese else (journal.title_en or journal.title_zh)
    unit = journal.unit
    ids = {
        "Proprietary": f"{report.namespace}:{journal.slug}",
        "Print_ISSN": journal.issn,
        "Online_ISSN": journal.eissn,
        "URI": f"{settings.SITE_URL}/journals/{journal.slug}/",
    }
    return Entity(
        title=title,
        publisher=journal.publisher or unit.name_en or unit.name_zh,
        publisher_id=f"{report.namespace}:{unit.slug}",
        ids={name: value for name, value in ids.items() if value},
    )


def _article(article: Article, parent: Entity, report: Report, *, with_authors: bool) -> Entity:
    chinese = article.language.startswith("zh")
    title = (article.title_zh or article.title_en) if chinese else (article.title_en or article.title_zh)
    return Entity(
        title=title,
        publisher=parent.publisher,
        publisher_id=parent.publisher_id,
        ids={
            "DOI": article.doi,
            "Proprietary": f"{report.namespace}:{article.pk}",
            "URI": f"https://doi.org/{quote(article.doi, safe='/:;()._-')}",
        },
        authors=tuple(_authors(article, chinese)) if with_authors else (),
        published_on=article.published_on,
        version=_VERSIONS.get(Article.State(article.state), "VoR"),
    )


def _authors(article: Article, chinese: bool) -> Iterator[tuple[str, str]]:
    """The first three, by the name of the article's language."""
    for author in list(article.authors.all())[:3]:
        name = (author.name_zh or author.name_en) if chinese else (author.name_en or author.name_zh)
        if len(name) > 1:
            yield name, author.orcid
