"""Until when a case is to be answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scicomm.core.workdays import Calendar

# A first answer is promised within three working days; the day of receipt is not counted.
FIRST_ANSWER_DAYS = 3


# From one working day left on, a case is shown as pressing.
SOON_DAYS = 1


@dataclass(frozen=True)
class Deadline:
    """Until when a case is to be answered, seen from a day."""

    due_on: dt.date
    days_left: int
    """Working days left; negative: working days overdue."""
    is_late: bool
    is_soon: bool
    is_provisional: bool
    """The holidays of a year in it are not announced yet, so the day may move."""

    @property
    def days_over(self) -> int:
        """Working days overdue; 0 also on the free days right after the last day."""
        return max(-self.days_left, 0)


def due_on(received_on: dt.date, calendar: Calendar, days: int = FIRST_ANSWER_DAYS) -> dt.date:
    """The last day for a first answer; the day of receipt is not counted."""
    return calendar.deadline(received_on, days)


def deadline(received_on: dt.date, due: dt.date, today: dt.date, calendar: Calendar) -> Deadline:
    """How a case stands on a day."""
    left = calendar.working_days_between(today, due)
    late = today > due
    return Deadline(
        due_on=due,
        days_left=left,
        is_late=late,
        is_soon=not late and left <= SOON_DAYS,
        is_provisional=calendar.is_provisional(received_on) or calendar.is_provisional(due),
    )
