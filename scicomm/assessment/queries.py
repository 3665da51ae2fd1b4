"""Scores counted from facts at this moment, the facts behind each number, and what a thing counts; runs are the record of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.dateparse import parse_date

from scicomm.assessment.models import AssessmentRun, Indicator
from scicomm.assessment.rules import CountedFact, Outcome, outcome, total
from scicomm.core.models import FactRecord
from scicomm.facts.base import ref_parts
from scicomm.newsroom.models import StoryPage
from scicomm.organisation.models import Unit
from scicomm.responses.models import Answer

PAPER = "journals.article"
PAPER_PUBLISHED = "journals.article_published"


@dataclass(frozen=True)
class Scored:
    """One indicator of one unit: what it gave, its own facts only or with all units below."""

    indicator: Indicator
    result: Outcome

    @property
    def percent(self) -> float:
        """How far the points are, of full marks, 0 to 100."""
        full = self.indicator.full_marks
        return min(100.0, round(float(self.result.points) / full * 100, 1)) if full else 0.0

    @property
    def share(self) -> float | None:
        """The share in percent for indicators that are a share; None where nothing was looked at."""
        if self.indicator.rule == Indicator.Rule.COUNT or not self.result.base:
            return None
        return round(self.result.value / self.result.base * 100, 1)


@dataclass(frozen=True)
class UnitScores:
    """A unit's row: its own scores and the sums over it and every unit below it."""

    unit: Unit
    own: list[Scored]
    summed: list[Scored]
    has_below: bool

    @property
    def points(self) -> Decimal:
        return sum((one.result.points for one in self.own), Decimal(0))

    @property
    def summed_points(self) -> Decimal:
        return sum((one.result.points for one in self.summed), Decimal(0))

    @property
    def shown(self) -> list[Scored]:
        """The sums for a unit that has others below it, its own otherwise."""
        return self.summed if self.has_below else self.own


def indicators_for(year: int) -> list[Indicator]:
    """The indicators that hold for a year: the newest version that is not younger, else the oldest there is. Two queries."""
    version = Indicator.objects.filter(version__lte=year).aggregate(found=Max("version"))["found"]
    rows = Indicator.objects.order_by("position")
    if version is None:
        oldest = Indicator.objects.order_by("version").values("version")[:1]
        return list(rows.filter(version=oldest))
    return list(rows.filter(version=version))


def _bounds(year: int) -> tuple[dt.datetime, dt.datetime]:
    zone = timezone.get_default_timezone()
    return dt.datetime(year, 1, 1, tzinfo=zone), dt.datetime(year + 1, 1, 1, tzinfo=zone)


def _counted(rows: Iterable[FactRecord]) -> list[CountedFact]:
    return [
        CountedFact(
            row.pk, row.name, row.unit_id, row.subject, tuple(sorted(edge.about for edge in row.edges.all())),
            timezone.localtime(row.occurred_at, timezone.get_default_timezone()).date(), row.payload,
        )
        for row in rows
    ]  # fmt: skip


def _papers(facts: Sequence[CountedFact]) -> dict[str, dt.date]:
    """The day each paper came out, as the fact of its publication says, else the day it was taken in. One query."""
    wanted = {about for fact in facts for about in fact.about if ref_parts(about)[0] == PAPER}
    if not wanted:
        return {}
    found: dict[str, dt.date] = {}
    rows = FactRecord.objects.filter(name=PAPER_PUBLISHED, subject__in=wanted).order_by("-id")
    for subject, occurred_at, payload in rows.values_list("subject", "occurred_at", "payload"):
        stated = parse_date(str(payload.get("published_on", "")))
        found[subject] = stated or timezone.localtime(occurred_at, timezone.get_default_timezone()).date()
    return found


def outcomes_of(year: int, unit_ids: Sequence[int], indicators: Sequence[Indicator]) -> dict[int, list[Outcome]]:
    """What each unit's own facts of a year give, by indicator. Three queries, whatever the number of units."""
    first, end = _bounds(year)
    names = {indicator.fact_name for indicator in indicators}
    rows = FactRecord.objects.filter(
        name__in=names, occurred_at__gte=first, occurred_at__lt=end, unit_id__in=list(unit_ids)
    )
    facts = _counted(rows.prefetch_related("edges"))
    papers = _papers(facts)
    by_unit: dict[int, list[CountedFact]] = {}
    for fact in facts:
        by_unit.setdefault(fact.unit_id, []).append(fact)
    measures = [indicator.measure() for indicator in indicators]
    return {pk: [outcome(measure, by_unit.get(pk, ()), papers) for measure in measures] for pk in unit_ids}


