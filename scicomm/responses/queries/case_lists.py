"""Cases asked for by what they are: state, kind, urgency, clock, unit, officer, deadline, words. Addresses are saved lists."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Case as Choose
from django.db.models import F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from scicomm.organisation.models import Appointment, User
from scicomm.organisation.permissions import units_under
from scicomm.responses.enums import ENDED, CaseState
from scicomm.responses.models import CaseQuerySet
from scicomm.responses.permissions import HANDLERS, cases_for

OPEN_STATE, ALL_STATES, SPAM = "open", "all", "spam"
MINE, NOBODY = "mine", "nobody"
LATE, NEAR, STOPPED = "late", "soon", "stopped"
NEAR_HOURS = 24
MOST_OFFICERS = 100


@dataclass(frozen=True)
class Asked:
    """What is asked of the list; empty means all."""

    state: str = OPEN_STATE
    kind: str = ""
    urgency: str = ""
    clock: str = ""
    unit: str = ""
    officer: str = ""
    late: str = ""
    q: str = ""


def cases_asked(user: Any, asked: Asked, now: dt.datetime | None = None) -> CaseQuerySet:
    """The cases a user may read that are asked for: open ones first, by their next deadline, then ended ones, newest first."""
    rows = cases_for(user).with_parts()
    rows = rows.filter(is_spam=asked.state == SPAM)
    if asked.state == OPEN_STATE:
        rows = rows.exclude(state__in=ENDED)
    elif asked.state in CaseState.values:
        rows = rows.filter(state=asked.state)
    for name in ("kind", "urgency", "clock"):
        if value := getattr(asked, name):
            rows = rows.filter(**{name: value})
    if asked.unit:
        rows = rows.filter(unit__slug=asked.unit)
    rows = _of_officer(rows, asked.officer, user)
    rows = _by_deadline(rows, asked.late, now or timezone.now())
    rows = _with_words(rows, asked.q)
    ended = Choose(When(state__in=ENDED, then=Value(1)), default=Value(0), output_field=IntegerField())
    # While nobody has answered whoever asked, the first response is what is due next.
    first = Choose(When(first_response_at=None, then=F("first_due_at")), default=F("due_at"))
    return rows.annotate(is_ended=ended, next_due_at=Coalesce(first, F("due_at"))).order_by(
        "is_ended", F("next_due_at").asc(nulls_last=True), "due_on", "-received_at", "id"
    )


def _of_officer(rows: CaseQuerySet, officer: str, user: Any) -> CaseQuerySet:
    if officer == MINE:
        return rows.filter(officer=user)
    if officer == NOBODY:
        return rows.filter(officer=None)
    return rows.filter(officer=int(officer)) if officer.isdecimal() else rows


def _by_deadline(rows: CaseQuerySet, late: str, now: dt.datetime) -> CaseQuerySet:
    if late == LATE:
        over = Q(due_at__lt=now) | Q(first_response_at=None, first_due_at__lt=now)
        return rows.exclude(state__in=ENDED).filter(over)
    if late == NEAR:
        end = now + dt.timedelta(hours=NEAR_HOURS)
        near = Q(due_at__range=(now, end)) | Q(first_response_at=None, first_due_at__range=(now, end))
        return rows.exclude(state__in=ENDED).filter(near)
    if late == STOPPED:
        return rows.exclude(state__in=ENDED).filter(pauses__until=None, pauses__since__isnull=False)
    return rows


def _with_words(rows: CaseQuerySet, text: str) -> CaseQuerySet:
    """Every word stands in the title, the question or the name of the paper; `#12` is a number."""
    for word in text.split()[:8]:
        if word.startswith("#") and word[1:].isdecimal():
            rows = rows.filter(pk=int(word[1:10]))
            continue
        rows = rows.filter(
            Q(title__icontains=word) | Q(question__text__icontains=word) | Q(question__detail__icontains=word)
            | Q(outlet__icontains=word)
        )  # fmt: skip
    return rows


def officers_of(user: Any) -> list[User]:
    """Response officers of the user's units, above and below, by name: who may be named for a case. One query."""
    units = units_under(user, HANDLERS)
    held = Appointment.objects.current().filter(Q(unit__in=units) | Q(unit__depth=1), role__in=HANDLERS)
    found = User.objects.filter(pk__in=held.values("person__user"), is_active=True).select_related("person")
    return list(found.order_by("username")[:MOST_OFFICERS])
