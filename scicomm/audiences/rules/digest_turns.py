"""Whose turn it is for a digest: days of editions, public holidays, quiet hours. No clock and no database."""

from __future__ import annotations

import datetime as dt

from scicomm.core.workdays import Calendar

# Digests leave from this hour of the day on (local time), or at the first hour after it that is not quiet for the reader.
SENDING_HOUR = 8
# The weekly edition is Friday's: what can be visited stands before the weekend.
WEEKDAY = 4
DAILY, WEEKLY, MONTHLY = "daily", "weekly", "monthly"
_DAY = dt.timedelta(days=1)


def edition_day(frequency: str, today: dt.date) -> dt.date:
    """The day of the edition that is open today: today, the last Friday, or the first of the month."""
    if frequency == DAILY:
        return today
    if frequency == WEEKLY:
        return today - dt.timedelta(days=(today.weekday() - WEEKDAY) % 7)
    return today.replace(day=1)


def next_edition_day(frequency: str, today: dt.date) -> dt.date:
    """The first day of an edition after today."""
    if frequency == DAILY:
        return today + _DAY
    if frequency == WEEKLY:
        return edition_day(frequency, today) + 7 * _DAY
    return (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def is_public_holiday(calendar: Calendar, day: dt.date) -> bool:
    """Whether a day belongs to a public holiday: a run of free days with at least one free weekday in it.

    The calendar lists free weekdays only; the weekend between or beside them is free for the same reason.
    """
    if calendar.is_working_day(day):
        return False
    for step in (-_DAY, _DAY):
        near = day
        while not calendar.is_working_day(near):
            if near in calendar.holidays:
                return True
            near += step
    return False


def is_quiet(quiet_from: int, quiet_until: int, hour: int) -> bool:
    """Whether an hour lies in somebody's quiet hours; they may go over midnight, and the same hour twice means none."""
    if quiet_from <= quiet_until:
        return quiet_from <= hour < quiet_until
    return hour >= quiet_from or hour < quiet_until
