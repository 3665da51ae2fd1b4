"""The demonstration's clock: plays an action at a moment of the past, and works out the moments; what happens is not known here.

The demonstration should look lived in, so its facts carry past dates. There is one way to that: while an event is played,
Django's `timezone.now` answers with the event's moment. Facts, revisions, signatures, audit entries and deliveries all ask it,
so everything an action writes agrees. Nothing outside `scicomm seed` uses this.
"""

from __future__ import annotations

import datetime as dt
import itertools
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch

from django.utils import timezone

# The day from which the data files count back, and against which their absolute dates are read.
REFERENCE_DAY = dt.date(2026, 11, 23)
# Before everything else: the units exist and people hold their roles.
FOUNDATION = dt.date(2023, 9, 1)

TICK = dt.timedelta(milliseconds=1)
# What the data spread over NEAR days happens within the last DENSE days, so that there is news this week whenever the
# demonstration is built; from FAR days on, the data's own days hold.
NEAR, DENSE, FAR = 54.0, 9.0, 150.0
# Below one, the very last days are stretched: things do not all fall on yesterday.
BEND = 0.8
# Things of one day of the data are spread over so much of it.
SPREAD = 0.45
# People work from eight to eight.
WAKES, WAKING = 8, 12
# What is posted on accounts keeps these hours.
MORNING, NIGHT = 7, 22


@contextmanager
def as_of(moment: dt.datetime) -> Iterator[None]:
    """Inside the block `timezone.now()` starts at the moment and moves on by a millisecond with each look."""
    looks = itertools.count()
    with patch.object(timezone, "now", lambda: moment + next(looks) * TICK):
        yield


def denser(days: float) -> float:
    """Days ago in the data as days ago in the demonstration: strictly rising, never more than given for a day or more."""
    if days <= 0:
        return days
    if days <= NEAR:
        return DENSE * float((days / NEAR) ** BEND)
    if days <= FAR:
        return DENSE + (days - NEAR) * (FAR - DENSE) / (FAR - NEAR)
    return days


def spread(name: str) -> float:
    """A part of a day, the same for the same name: two things of one day of the data do not fall on one minute."""
    return zlib.crc32(name.encode()) % 1000 / 1000 * SPREAD


def by_day(moment: dt.datetime) -> dt.datetime:
    """The moment itself between seven and ten; what falls into the night waits for the morning after."""
    local = timezone.localtime(moment)
    if MORNING <= local.hour < NIGHT:
        return moment
    return local.replace(hour=MORNING) + dt.timedelta(days=1 if local.hour >= NIGHT else 0)


@dataclass(frozen=True)
class Calendar:
    """The moments of a demonstration that is built as of a day: everything has happened before its first minute."""

    day: dt.date

    @property
    def base(self) -> dt.datetime:
        """Midnight at the beginning of the day, in the organisation's time zone."""
        return timezone.make_aware(dt.datetime.combine(self.day, dt.time()))

    @property
    def foundation(self) -> dt.datetime:
        """When the academy began; three years back at least, for a demonstration as of an early day."""
        first = timezone.make_aware(dt.datetime.combine(FOUNDATION, dt.time(9)))
        return min(first, self.base - dt.timedelta(days=1100))

    def back(self, days: float) -> dt.datetime:
        """The moment that lies so many of the data's days back, as evenly running time (see `waking`)."""
        return self.base - dt.timedelta(days=denser(days))

    def waking(self, moment: dt.datetime) -> dt.datetime:
        """An evenly running moment moved into waking hours of its day; the order of moments stays."""
        local = timezone.localtime(moment)
        into = dt.timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + dt.timedelta(hours=WAKES) + into * WAKING / 24

    def days_since(self, moment: dt.datetime) -> float:
        """How many of the data's days an absolute date of the data lies back."""
        noon = timezone.make_aware(dt.datetime.combine(REFERENCE_DAY, dt.time(12)))
        return max((noon - moment).total_seconds() / 86400, 0.05)
