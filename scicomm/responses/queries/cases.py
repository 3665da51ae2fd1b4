"""Cases on the desk: which a user reads, which wait for whom, how their deadlines stand."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scicomm.core.ledger import facts_about
from scicomm.core.models import FactRecord
from scicomm.core.queries import calendar
from scicomm.facts.base import ref
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import units_here, units_under
from scicomm.responses.enums import OPEN, CaseState, Clock, PartState
from scicomm.responses.models import Asker, Case, CaseInterest, CasePart, Statement
from scicomm.responses.permissions import DRAFTERS, HANDLERS, PART_GIVERS
from scicomm.responses.queries.signing import waits_for_signature
from scicomm.responses.rules import FORGET_ASKER_AFTER, Deadline, deadline
from scicomm.responses.rules.clocks import Level, level_of

MOST_STEPS = 50


def home_unit() -> Unit:
    """The unit that answers what is about no story and no paper: the top of the tree."""
    return Unit.objects.filter(depth=1).order_by("path")[:1].get()


def cases_waiting_for(user: Any) -> QuerySet[Case]:
    """Cases in which the next step is the user's, the most pressing first: to handle, to write, to sign, to say; without those in
    which they have an interest. Two queries beside the user's duties, more where units have plans for answers."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Case.objects.none()
    said = Statement.objects.filter(case=OuterRef("pk"), person__user=user)
    handle = Q(unit__in=units_under(user, HANDLERS), state__in=OPEN)
    write = Q(unit__in=units_here(user, DRAFTERS), state__in=[CaseState.DRAFTING, CaseState.RETURNED])
    say = Q(~Exists(said), expert__user=user, state__in=OPEN)
    own = CaseInterest.objects.filter(Q(person__user=user) | Q(unit__people__user=user), case=OuterRef("pk"))
    steps = (handle | write | waits_for_signature(user)) & Q(~Exists(own))
    return Case.objects.filter(steps | say).with_parts().order_by("due_on", "id")


def parts_waiting_for(user: Any) -> QuerySet[CasePart]:
    """What the user's units are asked for cases of others, the most pressing first."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return CasePart.objects.none()
    waiting = CasePart.objects.filter(
        unit__in=units_here(user, PART_GIVERS), state__in=[PartState.ASKED, PartState.RETURNED]
    )
    return waiting.select_related("unit", "case__unit").order_by("due_on", "pk")


@dataclass(frozen=True)
class CaseRow:
    """A case and how its deadline stands today."""

    case: Case
    deadline: Deadline
    expert_is_waited_for: bool
    first_level: Level = Level.FINE
    """How the first response stands while nobody gave one."""
    hours: int | None = None
    """By the news clock: hours left until the answer is due; negative: hours over. None by the institute's."""

    @property
    def hours_over(self) -> int:
        return max(-(self.hours or 0), 0)


def rows_of(cases: Iterable[Case]) -> list[CaseRow]:
    """Cases with their deadlines, seen from today. One query for the calendar."""
    days, today, now = calendar(), timezone.localdate(), timezone.now()
    return [
        CaseRow(
            case=case,
            deadline=deadline(timezone.localdate(case.received_at), case.due_on, today, days),
            expert_is_waited_for=case.state == CaseState.ASSIGNED,
            first_level=level_of(case.first_due_at, case.received_at, now, case.clock)
            if case.first_due_at and not case.first_response_at
            else Level.FINE,
            hours=math.floor((case.due_at - now).total_seconds() / 3600)
            if case.due_at and case.clock == Clock.NEWS
            else None,
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
        "responses.case_triaged": _("Kind or urgency changed"),
        "responses.case_deadline_moved": _("Deadline moved"),
        "responses.case_paused": _("The clock stands still"),
        "responses.case_resumed": _("The clock runs again"),
        "responses.first_response_given": _("First response given"),
        "responses.case_part_asked": _("Another unit was asked"),
        "responses.case_part_given": _("Another unit answered"),
        "responses.case_handed_over": _("Handed over"),
        "responses.case_merged": _("Joined"),
        "responses.case_part_decided": _("A part was accepted or returned"),
        "responses.case_taken": _("Taken by the other unit"),
        "responses.case_sent_back": _("Sent back"),
        "responses.case_officer_set": _("Somebody else handles it"),
        "responses.case_reopened": _("Opened again"),
        "responses.case_mail_came": _("A mail came"),
    }
    rows = facts_about([ref("responses", "case", case.pk)]).select_related("actor__person")[:MOST_STEPS]
    steps = []
    for row in rows:
        notes = [
            row.actor.get_full_name() if row.actor else "",
            row.payload.get("note") or row.payload.get("reason") or "",
            _moved(row),
        ]
        if row.name in labels:
            steps.append(Step(labels[row.name], row.occurred_at, " · ".join(note for note in notes if note)))
    return steps


def _moved(row: FactRecord) -> str:
    """From which day to which a deadline moved."""
    if row.name != "responses.case_deadline_moved":
        return ""
    old, new = (timezone.localdate(dt.datetime.fromisoformat(row.payload[name])) for name in ("old", "new"))
    return _("%(old)s → %(new)s") % {"old": date_format(old), "new": date_format(new)}


def askers_to_tell(case_id: int) -> list[Asker]:
    """Who is to be told that a case is answered: those who left an address and have not been told, also in cases that were
    joined with it."""
    there = Q(question__case=case_id) | Q(question__case__merged_into=case_id)
    rows = Asker.objects.filter(there, told_at__isnull=True).exclude(email="")
    return list(rows.select_related("question").order_by("pk"))


def known_askers(wanted: set[int]) -> set[int]:
    """Which of these askers have not been forgotten."""
    return set(Asker.objects.filter(pk__in=wanted).values_list("pk", flat=True))


def askers_to_forget(now: dt.datetime) -> QuerySet[Asker]:
    """Who asked in cases that ended long ago."""
    before = now - FORGET_ASKER_AFTER
    closed = Q(question__case__state=CaseState.CLOSED, question__case__closed_at__lt=before)
    closed &= Q(question__case__merged_into=None)
    answered = Q(question__case__state=CaseState.PUBLISHED, question__case__answer__published_at__lt=before)
    # Whoever asked in a case that was joined waits for the other one's answer.
    joined = Q(question__case__merged_into__answer__published_at__lt=before) | Q(
        question__case__merged_into__state=CaseState.CLOSED, question__case__merged_into__closed_at__lt=before
    )
    return Asker.objects.filter(closed | answered | joined)
