"""Columns that count articles: output, access, time to publish, the health of their sources. Two queries for all of them."""

from __future__ import annotations

from statistics import median
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.desk.queries.portfolio.registry import NOTHING, Column, Figure, Scope, register
from scicomm.journals.models import Article, ArticleQuality
from scicomm.journals.queries import listed

TREND_YEARS = 5
_MEASURED = Q(quality__isnull=False)
_WITH_REFERENCES = Q(quality__references__gt=0)
# What of a column's articles is counted, and out of which of the year's articles.
SHARES: dict[str, tuple[Q, Q]] = {
    "open-access": (Q(is_open_access=True), Q()),
    "full-text": (Q(quality__has_full_text=True), _MEASURED),
    "both-abstracts": (Q(quality__has_both_abstracts=True), _MEASURED),
    "orcid": (Q(quality__has_orcid=True), _MEASURED),
    "reference-dois": (Q(quality__references_with_doi=F("quality__references")) & _WITH_REFERENCES, _WITH_REFERENCES),
    "licence": (Q(quality__has_licence=True), _MEASURED),
    "healthy": (
        Q(quality__has_full_text=True, quality__has_both_abstracts=True, quality__has_orcid=True)
        & Q(quality__has_licence=True, quality__lost=0),
        _MEASURED,
    ),
    "lost": (Q(quality__lost__gt=0), _MEASURED),
}


def of_year(scope: Scope) -> QuerySet[Article]:
    """The articles of the scope's journals that came out in its year."""
    return Article.objects.filter(journal__in=scope.journals, published_on__year=scope.year)


def _counts(scope: Scope) -> dict[int, dict[str, int]]:
    """All counts of SHARES by journal. One query."""

    def read() -> dict[int, dict[str, int]]:
        counted: dict[str, Any] = {"n": Count("pk")}
        for key, (what, base) in SHARES.items():
            name = key.replace("-", "_")
            counted[f"{name}_n"] = Count("pk", filter=what)
            if base:
                counted[f"{name}_of"] = Count("pk", filter=base)
        rows = of_year(scope).order_by().values("journal_id").annotate(**counted)
        found: dict[int, dict[str, int]] = {}
        for row in rows:
            values: dict[str, Any] = {**row}
            found[values["journal_id"]] = values
        return found

    counts: dict[int, dict[str, int]] = scope.once("articles", read)
    return counts


def _share(key: str) -> Any:
    name, base = key.replace("-", "_"), SHARES[key][1]

    def cells(scope: Scope) -> dict[int, Figure]:
        found = {}
        for journal, row in _counts(scope).items():
            count, of = row[f"{name}_n"], row[f"{name}_of"] if base else row["n"]
            note = "" if of == row["n"] or key == "reference-dois" else _("%(of)d of %(all)d measured") % {
                "of": of, "all": row["n"]
            }  # fmt: skip
            found[journal] = Figure(
                count, count / of if of else None, of, note=note, is_bad=key == "lost" and count > 0
            )
        return found

    return cells


def _behind(key: str) -> Any:
    def rows(scope: Scope) -> QuerySet[Article]:
        return listed().filter(pk__in=of_year(scope).filter(SHARES[key][0]).order_by().values("pk"))

    return rows


def _total_share(scope: Scope, figures: list[Figure]) -> Figure:
    count, of = sum(figure.count for figure in figures), sum(figure.of or 0 for figure in figures)
    return Figure(count, count / of if of else None, of)


def _output(scope: Scope) -> dict[int, Figure]:
    """Articles of the year with the years before. One query."""

    def read() -> dict[int, dict[int, int]]:
        rows = (
            Article.objects.filter(
                journal__in=scope.journals,
                published_on__year__gt=scope.year - TREND_YEARS,
                published_on__year__lte=scope.year,
            )
            .order_by()
            .annotate(year=ExtractYear("published_on"))
            .values_list("journal_id", "year")
            .annotate(n=Count("pk"))
        )
        found: dict[int, dict[int, int]] = {}
        for journal, year, count in rows:
            found.setdefault(journal, {})[year] = count
        return found

    years = range(scope.year - TREND_YEARS + 1, scope.year + 1)
    return {
        journal: Figure(
            counts.get(scope.year, 0),
            float(counts.get(scope.year, 0)),
            series=tuple(counts.get(year, 0) for year in years),
        )
        for journal, counts in scope.once("output", read).items()
    }


