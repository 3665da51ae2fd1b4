"""Reads of journals' portfolios: series, goals with their standing, resources, what the public page tells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.core.text import pick
from scicomm.journals.models import (
    IndicatorValue,
    Journal,
    JournalBody,
    JournalEditor,
    JournalGoal,
    JournalIndexing,
    JournalIndicator,
    JournalStep,
    ResourceLine,
)
from scicomm.journals.permissions import journals_kept_by
from scicomm.journals.rules.goals import Standing, State, Why, standing
from scicomm.journals.rules.indicator_files import Known, KnownIndicator, journal_key

WORRYING = frozenset({State.BEHIND, State.OVERDUE})


def known_for(user: Any, *, this_year: int) -> Known:
    """What a table of values is checked against: the journals whose figures the user keeps, and the indicators in use."""
    mine = set(journals_kept_by(user).values_list("pk", flat=True))
    names: dict[str, set[int]] = {}
    rows = Journal.objects.values_list("pk", "issn", "eissn", "cn_number", "title_zh", "title_en")
    for pk, *words in rows:
        for word in words:
            if word:
                names.setdefault(journal_key(word), set()).add(pk)
    return Known(
        journals={key: next(iter(pks)) for key, pks in names.items() if len(pks) == 1 and pks <= mine},
        indicators=[
            KnownIndicator(row.code, (row.name_zh, row.name_en), row.decimals, Decimal(100) if row.is_share else None)
            for row in JournalIndicator.objects.filter(is_active=True)
        ],
        not_yours=frozenset(key for key, pks in names.items() if not pks & mine),
        ambiguous=frozenset(key for key, pks in names.items() if len(pks) > 1),
        this_year=this_year,
    )


def figure(value: Decimal, indicator: JournalIndicator) -> str:
    """A value as it is read: its decimals, grouped, with its measure."""
    text = f"{value:,.{indicator.decimals}f}"
    if indicator.is_share:
        return f"{text}%"
    return f"{text} {indicator.measure}".strip()


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator of one journal over the years, oldest first."""

    indicator: JournalIndicator
    values: tuple[IndicatorValue, ...]

    @property
    def bars(self) -> list[dict[str, Any]]:
        """As the chart component takes them; the newest year stands out."""
        last = self.values[-1].year
        return [
            {
                "label": str(one.year),
                "value": float(one.value),
                "text": figure(one.value, self.indicator),
                "here": one.year == last,
            }
            for one in self.values
        ]

    @property
    def sources(self) -> str:
        """Where the figures come from, each source once."""
        return _("; ").join(dict.fromkeys(one.source for one in self.values if one.source))


def series_of(journal: Journal) -> list[Series]:
    """Every indicator of a journal that has values. One query."""
    found: dict[int, list[IndicatorValue]] = {}
    rows = journal.values.select_related("indicator").order_by("indicator__position", "indicator__code", "year")
    for row in rows:
        found.setdefault(row.indicator_id, []).append(row)
    return [Series(values[0].indicator, tuple(values)) for values in found.values()]


@dataclass(frozen=True, slots=True)
class GoalStanding:
    """A goal with where it stands and the reasoning in words."""

    goal: JournalGoal
    standing: Standing

    @property
    def label(self) -> str:
        return {
            State.REACHED: _("reached"),
            State.ON_COURSE: _("on course"),
            State.BEHIND: _("behind"),
            State.OVERDUE: _("overdue"),
            State.UNKNOWN: _("not measured yet"),
        }[self.standing.state]

    @property
    def tone(self) -> str:
        """The kind of badge."""
        tones = {State.REACHED: "go", State.ON_COURSE: "info", State.BEHIND: "wait", State.OVERDUE: "stop"}
        return tones.get(self.standing.state, "")

    @property
    def target(self) -> str:
        return figure(self.goal.target, self.goal.indicator)

    @property
    def reasoning(self) -> str:
        """Why it stands there, with every figure that was used."""
        now, one = self.standing, self.goal.indicator
        values = {
            "year": now.year,
            "by": self.goal.by_year,
            "start_year": now.start_year,
            "value": figure(now.value, one) if now.value is not None else "",
            "start": figure(now.start, one) if now.start is not None else "",
            "expected": figure(now.expected, one) if now.expected is not None else "",
            "target": self.target,
        }
        return _reasons()[now.why] % values


def _reasons() -> dict[Why, str]:
    return {
        Why.MET: _("%(value)s in %(year)s meets the target of %(target)s."),
        Why.PAST: _("%(by)s is over and %(value)s in %(year)s does not meet %(target)s."),
        Why.PAST_UNMEASURED: _("%(by)s is over and no value was ever entered."),
        Why.UNMEASURED: _("No value was entered yet, so nothing can be said."),
        Why.OLD: _("The newest value, %(value)s, is of %(year)s: too old to tell that it is on course."),
        Why.FIRST: _("Only the starting value is known: %(value)s in %(year)s."),
        Why.AT_LEAST_EXPECTED: _(
            "%(value)s in %(year)s; a straight line from %(start)s in %(start_year)s to %(target)s in %(by)s is at %(expected)s."
        ),
        Why.BELOW_EXPECTED: _(
            "%(value)s in %(year)s falls short of %(expected)s, where a straight line from %(start)s in %(start_year)s to "
            "%(target)s in %(by)s would be."
        ),
    }


