"""Who is told about assignments, which notices wait to be sent, and in which language each is read."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.users.models import UserProfile

from scicomm.newsroom.models import Assignment, AssignmentNotice
from scicomm.newsroom.rules import assignments as rules
from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import EDITORS

MOST_TRIES = 8


def editors_of(unit: Unit) -> list[Person]:
    """The editors of a unit who can sign in; where it has none, those of the nearest unit above. One query."""
    today = timezone.localdate()
    duty = Q(appointments__role__in=EDITORS, appointments__unit__path__in=unit.ancestor_paths()) & Q(
        appointments__starts_on__lte=today
    )
    current = Q(appointments__ends_on__isnull=True) | Q(appointments__ends_on__gte=today)
    rows = Person.objects.filter(duty & current, user__is_active=True).values_list("pk", "appointments__unit__path")
    held = list(rows)
    nearest = max((len(path) for _pk, path in held), default=0)
    return list(Person.objects.filter(pk__in={pk for pk, path in held if len(path) == nearest}).select_related("user"))


def receivers_of(assignment: Assignment) -> list[Person]:
    """Who answers for an assignment: its person, or the editors of its unit."""
    if assignment.person is not None:
        return [assignment.person]
    return editors_of(assignment.unit)


def told_above(assignment: Assignment) -> list[Person]:
    """The level above the giver: who gave the whole to the giver, or the editors of the unit above it; nobody at the top."""
    parent = assignment.parent
    if parent is not None and parent.parent_id is not None and parent.giver_id != assignment.giver_id:
        return editors_of(parent.giver)
    paths = assignment.giver.ancestor_paths()[1:2]
    above = Unit.objects.filter(path__in=paths).first()
    return editors_of(above) if above else []


def open_assignments(last: dt.date) -> QuerySet[Assignment]:
    """Assignments with work left that are due until a day, their calls excepted: those remind their own giver by the sums."""
    return (
        Assignment.objects.filter(state__in=rules.OPEN, due_on__lte=last, parent__isnull=False)
        .select_related("unit", "giver", "person__user", "parent__giver")
        .order_by("pk")
    )


def unsent_notices(now: dt.datetime) -> QuerySet[AssignmentNotice]:
    """Notices whose time has come, the oldest first."""
    return (
        AssignmentNotice.objects.filter(sent_at=None, next_try_at__lte=now, attempts__lt=MOST_TRIES)
        .select_related("assignment__unit", "assignment__giver", "assignment__person", "person__user")
        .order_by("created_at", "pk")
    )


def language_of(person: Person) -> str:
    """The language a person reads the desk in; the house's where they chose none."""
    chosen = UserProfile.objects.filter(user=person.user_id).values_list("preferred_language", flat=True).first()
    known = {code for code, _name in settings.LANGUAGES}
    return chosen if chosen in known else settings.LANGUAGE_CODE


def address_of(person: Person) -> str:
    """Where a person gets mail; empty where nothing is known."""
    return (person.user.email if person.user else "") or person.email
