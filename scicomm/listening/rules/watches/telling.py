"""When a watch may write a mail, and whether it fires too often; who is told and what stands in it is not here."""

from __future__ import annotations

import datetime as dt

from scicomm.core.workdays import Calendar

HOUR = dt.timedelta(hours=1)
# So many alerts a day for two weeks, and fewer than one in ten opened: nobody reads this.
OFTEN_A_DAY = 20
READ_SHARE = 0.1


def is_quiet(at: dt.time, quiet_from: dt.time | None, quiet_to: dt.time | None) -> bool:
    """Whether a time of the day lies in the quiet hours, which may reach over midnight."""
    if quiet_from is None or quiet_to is None or quiet_from == quiet_to:
        return False
    if quiet_from < quiet_to:
        return quiet_from <= at < quiet_to
    return at >= quiet_from or at < quiet_to


def next_digest(
    now: dt.datetime, *, rhythm: str, hour: int, weekday: int, working_days: bool, calendar: Calendar
) -> dt.datetime:
    """The next moment of a digest strictly after `now`, in the time zone that `now` has. With `working_days` a mail that
    would fall on a free day comes on the next working day."""
    if rhythm == "hourly":
        at = now.replace(minute=0, second=0, microsecond=0) + HOUR
        while working_days and not calendar.is_working_day(at.date()):
            at += HOUR
        return at
    at = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    while at <= now or (rhythm == "weekly" and at.weekday() != weekday):
        at += dt.timedelta(days=1)
    while working_days and not calendar.is_working_day(at.date()):
        at += dt.timedelta(days=1)
    return at


def fires_too_often(alerts: int, seen: int, days: int) -> bool:
    """Whether there are more alerts than anybody reads."""
    return days > 0 and alerts / days >= OFTEN_A_DAY and seen / max(1, alerts) < READ_SHARE
