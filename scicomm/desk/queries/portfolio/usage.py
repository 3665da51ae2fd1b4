"""The column of how often the papers were read, by COUNTER's rules. One query for the figures."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.desk.queries.portfolio.registry import Column, Figure, Scope, register
from scicomm.journals.models import Article, UsageMonth
from scicomm.journals.queries import JournalUsage, listed, usage_by_journal


def _figure(articles: int, investigations: int, requests: int) -> Figure:
    return Figure(
        articles,
        float(investigations),
        text=_("%(count)s views") % {"count": f"{investigations:,}"},
        note=_("full text %(count)s times") % {"count": f"{requests:,}"},
    )


def _sums(scope: Scope) -> dict[int, JournalUsage]:
    sums: dict[int, JournalUsage] = scope.once("usage", lambda: usage_by_journal(scope.year, scope.journals))
    return sums


def _cells(scope: Scope) -> dict[int, Figure]:
    return {
        journal: _figure(one.articles, one.total_investigations, one.total_requests)
        for journal, one in _sums(scope).items()
    }


def _total(scope: Scope, figures: list[Figure]) -> Figure:
    sums = _sums(scope).values()
    return _figure(
        sum(one.articles for one in sums),
        sum(one.total_investigations for one in sums),
        sum(one.total_requests for one in sums),
    )


def _behind(scope: Scope) -> QuerySet[Article]:
    used = UsageMonth.objects.filter(month__year=scope.year, article__journal__in=scope.journals)
    return listed().filter(pk__in=used.order_by().values("article_id"))


register(
    Column(
        "usage", gettext_lazy("Usage of papers"),
        gettext_lazy(
            "How often papers of any year were opened in this one, by COUNTER's rules (double clicks and programs left out), and "
            "how often in full text; behind it stand the papers that were opened."
        ),
        "reach", "articles", _cells, _behind, _total, in_overview=True,
    )
)  # fmt: skip
