"""Cases on the desk: which a user reads, which wait for whom, how their deadlines stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case as Choose
from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scicomm.core.ledger import facts_about
from scicomm.core.queries import calendar
from scicomm.facts.base import ref
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import units_here, units_under
from scicomm.responses.enums import ENDED, OPEN, CaseState
from scicomm.responses.models import Asker, Case, Statement
from scicomm.responses.permissions import DRAFTERS, HANDLERS, REVIEWERS, cases_for
from scicomm.responses.rules import FORGET_ASKER_AFTER, Deadline, deadline

MOST_STEPS = 50


def home_unit() -> Unit:
    """The unit that answers what is about no story and no paper: the top of the tree."""
    return Unit.objects.filter(depth=1).order_by("path")[:1].get()


def cases_waiting_for(user: Any) -> QuerySet[Case]:
    """Cases in which the next step is the user's, the most pressing first: to handle, to write, to review, to say. One query
    beside the user's duties."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Case.objects.none()
    said = Statement.objects.filter(case=OuterRef("pk"), person__user=user)
    handle = Q(unit__in=units_under(user, HANDLERS), state__in=OPEN)
    write = Q(unit__in=units_here(user, DRAFTERS), state__in=[CaseState.DRAFTING, CaseState.RETURNED])
    review = Q(unit__in=units_under(user, REVIEWERS), state=CaseState.REVIEW) & ~Q(answer__drafted_by=user)
    say = Q(~Exists(said), expert__user=user, state__in=OPEN)
    return Case.objects.filter(handle | write | review | say).with_parts().order_by("due_on", "id")


def cases_listed(user: Any, *, state: str = "", unit: str = "") -> QuerySet[Case]:
    """The cases a user may read: open ones first, by their deadline, then the ended ones, newest first."""
    rows = cases_for(user).with_parts()
    if state == "open":
        rows = rows.exclude(state__in=ENDED)
    elif state in CaseState.values:
        rows = rows.filter(state=state)
    if unit:
        rows = rows.filter(unit__slug=unit)
    ended = Choose(When(state__in=ENDED, then=Value(1)), default=Value(0), output_field=IntegerField())
    return rows.annotate(is_ended=ended).order_by("is_ended", "due_on", "-received_at", "id")


@dataclass(frozen=True)
class CaseRow:
    """A case and how its deadline stands today."""

    case: Case
    deadline: Deadline
    expert_is_waited_for: bool


def rows_of(cases: Iterable[Case]) -> list[CaseRow]:
    """Cases with their deadlines, seen from today. One query for the calendar."""
    days, today = calendar(), timezone.localdate()
    return [
        CaseRow(
            case=case,
            deadline=deadline(timezone.localdate(case.received_at), case.due_on, today, days),
            expert_is_waited_for=case.state == CaseState.ASSIGNED,
        )
        for case in cases
    ]


@dataclass(frozen=True)
class Step:
    """Something that happened in a case, in words."""

    label: str
    at: dt.datetime
    note: str


def history_of(case: Case) -> list[Step]:
    """What happened in a case, oldest first, told by its facts. Two queries, three with edges."""
    labels = {
        "responses.case_opened": _("Opened"),
        "responses.case_assigned": _("Given to an expert"),
        "responses.statement_given": _("Statement recorded"),
        "responses.answer_returned": _("Returned by the reviewer"),
        "responses.answer_published": pgettext("step", "Published"),
        "responses.case_closed": _("Closed"),
    }
    rows = facts_about([ref("responses", "case", case.pk)]).select_related("actor__person")[:MOST_STEPS]
    steps = []
    for row in rows:
        notes = [
            row.actor.get_full_name() if row.actor else "",
            row.payload.get("note") or row.payload.get("reason") or "",
        ]
        if row.name in labels:
            steps.append(Step(labels[row.name], row.occurred_at, " · ".join(note for note in notes if note)))
    return steps


def asker_to_tell(case_id: int) -> Asker | None:
    """Who is to be told that a case is answered; None when nobody left an address, or has been told already."""
    return (
        Asker.objects.filter(question__case=case_id, told_at__isnull=True)
        .exclude(email="")
        .select_related("question")
        .first()
    )


def known_askers(wanted: set[int]) -> set[int]:
    """Which of these askers have not been forgotten."""
    return set(Asker.objects.filter(pk__in=wanted).values_list("pk", flat=True))


def askers_to_forget(now: dt.datetime) -> QuerySet[Asker]:
    """Who asked in cases that ended long ago."""
    before = now - FORGET_ASKER_AFTER
    closed = Q(question__case__state=CaseState.CLOSED, question__case__closed_at__lt=before)
    answered = Q(question__case__state=CaseState.PUBLISHED, question__case__answer__published_at__lt=before)
    return Asker.objects.filter(closed | answered)
