"""Notices about assignments: each is written down once before it is sent, and what became of it afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from scicomm.core.ledger import record
from scicomm.core.queries import calendar
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.newsroom.models import Assignment, AssignmentNotice
from scicomm.newsroom.queries import MOST_TRIES, editors_of, open_assignments, receivers_of, told_above
from scicomm.newsroom.rules import assignments as rules
from scicomm.organisation.models import Person

# Working days are at most some three times as many days of the calendar (Spring Festival, National Day).
_SPAN = 3


def _note(row: Assignment, kind: str, days: int, people: Iterable[Person]) -> int:
    """Write notices down; those that are there already stay as they are. Returns how many are new."""
    now = timezone.now()
    wanted = {
        person.pk: AssignmentNotice(
            assignment=row, person=person, kind=kind, days=days, due_on=row.due_on, next_try_at=now
        )
        for person in people
    }
    same = AssignmentNotice.objects.filter(assignment=row, kind=kind, days=days, due_on=row.due_on)
    known = set(same.values_list("person", flat=True))
    made = [notice for pk, notice in wanted.items() if pk not in known]
    AssignmentNotice.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


@transaction.atomic
def note_given(assignment_id: int) -> int:
    """An assignment was given: whoever answers for it is told. What is given again is told again."""
    row = Assignment.objects.select_related("unit", "giver", "person__user").filter(pk=assignment_id).first()
    if row is None or row.state != rules.GIVEN or row.given_at is None:
        return 0
    times = AssignmentNotice.objects.filter(assignment=row, kind=rules.NEW, created_at__lt=row.given_at)
    return _note(row, rules.NEW, len(set(times.values_list("days", flat=True))), receivers_of(row))


def note_due(today: dt.date | None = None) -> int:
    """Write down whom to remind today, and of what is overdue; again on one day changes nothing. Returns how many are new."""
    day = today or timezone.localdate()
    worked = calendar()
    last = day + dt.timedelta(days=_SPAN * max(rules.TERMS.before) + 7)
    made = 0
    for row in list(open_assignments(last)):
        given_on = timezone.localdate(row.given_at) if row.given_at else day
        left = worked.working_days_between(day, row.due_on)
        if row.due_on < day:
            # Overdue on the first free day after it too, before a working day has passed.
            left = min(left, -1)
        for kind, days in rules.notices_due(left, worked.working_days_between(given_on, day)):
            made += _note_one(row.pk, kind, days)
    return made


@transaction.atomic
def _note_one(pk: int, kind: str, days: int) -> int:
    """One kind of notice about one assignment, looked at again under its lock: it may have been finished a moment ago."""
    rows = Assignment.objects.select_for_update(of=("self",)).select_related(
        "unit", "giver", "person__user", "parent__giver"
    )
    row = rows.get(pk=pk)
    if row.state not in rules.OPEN:
        return 0
    if kind == rules.REMINDER:
        return _note(row, kind, days, receivers_of(row))
    first = not AssignmentNotice.objects.filter(assignment=row, kind=kind, due_on=row.due_on).exists()
    told = [*receivers_of(row), *editors_of(row.giver)] if kind == rules.OVERDUE else told_above(row)
    made = _note(row, kind, days, told)
    if made and first:
        record(
            facts.AssignmentOverdue(
                unit_id=row.unit_id, subject=ref("newsroom", "assignment", row.pk), due_on=row.due_on.isoformat(),
                escalated=kind == rules.ESCALATED,
            )
        )  # fmt: skip
    return made


@transaction.atomic
def keep_notice(notice: AssignmentNotice, *, error: str = "", given_up: str = "") -> AssignmentNotice:
    """Keep that a notice was sent, or why not and when it is tried again (5, 10, 20 … minutes); `given_up` says why never."""
    row = AssignmentNotice.objects.select_for_update().get(pk=notice.pk)
    row.attempts = MOST_TRIES if given_up else row.attempts + 1
    row.error = (given_up or error)[:300]
    if row.error:
        row.next_try_at = timezone.now() + dt.timedelta(minutes=5 * 2 ** min(row.attempts - 1, 8))
    else:
        row.sent_at = timezone.now()
    row.save(update_fields=["attempts", "error", "next_try_at", "sent_at"])
    return row
