"""The column of goals that are behind or overdue."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from scicomm.desk.queries.portfolio.registry import NOTHING, Column, Figure, Scope, register
from scicomm.journals.models import JournalGoal
from scicomm.journals.queries import WORRYING, GoalStanding, goals_standing


def standing_in(scope: Scope) -> list[GoalStanding]:
    """The goals of the scope's journals as they stand today."""
    found: list[GoalStanding] = scope.once(
        "goals", lambda: goals_standing(scope.journals.order_by().values("pk"), this_year=scope.today.year)
    )
    return found


def _cells(scope: Scope) -> dict[int, Figure]:
    worrying: dict[int, int] = {}
    of: dict[int, int] = {}
    for one in standing_in(scope):
        of[one.goal.journal_id] = of.get(one.goal.journal_id, 0) + 1
        worrying[one.goal.journal_id] = worrying.get(one.goal.journal_id, 0) + (one.standing.state in WORRYING)
    return {journal: _figure(worrying[journal], count) for journal, count in of.items()}


def _figure(count: int, of: int) -> Figure:
    return Figure(count, float(count), of, text=f"{count} / {of}", is_bad=count > 0) if of else NOTHING


def _total(scope: Scope, figures: list[Figure]) -> Figure:
    return _figure(sum(figure.count for figure in figures), sum(figure.of or 0 for figure in figures))


def _behind(scope: Scope) -> QuerySet[JournalGoal]:
    wanted = [one.goal.pk for one in standing_in(scope) if one.standing.state in WORRYING]
    return (
        JournalGoal.objects.filter(pk__in=wanted)
        .select_related("journal", "indicator", "owner")
        .order_by("by_year", "pk")
    )


register(
    Column(
        "goals", gettext_lazy("Goals behind"),
        gettext_lazy("Goals that are behind or overdue today, out of all goals of the journal."),
        "goals", "goals", _cells, _behind, _total, in_overview=True, by_year=False,
    )
)  # fmt: skip
