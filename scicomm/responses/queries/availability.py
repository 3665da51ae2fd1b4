"""Whether people can be asked now: their load, absences, wishes; whether they are still in the house."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from scicomm.organisation.models import Appointment, Person, Unit
from scicomm.responses.enums import OPEN, CaseState
from scicomm.responses.models import Case, ExpertProfile, SpeakingRule, Statement, StatementLink

LATELY = dt.timedelta(days=30)


@dataclass(frozen=True)
class Availability:
    """What stands for and against asking a person now; `why_not` is empty where nothing stands against it."""

    load: int
    asked: int
    why_not: str
    profile: ExpertProfile | None

    @property
    def is_free(self) -> bool:
        return not self.why_not


def _counted(rows: QuerySet[Case] | QuerySet[Statement] | QuerySet[StatementLink], field: str) -> Coalesce:
    grouped = rows.filter(**{field: OuterRef("pk")}).order_by().values(field).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(grouped, output_field=IntegerField()), 0)


def people_to_ask(numbers: Iterable[int], now: dt.datetime | None = None) -> dict[int, tuple[Person, Availability]]:
    """People by number with their availability, in two queries; without those who opted out or left the house.

    Who has or had duties and holds none today has left, and so has whoever's account was closed; authors without either are
    people of the house as long as they stand in it.
    """
    at = now or timezone.now()
    today = timezone.localdate(at)
    duties = Appointment.objects.filter(person=OuterRef("pk"))
    people = (
        Person.objects.filter(pk__in=list(numbers))
        .exclude(expert_profile__opted_out_at__isnull=False)
        .exclude(user__is_active=False)
        .annotate(
            open_cases=_counted(Case.objects.filter(state__in=[*OPEN, CaseState.REVIEW]), "expert"),
            links=_counted(StatementLink.objects.filter(made_at__gte=at - LATELY), "person"),
            said=_counted(Statement.objects.filter(created_at__gte=at - LATELY, links__isnull=True), "person"),
            has_duty=Exists(duties.current(today)),
            had_duty=Exists(duties.filter(starts_on__lte=today)),
        )
        .filter(Q(has_duty=True) | Q(had_duty=False))
        .select_related("unit", "expert_profile")
        .prefetch_related("expert_profile__aways")
    )
    return {person.pk: (person, _availability(person, today)) for person in people}


def _availability(person: Person, today: dt.date) -> Availability:
    profile: ExpertProfile | None = getattr(person, "expert_profile", None)
    counts = vars(person)
    return Availability(counts["open_cases"], counts["links"] + counts["said"], why_not(profile, today), profile)


def why_not(profile: ExpertProfile | None, today: dt.date) -> str:
    """Why a person cannot speak today, in words; empty if they can. The note of an absence is not told."""
    if profile is None:
        return ""
    ends = [away.ends_on for away in profile.aways.all() if away.covers(today)]
    if ends:
        return _("Away until %(day)s") % {"day": date_format(max(ends))}
    if profile.not_before and profile.not_before > today:
        return _("Not before %(day)s") % {"day": date_format(profile.not_before)}
    return ""


def speaking_rule_of(unit: Unit) -> SpeakingRule | None:
    """The rule of the unit, or of the nearest unit above it that has one."""
    rules = SpeakingRule.objects.filter(unit__path__in=[*unit.ancestor_paths(), unit.path])
    return rules.annotate(path=F("unit__path")).select_related("unit").order_by("-path").first()
