"""Assignments read: trees summed up, what one was given, what one gave, what waits; every read costs the same however long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.utils import timezone

from scicomm.newsroom.models import Assignment, AssignmentPiece, Dossier, Topic
from scicomm.newsroom.permissions import assignments_for
from scicomm.newsroom.rules import assignments as rules
from scicomm.newsroom.rules.assignments import Node, Tally, parent_of, tallies
from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import EDITORS, OVERSEERS, units_here


@dataclass(slots=True)
class Branch:
    """An assignment in its tree: its sums and those below it. `deep` is how far it stands below the top of what is shown."""

    assignment: Assignment
    tally: Tally
    deep: int = 0
    below: list[Branch] = field(default_factory=list)

    @property
    def unanswered(self) -> list[Branch]:
        """Those directly below that have not answered yet."""
        return [one for one in self.below if one.assignment.state == rules.GIVEN]

    def walk(self) -> Iterable[Branch]:
        """This one and all below, from the top."""
        yield self
        for one in self.below:
            yield from one.walk()


def with_counts(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """The assignments with how many of their own pieces are public (`counted`)."""
    return rows.annotate(counted=Count("pieces", filter=Q(pieces__counted_at__isnull=False)))


def node_of(row: Any) -> Node:
    return Node(row.pk, row.trail, row.state, row.quota, row.counted, row.due_on)


def trees_of(tops: Sequence[Assignment], today: dt.date | None = None) -> list[Branch]:
    """The whole trees below some assignments with their sums. One query, whatever their number and depth."""
    if not tops:
        return []
    reach = Q(pk__in=[])
    for top in tops:
        reach |= Q(trail__startswith=top.trail)
    rows = list(
        with_counts(Assignment.objects.filter(reach))
        .select_related("unit", "person", "giver")
        .order_by("unit__path", "pk")
    )
    sums = tallies([node_of(row) for row in rows], today or timezone.localdate())
    found = {row.trail: Branch(row, sums[row.pk]) for row in rows}
    for branch in found.values():
        above = found.get(parent_of(branch.assignment.trail))
        if above is not None:
            above.below.append(branch)
    shown = [found[top.trail] for top in tops if top.trail in found]
    for top_branch in shown:
        _measure(top_branch, 0)
    return shown


def _measure(branch: Branch, deep: int) -> None:
    branch.deep = deep
    for one in branch.below:
        _measure(one, deep + 1)


@dataclass(frozen=True)
class Filters:
    """What the list of assignments is narrowed to."""

    state: str = ""
    late: bool = False
    words: str = ""

    def narrow(self, rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
        if self.state:
            rows = rows.filter(state=self.state)
        if self.late:
            rows = rows.filter(due_on__lt=timezone.localdate(), state__in=rules.OPEN)
        if self.words:
            rows = rows.filter(Q(title__icontains=self.words) | Q(brief__icontains=self.words))
        return rows


def given_to(user: Any) -> QuerySet[Assignment]:
    """What the user, or a unit the user edits, was given; not the calls they keep themselves. What is open first, by its day."""
    mine = Q(person__user_id=user.pk or -1) | Q(unit__in=units_here(user, EDITORS), person__isnull=True)
    return (
        Assignment.objects.filter(mine, parent__isnull=False)
        .annotate(closed=Case(When(state__in=rules.OPEN, then=0), default=1))
        .select_related("unit", "person", "giver")
        .order_by("closed", "due_on", "pk")
    )


def given_by(user: Any) -> QuerySet[Assignment]:
    """What the user's units gave on: their calls, and what they were given and split. Overseers read what their unit gave."""
    return (
        assignments_for(user)
        .filter(unit__in=units_here(user, OVERSEERS))
        .filter(Q(parent__isnull=True) | Q(Exists(Assignment.objects.filter(parent=OuterRef("pk")))))
        .exclude(parent__unit__in=units_here(user, OVERSEERS))
        .select_related("unit", "giver", "person")
        .order_by("-created_at", "-pk")
    )


def came_back(user: Any) -> QuerySet[Assignment]:
    """What was returned to a unit the user edits, and waits to be given again or called off."""
    return (
        Assignment.objects.filter(state=rules.RETURNED, giver__in=units_here(user, EDITORS))
        .select_related("unit", "person", "giver")
        .order_by("due_on", "pk")
    )


def assignments_waiting_for(user: Any) -> QuerySet[Assignment]:
    """What waits for the user: given and open, reported to them, or come back to them."""
    here = units_here(user, EDITORS)
    own = Q(person__user_id=user.pk or -1, state__in=rules.OPEN)
    unit = Q(unit__in=here, person__isnull=True, state__in=[rules.GIVEN, rules.ACCEPTED], parent__isnull=False)
    late = Q(unit__in=here, state=rules.IN_PROGRESS, due_on__lt=timezone.localdate())
    giver = Q(giver__in=here, state__in=[rules.SUBMITTED, rules.RETURNED])
    return (
        Assignment.objects.filter(own | unit | late | giver)
        .select_related("unit", "person", "giver")
        .order_by("due_on", "pk")
    )


def units_to_give(unit: Unit) -> list[Unit]:
    """The active units below one, in the order of the tree. One query."""
    rows = Unit.objects.filter(path__startswith=unit.path, is_active=True).exclude(pk=unit.pk)
    return list(rows.select_related("kind").order_by("path"))


def people_to_give(unit: Unit) -> list[Person]:
    """The people of a unit who can sign in, and so can answer: its own, and those who hold a duty in it. One query."""
    today = timezone.localdate()
    duty = Q(appointments__unit=unit, appointments__starts_on__lte=today) & (
        Q(appointments__ends_on__isnull=True) | Q(appointments__ends_on__gte=today)
    )
    return list(Person.objects.filter(Q(unit=unit) | duty, user__is_active=True).distinct())


def linkable_stories(assignment: Assignment) -> QuerySet[Dossier]:
    """Stories that may fulfil an assignment: of its unit or one below, not linked to it yet, last changed first."""
    linked = AssignmentPiece.objects.filter(assignment=assignment, dossier__isnull=False).values("dossier")
    topics = AssignmentPiece.objects.filter(assignment=assignment, topic__isnull=False).values("topic")
    return (
        Dossier.objects.filter(unit__path__startswith=assignment.unit.path, withdrawn_at__isnull=True)
        .exclude(pk__in=linked)
        .exclude(topic__in=topics)
        .select_related("story", "unit", "topic")
        .order_by("-changed_at")
    )


def linkable_topics(assignment: Assignment) -> QuerySet[Topic]:
    """Topics that may fulfil an assignment, newest first."""
    linked = AssignmentPiece.objects.filter(assignment=assignment, topic__isnull=False).values("topic")
    return (
        Topic.objects.filter(unit__path__startswith=assignment.unit.path)
        .exclude(pk__in=linked)
        .exclude(state="dropped")
        .select_related("unit")
        .order_by("-created_at")
    )


def pieces_of(assignment: Assignment) -> list[AssignmentPiece]:
    """What is linked to an assignment and to those below it. One query."""
    rows = AssignmentPiece.objects.filter(assignment__trail__startswith=assignment.trail)
    return list(rows.select_related("dossier__story", "dossier__unit", "topic__unit", "assignment__unit")[:200])


def counted_below(assignment: Assignment) -> int:
    """How many public pieces stand in the subtree; what was returned or called off does not count."""
    return AssignmentPiece.objects.filter(
        assignment__trail__startswith=assignment.trail,
        assignment__state__in=rules.LIVE,
        counted_at__isnull=False,
    ).count()
