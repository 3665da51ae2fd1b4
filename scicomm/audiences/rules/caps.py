"""When a mail may go to a reader: quiet hours, public holidays, pauses, so many a week. Pure; the caller knows the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from scicomm.core.workdays import Calendar

WEEK = dt.timedelta(days=7)
DAY = dt.timedelta(days=1)
# Longer than any arrangement of the State Council: a slip in the calendar must not hold mails for ever.
LONGEST_HOLIDAY = 30


@dataclass(frozen=True, slots=True)
class Limits:
    """What one row of a mailbox allows. Hours are local, 0 to 23; equal hours mean no quiet time."""

    most_a_week: int
    quiet_from: int = 0
    quiet_until: int = 0
    on_holidays: bool = True
    paused_until: dt.date | None = None
    zone: str = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Wait:
    """Why not now (`paused`, `holiday`, `quiet`, `cap`) and when to ask again."""

    code: str
    until: dt.datetime


def is_public_holiday(day: dt.date, calendar: Calendar) -> bool:
    """Whether a day belongs to a public holiday; the weekend inside or beside one does, a plain weekend does not."""
    if calendar.is_working_day(day):
        return False
    if day in calendar.holidays:
        return True
    for step in (DAY, -DAY):
        other = day + step
        while not calendar.is_working_day(other):
            if other in calendar.holidays:
                return True
            other += step
    return False


def is_quiet(hour: int, quiet_from: int, quiet_until: int) -> bool:
    """Whether an hour lies in the quiet time, which may go over midnight."""
    if quiet_from <= quiet_until:
        return quiet_from <= hour < quiet_until
    return hour >= quiet_from or hour < quiet_until


def _paused(limits: Limits, local: dt.datetime) -> dt.datetime | None:
    until = limits.paused_until
    return dt.datetime.combine(until, dt.time(), local.tzinfo) if until and local.date() < until else None


def _holiday(limits: Limits, local: dt.datetime, calendar: Calendar) -> dt.datetime | None:
    if limits.on_holidays or not is_public_holiday(local.date(), calendar):
        return None
    day = local.date()
    for _turn in range(LONGEST_HOLIDAY):
        day += DAY
        if not is_public_holiday(day, calendar):
            break
    return dt.datetime.combine(day, dt.time(), local.tzinfo)


def _quiet(limits: Limits, local: dt.datetime) -> dt.datetime | None:
    if not is_quiet(local.hour, limits.quiet_from, limits.quiet_until):
        return None
    day = local.date() + (DAY if local.hour >= limits.quiet_until else dt.timedelta())
    return dt.datetime.combine(day, dt.time(limits.quiet_until), local.tzinfo)


def waiting(rows: Sequence[Limits], sent: Iterable[dt.datetime], now: dt.datetime, calendar: Calendar) -> Wait | None:
    """What keeps a mail from going now, by the strictest of a mailbox's rows; None when nothing does.

    `sent` are the times of all mails of the mailbox that count, of whatever unit and kind. The end of a wait may lie in
    another one: ask again then.
    """
    for code in ("paused", "holiday", "quiet"):
        found = []
        for limits in rows:
            local = now.astimezone(ZoneInfo(limits.zone))
            until = {
                "paused": lambda one, at: _paused(one, at),
                "holiday": lambda one, at: _holiday(one, at, calendar),
                "quiet": lambda one, at: _quiet(one, at),
            }[code](limits, local)
            if until:
                found.append(until)
        if found:
            return Wait(code, max(found).astimezone(dt.UTC))
    most = min((limits.most_a_week for limits in rows), default=0)
    recent = sorted((at for at in sent if at > now - WEEK), reverse=True)
    if most and len(recent) >= most:
        return Wait("cap", recent[most - 1] + WEEK)
    return None
