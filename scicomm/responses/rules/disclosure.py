"""The statutory clock of information disclosure: Regulations on Open Government Information, State Council Order 711 (2019).

What lives here: days of receipt, deadlines, pauses, catalogue days. No database and no clock; all days are local dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from scicomm.core.workdays import Calendar, Suspension

ANSWER_DAYS = 20  # article 33: working days, day of receipt not counted
MOST_EXTENSION = 20  # article 33: with the approval of the head of the disclosure office, and notice
CLARIFY_DAYS = 7  # article 30: asked once, within seven working days of receipt
THIRD_PARTY_DAYS = 15  # article 32: the third party's term, not counted in ours (article 33)
PUBLISH_DAYS = 20  # article 26: from the day information is made or changes
# How long after a case, and any review or lawsuit about it, who asked is kept. A lawsuit may follow for six months.
FORGET_APPLICANT_AFTER = dt.timedelta(days=365)
SOON_DAYS = 5
ONE_DAY = dt.timedelta(days=1)


def receipt_day(arrival: str, arrived_on: dt.date, confirmed_on: dt.date | None) -> dt.date | None:
    """The day of receipt (article 31); None while it is still to be confirmed with the applicant.

    In person: that day. Registered mail: the day it was signed for. Ordinary mail, fax and online: the day both sides confirmed.
    """
    return arrived_on if arrival in ("in_person", "registered") else confirmed_on


@dataclass(frozen=True)
class Pause:
    """A time that is not counted: a third party (`third_party`) or another organ (`organ`) is asked for its view."""

    kind: str
    asked_on: dt.date
    answered_on: dt.date | None = None


@dataclass(frozen=True)
class Course:
    """What the clock of one request depends on."""

    received_on: dt.date
    clarified_on: dt.date | None = None
    extension: int = 0
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True)
class StatutoryClock:
    """How a request stands, with what it follows from."""

    starts_on: dt.date
    due_on: dt.date
    clarify_until: dt.date
    stopped: tuple[Suspension, ...]
    """First and last day of each time that is not counted."""
    is_stopped: bool
    """The clock stands still today."""
    is_provisional: bool
    """A year in it has no holiday notice yet, so the day may move."""
    days_left: int
    """Working days left; negative: overdue."""
    is_late: bool

    @property
    def is_soon(self) -> bool:
        """Five working days or fewer are left."""
        return not self.is_late and self.days_left <= SOON_DAYS

    @property
    def days_over(self) -> int:
        """Working days overdue; 0 also on the free days right after the last day."""
        return max(-self.days_left, 0)


def pause_days(pause: Pause, today: dt.date, calendar: Calendar) -> Suspension | None:
    """First and last day that are not counted; None when the answer came on the day it was asked for.

    The day of asking is counted, the day of the answer is not. A third party that keeps silent stops the clock for its fifteen
    working days and no longer; another organ for as long as it takes, which while it takes is until today.
    """
    last = pause.answered_on
    if pause.kind == "third_party":
        term = calendar.deadline(pause.asked_on, THIRD_PARTY_DAYS)
        last = min(last, term) if last else term
    elif last is None:
        last = max(today, pause.asked_on)
    first = pause.asked_on + ONE_DAY
    return (first, last) if last >= first else None


def statutory_clock(course: Course, today: dt.date, calendar: Calendar) -> StatutoryClock:
    """Until when a request is to be answered. Raises ValueError for an extension the regulations do not allow."""
    if not 0 <= course.extension <= MOST_EXTENSION:
        raise ValueError(f"An extension is 0 to {MOST_EXTENSION} working days, not {course.extension}.")
    start = course.clarified_on or course.received_on
    found = (pause_days(pause, today, calendar) for pause in course.pauses)
    stopped = tuple(sorted(span for span in found if span and span[1] > start))
    due = calendar.deadline(start, ANSWER_DAYS + course.extension, stopped)
    days = (start + dt.timedelta(days=n) for n in range((due - start).days + 1))
    years = {day.year: day for day in days}
    left = _left(today, due, stopped, calendar)
    return StatutoryClock(
        starts_on=start,
        due_on=due,
        clarify_until=calendar.deadline(course.received_on, CLARIFY_DAYS),
        stopped=stopped,
        is_stopped=any(first <= today <= last for first, last in stopped),
        is_provisional=any(calendar.is_provisional(day) for day in years.values()),
        days_left=left,
        is_late=today > due,
    )


def _left(today: dt.date, due: dt.date, stopped: Iterable[Suspension], calendar: Calendar) -> int:
    """Working days from tomorrow to the due day that count; below zero when it is over."""
    if today >= due:
        return calendar.working_days_between(today, due)
    spans = tuple(stopped)
    days = (today + dt.timedelta(days=n) for n in range(1, (due - today).days + 1))
    return sum(calendar.is_working_day(day) and not any(a <= day <= b for a, b in spans) for day in days)


def item_due_on(changed_on: dt.date, calendar: Calendar) -> dt.date:
    """By when an item of the catalogue is to be public: twenty working days from when it was made or changed."""
    return calendar.deadline(changed_on, PUBLISH_DAYS)


def item_standing(
    state: str, changed_on: dt.date, published_on: dt.date | None, due_on: dt.date, today: dt.date
) -> str:
    """How an item stands on a day: due, late, published, update, none or withdrawn."""
    if state in ("none", "withdrawn"):
        return state
    if published_on and published_on >= changed_on:
        return "published"
    if today > due_on:
        return "late"
    return "update" if published_on else "due"


def report_due_on(year: int) -> dt.date:
    """By when the report of a year is to be public (article 49)."""
    return dt.date(year + 1, 1, 31)