def _total_output(scope: Scope, figures: list[Figure]) -> Figure:
    count = sum(figure.count for figure in figures)
    series = tuple(sum(places) for places in zip(*(figure.series for figure in figures if figure.series), strict=True))
    return Figure(count, float(count), series=series)


def _timed(scope: Scope) -> QuerySet[ArticleQuality]:
    return ArticleQuality.objects.filter(article__in=of_year(scope), days_to_publish__isnull=False)


def _days(scope: Scope) -> dict[int, list[int]]:
    def read() -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for journal, days in _timed(scope).values_list("article__journal_id", "days_to_publish"):
            found.setdefault(journal, []).append(days or 0)
        return found

    days: dict[int, list[int]] = scope.once("days", read)
    return days


def _median(days: list[int], of: int) -> Figure:
    if not days:
        return Figure(0, None, of)
    middle = median(days)
    return Figure(
        len(days),
        float(middle),
        of,
        text=_("%(days)d days") % {"days": round(middle)},
        note=_("%(count)d of %(of)d dated") % {"count": len(days), "of": of},
    )


def _time(scope: Scope) -> dict[int, Figure]:
    days, counts = _days(scope), _counts(scope)
    return {journal: _median(days.get(journal, []), row["n"]) for journal, row in counts.items()}


def _total_time(scope: Scope, figures: list[Figure]) -> Figure:
    return _median([one for days in _days(scope).values() for one in days], sum(figure.of or 0 for figure in figures))


register(
    Column(
        "output", gettext_lazy("Papers"),
        gettext_lazy("Papers published in the year, by their publication date; the line shows five years."),
        "output", "articles", _output, lambda scope: listed().filter(pk__in=of_year(scope).order_by().values("pk")),
        _total_output, in_overview=True,
    )
)  # fmt: skip
register(
    Column(
        "open-access", gettext_lazy("Open access"),
        gettext_lazy("Of the year's papers, those whose source states an open licence."),
        "output", "articles", _share("open-access"), _behind("open-access"), _total_share, in_overview=True,
    )
)  # fmt: skip
register(
    Column(
        "time", gettext_lazy("Received to published"),
        gettext_lazy(
            "The median of days between the two dates in the source; papers whose source lacks a full date are left out."
        ),
        "output", "articles", _time,
        lambda scope: listed().filter(pk__in=_timed(scope).values("article_id")), _total_time, in_overview=True,
    )
)  # fmt: skip
_HEALTH = (
    ("healthy", gettext_lazy("Sound sources"),
     gettext_lazy("Papers whose source has full text, both abstracts, an ORCID iD and a licence, and lost nothing."), True),
    ("full-text", gettext_lazy("Full text"), gettext_lazy("Papers whose source holds their full text."), False),
    ("both-abstracts", gettext_lazy("Both abstracts"), gettext_lazy("Papers with an abstract in Chinese and in English."), False),
    ("orcid", gettext_lazy("ORCID"), gettext_lazy("Papers with an ORCID iD of at least one author."), False),
    ("reference-dois", gettext_lazy("References with DOI"),
     gettext_lazy("Of the papers with references, those whose references all have a DOI."), False),
    ("licence", gettext_lazy("Licence"), gettext_lazy("Papers whose source states a licence, open or not."), False),
    ("lost", gettext_lazy("Text lost"),
     gettext_lazy("Papers in whose source the reader met unknown elements or lost words."), False),
)  # fmt: skip
for _key, _label, _explanation, _first in _HEALTH:
    register(
        Column(
            _key,
            _label,
            _explanation,
            "health",
            "articles",
            _share(_key),
            _behind(_key),
            _total_share,
            in_overview=_first,
        )
    )

__all__ = ["NOTHING", "SHARES", "of_year"]
