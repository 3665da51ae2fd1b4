"""The timeline of a topic from its counts: by the hour while it is young, by the day else, with its bursts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format

from scicomm.listening.models import Burst, HotTopic, TopicCount
from scicomm.listening.rules.timeline import Slot

YOUNG = dt.timedelta(hours=72)
MOST_DAYS = 120


def slots_of(topic: HotTopic, bursts: Sequence[Burst], *, now: dt.datetime | None = None) -> tuple[list[Slot], bool]:
    """The slots from the first to the last report and whether each is a day; the last four months of an old topic."""
    now = now or timezone.now()
    rows = list(topic.counts.filter(total__gt=0).order_by("at"))
    if not rows:
        return [], False
    by_day = rows[-1].at - rows[0].at > YOUNG or any(row.is_day for row in rows)
    return (_days(rows, bursts, now), True) if by_day else (_hours(rows, bursts, now), False)


def _hours(rows: Sequence[TopicCount], bursts: Sequence[Burst], now: dt.datetime) -> list[Slot]:
    counted = {row.at: (row.independent, row.total - row.independent) for row in rows}
    at, last, slots = rows[0].at, rows[-1].at, []
    hour = dt.timedelta(hours=1)
    while at <= last:
        label = date_format(timezone.localtime(at), "m-d H:i")
        slots.append(Slot(at, *counted.get(at, (0, 0)), label, _in_burst(at, at + hour, bursts, now)))
        at += hour
    return slots


def _days(rows: Sequence[TopicCount], bursts: Sequence[Burst], now: dt.datetime) -> list[Slot]:
    counted: dict[dt.date, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        # A folded day stands at midnight UTC of its day; its own date is the nearest that is known.
        day = row.at.date() if row.is_day else timezone.localdate(row.at)
        counted[day][0] += row.independent
        counted[day][1] += row.total - row.independent
    first, last = min(counted), max(counted)
    day = max(first, last - dt.timedelta(days=MOST_DAYS - 1))
    slots = []
    while day <= last:
        begins = timezone.make_aware(dt.datetime.combine(day, dt.time()))
        here = _in_burst(begins, begins + dt.timedelta(days=1), bursts, now)
        independent, others = counted[day]
        slots.append(Slot(begins, independent, others, date_format(day, "SHORT_DATE_FORMAT"), here))
        day += dt.timedelta(days=1)
    return slots


def _in_burst(first: dt.datetime, end: dt.datetime, bursts: Sequence[Burst], now: dt.datetime) -> bool:
    return any(burst.started_at < end and first <= (burst.ended_at or now) for burst in bursts)
