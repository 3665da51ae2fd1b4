"""The clocks of cases: which terms hold, when a case is due and why, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scicomm.core.models import WorkingYear
from scicomm.core.queries import calendar
from scicomm.core.workdays import Calendar
from scicomm.responses.enums import CaseKind, Clock, Urgency
from scicomm.responses.models import Case, CasePause, DeadlineRule
from scicomm.responses.rules.clocks import DEFAULTS, Due, Level, Pause, Terms, due, level_of, oddities


@dataclass(frozen=True)
class Reckoning:
    """What deadlines are counted with: the calendar, the house's terms, and a stamp of both. Three queries."""

    calendar: Calendar
    terms: dict[tuple[str, str], Terms]
    stamp: str

    def due(self, received_at: dt.datetime, kind: str, urgency: str, pauses: list[Pause], now: dt.datetime) -> Due:
        return due(timezone.localtime(received_at), self.terms[kind, urgency], self.calendar, pauses, now)


def reckoning() -> Reckoning:
    rules = list(DeadlineRule.objects.all())
    own = {(rule.kind, rule.urgency): Terms(rule.clock, rule.first, rule.answer, rule.may_pause) for rule in rules}
    years = WorkingYear.objects.aggregate(latest=Max("changed_at"))["latest"]
    latest = max([rule.changed_at for rule in rules], default=None)
    stamp = f"{years.isoformat() if years else ''}/{latest.isoformat() if latest else ''}/{len(rules)}"
    return Reckoning(calendar(), {**DEFAULTS, **own}, stamp)


def pauses_of(case: Case) -> list[Pause]:
    return [Pause(row.since, row.until) for row in case.pauses.all()]


@dataclass(frozen=True)
class TermRow:
    """One line of the table of terms."""

    kind: str
    kind_label: str
    urgency: str
    urgency_label: str
    terms: Terms
    words: str
    is_own: bool
    version: int


def term_rows() -> list[TermRow]:
    """All terms that hold now, the house's own marked. One query."""
    own = {(rule.kind, rule.urgency): rule for rule in DeadlineRule.objects.all()}
    rows = []
    for kind in CaseKind:
        for urgency in Urgency:
            rule = own.get((kind.value, urgency.value))
            terms = (
                Terms(rule.clock, rule.first, rule.answer, rule.may_pause)
                if rule
                else DEFAULTS[kind.value, urgency.value]
            )
            rows.append(
                TermRow(
                    kind.value, str(kind.label), urgency.value, str(urgency.label), terms, words_of_terms(terms),
                    rule is not None, rule.version if rule else 0,
                )
            )  # fmt: skip
    return rows


def words_of_terms(terms: Terms) -> str:
    """`first response within 1 working day, answer within 3 working days`."""
    if terms.clock == Clock.NEWS:
        first = ngettext("%(count)d hour", "%(count)d hours", terms.first) % {"count": terms.first}
        answer = ngettext("%(count)d hour", "%(count)d hours", terms.answer) % {"count": terms.answer}
    else:
        first = ngettext("%(count)d working day", "%(count)d working days", terms.first) % {"count": terms.first}
        answer = ngettext("%(count)d working day", "%(count)d working days", terms.answer) % {"count": terms.answer}
    words = _("first response within %(first)s, answer within %(answer)s") % {"first": first, "answer": answer}
    return words if terms.may_pause else _("%(terms)s; the clock is never stopped") % {"terms": words}


@dataclass(frozen=True)
class ClockWords:
    """How the deadlines of a case came about, for its page."""

    terms: str
    first: str
    answer: str
    level: Level
    first_level: Level
    days: tuple[str, ...]
    pauses: tuple[CasePause, ...]
    is_paused: bool
    may_pause: bool
    is_provisional: bool


def clock_of(case: Case, now: dt.datetime | None = None) -> ClockWords | None:
    """The clock of an open case in words; None for one from before there were clocks. Three queries."""
    if case.due_at is None or case.first_due_at is None:
        return None
    now = now or timezone.now()
    known = reckoning()
    received = timezone.localtime(case.received_at)
    due_day = timezone.localdate(case.due_at)
    odd = oddities(received.date(), due_day, known.calendar) if case.clock == Clock.INSTITUTE else None
    days: list[str] = []
    if odd:
        days += [_("%(day)s is a holiday") % {"day": _day(day)} for day in odd.free_weekdays]
        days += [_("%(day)s is worked to make up for one") % {"day": _day(day)} for day in odd.worked_weekends]
    pauses = tuple(case.pauses.all())
    return ClockWords(
        terms=words_of_terms(known.terms[case.kind, case.urgency]),
        first=_moment(case.first_due_at, case.clock),
        answer=_moment(case.due_at, case.clock),
        level=level_of(case.due_at, case.received_at, now, case.clock),
        first_level=Level.FINE
        if case.first_response_at
        else level_of(case.first_due_at, case.received_at, now, case.clock),
        days=tuple(days),
        pauses=pauses,
        is_paused=any(row.until is None for row in pauses),
        may_pause=known.terms[case.kind, case.urgency].may_pause,
        is_provisional=case.clock == Clock.INSTITUTE
        and (known.calendar.is_provisional(received.date()) or known.calendar.is_provisional(due_day)),
    )


def _day(day: dt.date) -> str:
    return date_format(day, "MONTH_DAY_FORMAT") + " " + date_format(day, "l")


def _moment(moment: dt.datetime, clock: str) -> str:
    local = timezone.localtime(moment)
    if clock == Clock.NEWS:
        return date_format(local, "DATETIME_FORMAT")
    return _("the end of %(day)s") % {"day": date_format(local, "DATE_FORMAT")}
