"""What may be known of incidents without reading them, and what of them is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from scicomm.responses.enums import IncidentState
from scicomm.responses.models import Incident, Measure


@dataclass(frozen=True)
class IncidentCounts:
    """How many incidents and measures there are in the house: numbers, and nothing else."""

    open: int
    closed: int
    measures: int
    late: int


def incident_counts() -> IncidentCounts:
    """Four counts."""
    closed = Q(state=IncidentState.CLOSED)
    undone = Measure.objects.filter(done_on=None)
    return IncidentCounts(
        open=Incident.objects.exclude(closed).count(),
        closed=Incident.objects.filter(closed).count(),
        measures=undone.count(),
        late=undone.filter(due_on__lt=timezone.localdate()).count(),
    )


def measures_to_remind(today: dt.date) -> QuerySet[Measure]:
    """Measures that are due and not done, and were not reminded of since they fell due."""
    rows = Measure.objects.filter(done_on=None, due_on__lte=today, reminded_at=None)
    return rows.exclude(incident__state=IncidentState.CLOSED).select_related("incident__lead", "owner__user")


def incidents_to_look_back(today: dt.date) -> QuerySet[Incident]:
    """Incidents whose day to look back has come."""
    rows = Incident.objects.filter(look_back_on__lte=today, outcome="", reminded_at=None)
    return rows.exclude(state=IncidentState.CLOSED).select_related("lead")