def goals_standing(journals: Any, *, this_year: int | None = None) -> list[GoalStanding]:
    """The goals of journals (ids or a queryset) with their standing, the earliest due first. Two queries."""
    year = this_year or timezone.localdate().year
    goals = list(
        JournalGoal.objects.filter(journal__in=journals)
        .select_related("indicator", "owner", "journal")
        .order_by("by_year", "pk")
    )
    return [
        GoalStanding(
            goal,
            standing(
                values,
                direction=goal.indicator.direction,
                target=goal.target,
                from_year=goal.from_year,
                by_year=goal.by_year,
                this_year=year,
            ),
        )
        for goal, values in zip(goals, _series_of_goals(goals), strict=True)
    ]


def _series_of_goals(goals: list[JournalGoal]) -> Iterable[dict[int, Decimal]]:
    rows = IndicatorValue.objects.filter(
        journal__in={goal.journal_id for goal in goals}, indicator__in={goal.indicator_id for goal in goals}
    ).values_list("journal_id", "indicator_id", "year", "value")
    found: dict[tuple[int, int], dict[int, Decimal]] = {}
    for journal, indicator, year, value in rows if goals else ():
        found.setdefault((journal, indicator), {})[year] = value
    return [found.get((goal.journal_id, goal.indicator_id), {}) for goal in goals]


def resource_sums(journals: QuerySet[Journal]) -> list[dict[str, Any]]:
    """What units give these journals, by year, unit, kind and measure (currencies are never added up). One query."""
    rows = (
        ResourceLine.objects.filter(journal__in=journals.order_by().values("pk"))
        .order_by("-year", "unit__path", "kind", "measure")
        .values("year", "kind", "measure", "unit__path", zh=F("unit__name_zh"), en=F("unit__name_en"))
        .annotate(total=Sum("amount"), journal_count=Count("journal", distinct=True))
    )
    kinds = dict(ResourceLine.Kind.choices)
    return [{**row, "unit": pick(row["zh"], row["en"]), "kind_label": kinds[row["kind"]]} for row in rows]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All rows of one journal's portfolio."""

    bodies: list[JournalBody]
    editors: list[JournalEditor]
    former_editors: list[JournalEditor]
    indexings: list[JournalIndexing]
    series: list[Series]
    goals: list[GoalStanding]
    resources: list[ResourceLine]
    steps: list[JournalStep]


_RANK = {role: place for place, role in enumerate(JournalEditor.Role.values)}


def _editors(journal: Journal) -> tuple[list[JournalEditor], list[JournalEditor]]:
    """Who edits it today in the order of the imprint, and who did. One query."""
    today = timezone.localdate()
    rows = list(journal.editors.select_related("person"))
    rows.sort(key=lambda row: (_RANK.get(row.role, 9), row.starts_on or today, row.pk))
    former = [row for row in rows if row.ends_on and row.ends_on < today]
    return [row for row in rows if row not in former and not (row.starts_on and row.starts_on > today)], former


def _bodies(journal: Journal) -> list[JournalBody]:
    order = {kind: place for place, kind in enumerate(JournalBody.Kind.values)}
    rows = journal.bodies.select_related("unit")
    return sorted(rows, key=lambda row: (order.get(row.kind, 9), row.position, row.pk))


def portfolio_of(journal: Journal) -> Portfolio:
    """Everything kept of a journal. Eight queries."""
    editors, former = _editors(journal)
    return Portfolio(
        bodies=_bodies(journal),
        editors=editors,
        former_editors=former,
        indexings=list(journal.indexings.all()),
        series=series_of(journal),
        goals=goals_standing([journal.pk]),
        resources=list(journal.resources.select_related("unit")),
        steps=list(journal.steps.select_related("taken_by__person")),
    )


@dataclass(frozen=True, slots=True)
class AboutJournal:
    """What anyone may read of a journal beside its papers; its goals, resources and figures are the house's."""

    journal: Journal
    bodies: list[JournalBody]
    editors: list[JournalEditor]
    indexings: list[JournalIndexing]


def about_journal(journal: Journal) -> AboutJournal:
    """The public part of a portfolio. Three queries, a fourth for the frequency where it was not fetched with the journal."""
    today = timezone.localdate()
    holds = journal.indexings.exclude(Q(ends_on__lt=today) | Q(starts_on__gt=today))
    return AboutJournal(journal, _bodies(journal), _editors(journal)[0], list(holds))
