"""Submissions read: adopted stories of a unit, offers of a thing, what waits, the table by unit and month."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import ExtractMonth
from django.utils import timezone

from scicomm.newsroom.models import Dossier, Lead, StoryPage, Submission, SubmissionStep
from scicomm.newsroom.permissions import submissions_for
from scicomm.newsroom.queries.stories import public_stories
from scicomm.newsroom.rules.submissions import ADOPTED, CHANGES, OFFERED, Figures, Step, tabulated
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import EDITORS, units_here


def adopted_stories(unit: Unit, language: str = "") -> QuerySet[StoryPage]:
    """Public stories from below that a unit shows as its own choice, the last adopted first."""
    mine = Q(dossier__submissions__to_unit=unit, dossier__submissions__state=ADOPTED)
    return (
        public_stories(language)
        .filter(mine)
        .order_by("-dossier__submissions__adopted_at", "-dossier__published_at", "-pk")
    )


def adopters_of(dossier: Dossier) -> QuerySet[Unit]:
    """The units above that show a story on their own site."""
    return Unit.objects.filter(submissions_had__dossier=dossier, submissions_had__state=ADOPTED)


def offers_of(*, dossier: Dossier | None = None, lead: Lead | None = None) -> list[Submission]:
    """What became of one thing where it was offered, with all steps, the nearest unit first. Two queries."""
    rows = Submission.objects.filter(dossier=dossier) if dossier else Submission.objects.filter(lead=lead)
    return list(
        rows.select_related("from_unit", "to_unit", "topic", "dossier__story", "lead")
        .prefetch_related("steps__made_by__person")
        .order_by("-to_unit__path")
    )


def units_above(unit: Unit) -> list[Unit]:
    """The active units above one, nearest first. One query."""
    paths = unit.ancestor_paths()[1:]
    return list(Unit.objects.filter(path__in=paths, is_active=True).order_by("-path"))


def submissions_listed(user: Any, *, side: str = "", state: str = "") -> QuerySet[Submission]:
    """The submissions a user may read, last offered first: `side` "in" are those to one's own units, "out" those from them."""
    rows = submissions_for(user).select_related("dossier__story", "dossier__unit", "lead", "from_unit", "to_unit")
    here = units_here(user, EDITORS)
    if side == "in":
        rows = rows.filter(to_unit__in=here)
    elif side == "out":
        rows = rows.filter(from_unit__in=here)
    return (rows.filter(state=state) if state else rows).order_by("-offered_at", "-pk")


def submissions_waiting_for(user: Any) -> QuerySet[Submission]:
    """Offers the user may answer, and those that came back to the user's unit with a wish, the oldest first."""
    here = units_here(user, EDITORS)
    return (
        Submission.objects.filter(Q(to_unit__in=here, state=OFFERED) | Q(from_unit__in=here, state=CHANGES))
        .select_related("dossier__story", "lead", "from_unit", "to_unit")
        .order_by("offered_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """A unit's row of the table: the whole year, and each month (1 to 12) in which something happened."""

    unit: Unit
    year: Figures
    months: dict[int, Figures]


@dataclass(frozen=True, slots=True)
class Table:
    """Submissions by unit and month, with the sums over all units."""

    year: int
    rows: list[UnitFigures]
    total: Figures | None


def _bounds(year: int) -> tuple[dt.datetime, dt.datetime]:
    return timezone.make_aware(dt.datetime(year, 1, 1)), timezone.make_aware(dt.datetime(year + 1, 1, 1))


def submissions_table(user: Any, year: int) -> Table:
    """What the units in the user's reach offered in a year and what became of it. Two queries, whatever their number."""
    first, end = _bounds(year)
    steps = SubmissionStep.objects.filter(
        submission__in=submissions_for(user), made_at__gte=first, made_at__lt=end
    ).order_by()
    found = tabulated(
        Step(*row)
        for row in steps.values_list(F("submission__from_unit"), ExtractMonth("made_at"), "verb", "days").iterator()
    )
    units = Unit.objects.filter(pk__in={unit for unit, _month in found if unit}).order_by("path")
    rows = [
        UnitFigures(unit, found[unit.pk, 0], {m: found[unit.pk, m] for m in range(1, 13) if (unit.pk, m) in found})
        for unit in units
    ]
    return Table(year, rows, found[0, 0] if rows else None)


def submission_years(user: Any) -> list[int]:
    """The years in which something was offered or answered, newest first; this year always. One query."""
    moments = SubmissionStep.objects.filter(submission__in=submissions_for(user)).datetimes("made_at", "year")
    return sorted({timezone.localdate().year, *(moment.year for moment in moments)}, reverse=True)