def scores_of(unit: Unit, year: int) -> UnitScores:
    """A unit's scores as the facts have them at this moment, with the sums over all below it."""
    below = Unit.objects.filter(path__startswith=unit.path, is_active=True)
    return scores_table(below, year)[0]


def scores_table(units: Iterable[Unit], year: int) -> list[UnitScores]:
    """The scores of units in the order of the tree, each with the sums over those below it that are among them. Six queries."""
    rows = sorted(units, key=lambda unit: unit.path)
    indicators = indicators_for(year)
    results = outcomes_of(year, [unit.pk for unit in rows], indicators)
    table = []
    for unit in rows:
        family = [results[other.pk] for other in rows if other.path.startswith(unit.path)]
        summed = [total(column) for column in zip(*family, strict=True)]
        own = [Scored(*pair) for pair in zip(indicators, results[unit.pk], strict=True)]
        table.append(
            UnitScores(unit, own, [Scored(*pair) for pair in zip(indicators, summed, strict=True)], len(family) > 1)
        )
    return table


@dataclass(frozen=True)
class Evidence:
    """One fact behind a number, as a person can read it."""

    fact: FactRecord
    reference: str
    title: str
    url: str
    unit: str
    points: Decimal


def evidence_of(scored: Scored, units: Iterable[Unit]) -> list[Evidence]:
    """The facts an indicator counted, newest first, with what they are about: exactly `value` of them. Three queries."""
    names = {unit.pk: unit.short_name for unit in units}
    rows = list(FactRecord.objects.filter(pk__in=scored.result.facts).order_by("-occurred_at", "-pk"))
    titles = _titles(rows)
    each = scored.result.each
    return [
        Evidence(
            row, row.subject, titles.get(row.subject, "") or str(row.payload.get("title", "")),
            str(row.payload.get("url", "")), names.get(row.unit_id, ""), each,
        )
        for row in rows
    ]  # fmt: skip


def _titles(rows: Sequence[FactRecord]) -> dict[str, str]:
    """What the subjects are called today."""
    wanted: dict[str, list[int]] = {}
    for row in rows:
        kind, identifier = ref_parts(row.subject)
        wanted.setdefault(kind, []).append(int(identifier))
    stories = StoryPage.objects.filter(pk__in=wanted.get("newsroom.story", ())).values_list("pk", "title")
    answers = Answer.objects.filter(pk__in=wanted.get("responses.answer", ())).select_related("case")
    return {
        **{f"newsroom.story:{pk}": title for pk, title in stories},
        **{f"responses.answer:{answer.pk}": answer.question or answer.case.title for answer in answers},
    }


@dataclass(frozen=True)
class Points:
    """What one fact about a thing counts in one indicator."""

    code: str
    name: str
    subject: str
    fact_id: int
    points: Decimal


def points_of(references: Iterable[str]) -> list[Points]:
    """What things count at this moment, fact by fact; the parts of one number add up to it. Seven queries for each year in which
    something happened to them."""
    wanted = set(references)
    names = set(Indicator.objects.values_list("fact_name", flat=True).distinct())
    rows = FactRecord.objects.filter(subject__in=wanted, name__in=names).values_list("unit_id", "occurred_at")
    years: dict[int, set[int]] = {}
    for unit_id, occurred_at in rows:
        years.setdefault(timezone.localtime(occurred_at, timezone.get_default_timezone()).year, set()).add(unit_id)
    found: list[Points] = []
    for year, units in sorted(years.items()):
        found += _points_of_year(year, sorted(units), wanted)
    return found


def _points_of_year(year: int, units: list[int], wanted: set[str]) -> list[Points]:
    indicators = indicators_for(year)
    results = outcomes_of(year, units, indicators)
    counted = {pk for outcomes in results.values() for one in outcomes for pk in one.facts}
    subjects = dict(FactRecord.objects.filter(pk__in=counted, subject__in=wanted).values_list("pk", "subject"))
    return [
        Points(indicator.code, indicator.name, subjects[pk], pk, one.each)
        for outcomes in results.values()
        for indicator, one in zip(indicators, outcomes, strict=True)
        for pk in one.facts
        if pk in subjects
    ]


def latest_run(year: int) -> AssessmentRun | None:
    """The record that the last computation of a year gave, be it a new one or one it came back to."""
    return AssessmentRun.objects.filter(year=year).order_by("-confirmed_at", "-pk").first()


def years_with_facts() -> list[int]:
    """The years there is something to count in, newest first; this year always. Two queries."""
    names = list(Indicator.objects.values_list("fact_name", flat=True).distinct())
    times: Any = FactRecord.objects.filter(Q(name__in=names)).datetimes("occurred_at", "year")
    return sorted({timezone.localdate().year, *(moment.year for moment in times)}, reverse=True)
