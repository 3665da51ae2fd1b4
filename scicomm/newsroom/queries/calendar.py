"""What the newsroom has on the days of a calendar: planned topics, coverages that are due, important dates, embargoes that lift.

The desk draws it, and the feeds for other calendars tell it; both see only what the user may see.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from scicomm.newsroom.enums import CoverageState, TopicState
from scicomm.newsroom.models import Coverage, Dossier, ImportantDate, Topic
from scicomm.newsroom.permissions import dates_for, dossiers_for, topics_for
from scicomm.organisation.models import Unit

MOST_ROWS = 500


def _within(rows: QuerySet[Any], unit: Unit | None, path: str = "unit__path") -> QuerySet[Any]:
    return rows.filter(**{f"{path}__startswith": unit.path}) if unit else rows


def topics_between(user: Any, first: dt.date, last: dt.date, unit: Unit | None = None) -> list[Topic]:
    """Topics planned from the first day to before the last, those that begin earlier and go on included; not dropped."""
    reach = Q(planned_on__gte=first) | Q(planned_until__gte=first)
    rows = topics_for(user).filter(reach, planned_on__lt=last).exclude(state=TopicState.DROPPED)
    return list(_within(rows, unit).select_related("unit", "lead").order_by("planned_on", "pk")[:MOST_ROWS])


def coverages_between(user: Any, first: dt.date, last: dt.date, unit: Unit | None = None) -> list[Coverage]:
    """Coverages that are due from the first day to before the last and not dropped."""
    rows = Coverage.objects.filter(
        topic__in=topics_for(user).exclude(state=TopicState.DROPPED).values("pk"), due_on__gte=first, due_on__lt=last
    ).exclude(state=CoverageState.DROPPED)
    rows = _within(rows, unit, "topic__unit__path")
    return list(rows.select_related("topic__unit", "topic__lead", "person").order_by("due_on", "pk")[:MOST_ROWS])


def dates_between(
    user: Any, first: dt.date, last: dt.date, unit: Unit | None = None
) -> list[tuple[dt.date, ImportantDate]]:
    """Important dates with the day they begin on. Narrowed to a unit, those of the units above it stay: they concern it too."""
    rows = dates_for(user).filter(is_on=True, first_on__lt=last).select_related("unit")
    if unit:
        rows = rows.filter(Q(unit__path__startswith=unit.path) | Q(unit__path__in=unit.ancestor_paths()))
    found = [(day, date) for date in rows[:MOST_ROWS] for day in date.between(first, last)]
    return sorted(found, key=lambda pair: (pair[0], pair[1].pk))


def liftings_between(user: Any, first: dt.date, last: dt.date, unit: Unit | None = None) -> list[Dossier]:
    """Stories not public yet whose embargo lifts from the first day to before the last."""
    start, end = (timezone.make_aware(dt.datetime.combine(day, dt.time())) for day in (first, last))
    rows = dossiers_for(user).filter(published_at__isnull=True, embargo_until__gte=start, embargo_until__lt=end)
    return list(_within(rows, unit).select_related("story", "unit").order_by("embargo_until", "pk")[:MOST_ROWS])
