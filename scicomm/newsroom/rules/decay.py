"""What is left of a lead's news value while nobody takes it; pure, counted in working days."""

from __future__ import annotations

import datetime as dt

from scicomm.core.workdays import Calendar

HALF_LIFE = 10
"""Working days in which a lead loses half of its news value."""
STALE_AFTER = 30
"""Working days after which a lead that nobody took is put aside by itself: an eighth is left."""
MOST_DAYS = 400


def waiting_days(came: dt.date, today: dt.date, calendar: Calendar) -> int:
    """Working days a lead has waited; a very old one is not counted out."""
    if (today - came).days > MOST_DAYS * 2:
        return MOST_DAYS
    return max(calendar.working_days_between(came, today), 0)


def value_left(value: float, days: int) -> float:
    """The news value after so many working days."""
    return round(value * 0.5 ** (max(days, 0) / HALF_LIFE), 3)


def is_stale(days: int) -> bool:
    return days >= STALE_AFTER


def halved_on(came: dt.date, calendar: Calendar) -> dt.date:
    """The day from which a lead has lost half of its value."""
    return calendar.add_working_days(came, HALF_LIFE)
