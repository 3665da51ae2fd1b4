"""The patrol read: what is open where, what a job has to look at, which letters wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from scicomm.assets.models import TakeDown
from scicomm.channels.enums import FindingState, ReleaseState
from scicomm.channels.models import Channel, Finding, Inspection, InspectionRound, MatrixNotice, Release
from scicomm.channels.rules import inspections as inspection_rules
from scicomm.organisation.models import Unit

MOST_TRIES = 8
OUT = (ReleaseState.SENT, ReleaseState.VISIBLE)


def filtered_findings(rows: QuerySet[Finding], wanted: Mapping[str, str]) -> QuerySet[Finding]:
    """Findings narrowed by state (open ones unless another is asked for), kind, gravity and unit with those below."""
    state = wanted.get("state", "unfinished")
    if state == "unfinished":
        rows = rows.filter(state__in=[FindingState.OPEN, FindingState.CORRECTED])
    elif state == "overdue":
        rows = rows.filter(state=FindingState.OPEN, due_on__lt=timezone.localdate())
    elif state in FindingState.values:
        rows = rows.filter(state=state)
    for name in ("kind", "severity"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    if wanted.get("unit"):
        unit = Unit.objects.filter(slug=wanted["unit"]).first()
        rows = rows.filter(unit__path__startswith=unit.path) if unit else rows.none()
    return rows.select_related("unit", "channel__unit", "found_by").order_by("due_on", "pk")


@dataclass(frozen=True, slots=True)
class PatrolSums:
    """What stands above the list of findings."""

    open: int
    overdue: int
    corrected: int
    closed: int


def patrol_sums(rows: QuerySet[Finding], today: dt.date) -> PatrolSums:
    found = rows.order_by().aggregate(
        open=Count("pk", filter=Q(state=FindingState.OPEN)),
        overdue=Count("pk", filter=Q(state=FindingState.OPEN, due_on__lt=today)),
        corrected=Count("pk", filter=Q(state=FindingState.CORRECTED)),
        closed=Count("pk", filter=Q(state__in=[FindingState.CLOSED, FindingState.DISMISSED])),
    )
    return PatrolSums(**found)


# A trial on one's own machine: nobody outside reads these, and the client for outside may not ask them.
HERE = (
    Q(url__startswith="http://localhost:") | Q(url__startswith="http://localhost/") | Q(url__startswith="http://127.")
)
# Each address is asked once a week; one where nothing stood, again the next day.
ASK_EVERY, ASK_AGAIN = dt.timedelta(days=7), dt.timedelta(hours=20)


def releases_to_ask(now: dt.datetime, count: int) -> list[Release]:
    """Releases of the last year whose public address is due to be asked, those never asked first. One query."""
    rows = Release.objects.filter(state__in=OUT, sent_at__gte=now - dt.timedelta(days=365), url__startswith="http")
    due = Q(permalink=None) | Q(permalink__asked_at__lte=now - ASK_EVERY)
    again = Q(permalink__gone_times=1, permalink__asked_at__lte=now - ASK_AGAIN)
    rows = rows.filter(due | again).exclude(channel__kind__in=["feed", "newsletter"]).exclude(HERE)
    related = rows.select_related("channel__unit", "channel__owner__user", "dossier__story", "permalink")
    return list(related.order_by(F("permalink__asked_at").asc(nulls_first=True), "pk")[:count])


def open_take_downs() -> QuerySet[TakeDown]:
    """Places where a picture whose right ended still stands."""
    return TakeDown.objects.filter(done_at=None).select_related("asset", "unit").order_by("pk")


def silent_accounts() -> QuerySet[Channel]:
    """Accounts that the nightly look found silent."""
    return Channel.objects.filter(idle_since__isnull=False, closed_at=None).select_related("unit")


def sample_candidates(month: dt.date) -> list[int]:
    """The releases of the month before, on every channel but feeds and newsletters, whose text is that of the site."""
    first = month.replace(day=1)
    last_month = (first - dt.timedelta(days=1)).replace(day=1)
    begin = timezone.make_aware(dt.datetime.combine(last_month, dt.time()))
    end = timezone.make_aware(dt.datetime.combine(first, dt.time()))
    rows = Release.objects.filter(state__in=OUT, sent_at__gte=begin, sent_at__lt=end)
    return list(rows.exclude(channel__kind__in=["feed", "newsletter"]).values_list("pk", flat=True))


def unsent_matrix_notices(now: dt.datetime) -> QuerySet[MatrixNotice]:
    """Letters whose time has come, the oldest first."""
    rows = MatrixNotice.objects.filter(sent_at=None, next_try_at__lte=now, attempts__lt=MOST_TRIES)
    return rows.select_related("unit", "person__user").order_by("created_at", "pk")


@dataclass(frozen=True, slots=True)
class RoundSums:
    """How far a yearly inspection is."""

    total: int
    handed_in: int
    reviewed: int
    decided: int


def round_sums(rows: QuerySet[Inspection]) -> RoundSums:
    by_state = dict(rows.order_by().values_list("state").annotate(number=Count("pk")))
    decided = sum(by_state.get(state, 0) for state in (*inspection_rules.DECISIONS, inspection_rules.MENDED))
    reviewed = by_state.get(inspection_rules.REVIEWED, 0)
    return RoundSums(
        total=sum(by_state.values()),
        handed_in=by_state.get(inspection_rules.HANDED_IN, 0) + reviewed + decided,
        reviewed=reviewed + decided,
        decided=decided,
    )


def inspections_of(rows: QuerySet[Inspection], round_: InspectionRound, state: str = "") -> QuerySet[Inspection]:
    """The inspections of a round, by unit."""
    found = rows.filter(round=round_).select_related("channel__unit", "channel__owner", "round")
    found = found.filter(state=state) if state else found
    return found.order_by("channel__unit__path", "channel_id")
