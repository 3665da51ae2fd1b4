"""The portal's column in the cluster's table of journals: how often the stories made from a journal's papers were read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.desk.queries.portfolio import Column, Figure, Scope, register
from scicomm.newsroom.models import Dossier
from scicomm.portal.models import PageUsage
from scicomm.portal.queries.frame import page_address


def _read(scope: Scope) -> dict[int, tuple[int, int]]:
    """For each public story of the scope's journals that was read in the year, its journal and its views. Two queries."""

    def read() -> dict[int, tuple[int, int]]:
        rows = Dossier.objects.public().filter(article__journal__in=scope.journals).order_by()
        stories = {
            page_address(path): (pk, journal)
            for pk, journal, path in rows.values_list("pk", "article__journal_id", "story__url_path")
        }
        usage = PageUsage.objects.filter(path__in=list(stories), day__year=scope.year).order_by()
        views = dict(usage.values_list("path").annotate(n=Sum("views")))
        return {stories[path][0]: (stories[path][1], count) for path, count in views.items() if count}

    found: dict[int, tuple[int, int]] = scope.once("story-views", read)
    return found


def _figure(stories: int, views: int) -> Figure:
    return Figure(stories, float(views), text=_("%(count)s views") % {"count": f"{views:,}"})


def _cells(scope: Scope) -> Mapping[int, Figure]:
    sums: dict[int, tuple[int, int]] = {}
    for journal, views in _read(scope).values():
        stories, before = sums.get(journal, (0, 0))
        sums[journal] = (stories + 1, before + views)
    return {journal: _figure(*pair) for journal, pair in sums.items()}


def _total(scope: Scope, figures: list[Figure]) -> Figure:
    return _figure(sum(one.count for one in figures), sum(int(one.value or 0) for one in figures))


def _behind(scope: Scope) -> QuerySet[Any]:
    return Dossier.objects.filter(pk__in=list(_read(scope))).select_related("story", "unit", "article")


def register_columns() -> None:
    """Called when the portal is ready."""
    register(
        Column(
            "story-views", gettext_lazy("Story views"),
            gettext_lazy(
                "How often people (no programs) read public stories made from the journal's papers in the year; behind it stand "
                "the stories that were read."
            ),
            "reach", "stories", _cells, _behind, _total, in_overview=True,
        )
    )  # fmt: skip
