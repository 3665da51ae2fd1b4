"""The column of stories told from a journal's papers; how often they were read is a column of the portal's."""

from __future__ import annotations

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy

from scicomm.desk.queries.portfolio.registry import Column, Figure, Scope, register, summed
from scicomm.newsroom.models import Dossier


def told_in(scope: Scope) -> QuerySet[Dossier]:
    """Public stories made from papers of the scope's journals, published in its year; withdrawn ones are left out."""
    return Dossier.objects.public().filter(article__journal__in=scope.journals, published_at__year=scope.year)


def _cells(scope: Scope) -> dict[int, Figure]:
    rows = told_in(scope).order_by().values_list("article__journal_id").annotate(n=Count("pk"))
    return {journal: Figure(count, float(count)) for journal, count in rows}


register(
    Column(
        "stories", gettext_lazy("Stories"),
        gettext_lazy("Public stories made from the journal's papers of any year and published in this one, in each language."),
        "reach", "stories", _cells, lambda scope: told_in(scope).select_related("story", "unit", "article"), summed,
        in_overview=True,
    )
)  # fmt: skip
