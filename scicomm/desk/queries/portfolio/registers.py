"""Columns of how the papers fare outside: with the register of DOIs, and with harvesters. One query and three."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.desk.queries.portfolio.registry import Column, Figure, Scope, register, summed
from scicomm.journals.models import Article
from scicomm.journals.queries import JournalOai, deposit_health, failed_deposits, listed, oai_health, without_jats


def _dois(count: int, of: int, registered: int) -> Figure:
    note = _("%(percent)d%% registered") % {"percent": 100 * registered // of} if of else ""
    return Figure(count, float(count), of, note=note, is_bad=count > 0)


def _deposits(scope: Scope) -> dict[int, tuple[int, int, int]]:
    found: dict[int, tuple[int, int, int]] = scope.once(
        "deposits",
        lambda: {pk: (one.failed, one.articles, one.registered) for pk, one in deposit_health(scope.journals).items()},
    )
    return found


def _deposit_cells(scope: Scope) -> dict[int, Figure]:
    return {journal: _dois(*counts) for journal, counts in _deposits(scope).items()}


def _deposit_total(scope: Scope, figures: list[Figure]) -> Figure:
    failed, articles, registered = (sum(counts) for counts in zip((0, 0, 0), *_deposits(scope).values(), strict=True))
    return _dois(failed, articles, registered)


def _oai(scope: Scope) -> list[JournalOai]:
    found: list[JournalOai] = scope.once("oai", lambda: oai_health(scope.journals))
    return found


def _oai_cells(scope: Scope) -> dict[int, Figure]:
    return {one.journal.pk: _oai_figure(one) for one in _oai(scope)}


def _oai_figure(one: JournalOai) -> Figure:
    lacking = one.living - one.jats
    codes = {problem.code for problem in one.problems}
    note = _("no ISSN") if "no-issn" in codes else ""
    if one.deleted:
        deleted = _("deleted: %(count)d") % {"count": one.deleted}
        note = f"{note}; {deleted}" if note else deleted
    return Figure(lacking, float(lacking), one.living, note=note, is_bad=not one.is_healthy)


def _without_jats(scope: Scope) -> QuerySet[Article]:
    return listed().filter(pk__in=without_jats(scope.journals).order_by().values("pk"))


register(
    Column(
        "doi-failed", gettext_lazy("DOIs not registered"),
        gettext_lazy("Papers whose DOI Crossref refused or did not answer for, today, out of all papers of the journal."),
        "health", "articles", _deposit_cells, lambda scope: failed_deposits(scope.journals), _deposit_total,
        in_overview=True, by_year=False,
    )
)  # fmt: skip
register(
    Column(
        "harvest", gettext_lazy("Not to be harvested"),
        gettext_lazy(
            "Papers that harvesters (OAI-PMH) cannot have in JATS today, out of all that are public; a journal without an ISSN "
            "is marked too."
        ),
        "health", "articles", _oai_cells, _without_jats, summed, by_year=False,
    )
)  # fmt: skip
