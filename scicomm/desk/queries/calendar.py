"""Two weeks of the desk: planned topics, releases, embargoes, deadlines, and which days are worked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from scicomm.channels.models import Release, ReleaseState
from scicomm.channels.permissions import releases_for
from scicomm.core.queries import calendar
from scicomm.core.workdays import SATURDAY, Calendar
from scicomm.newsroom.permissions import dossiers_for, topics_for
from scicomm.responses.permissions import cases_for

WEEKS = 2
ITEMS_READ = 300


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on a day. `kind` is topic, release, hold or case: it gives the colour and is said in `label`."""

    kind: str
    label: str
    title: str
    url: str
    time: str = ""


@dataclass(slots=True)
class Day:
    """A day with what stands on it; `mark` says in words why it is not worked, or worked though it is a weekend day."""

    date: dt.date
    is_today: bool
    is_worked: bool
    mark: str
    items: list[Item] = field(default_factory=list)

    @property
    def label(self) -> str:
        return date_format(self.date, "MONTH_DAY_FORMAT") if self.date.day == 1 or self.is_today else str(self.date.day)


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def two_weeks(user: Any, first: dt.date, today: dt.date) -> list[Day]:
    """Fourteen days from a Monday, with what the user may see on them. Six queries."""
    last = first + dt.timedelta(days=7 * WEEKS)
    worked = calendar()
    days = {
        day: Day(day, day == today, worked.is_working_day(day), _mark(day, worked))
        for day in (first + dt.timedelta(days=number) for number in range(7 * WEEKS))
    }
    for day, item in [
        *_topics(user, first, last), *_releases(user, first, last), *_holds(user, first, last), *_cases(user, first, last)
    ]:  # fmt: skip
        days[day].items.append(item)
    for found in days.values():
        found.items.sort(key=lambda item: (item.time or "99", item.kind))
    return list(days.values())


def _mark(day: dt.date, worked: Calendar) -> str:
    if day.weekday() >= SATURDAY:
        return _("worked") if worked.is_working_day(day) else ""
    return "" if worked.is_working_day(day) else _("free day")


def _start(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


Placed = list[tuple[dt.date, Item]]


def _topics(user: Any, first: dt.date, last: dt.date) -> Placed:
    rows = topics_for(user).filter(planned_on__gte=first, planned_on__lt=last).exclude(state="dropped")
    return [
        (topic.planned_on, Item("topic", _("Topic"), topic.title, reverse("newsroom_topic", args=[topic.pk])))
        for topic in rows[:ITEMS_READ]
        if topic.planned_on
    ]


def _releases(user: Any, first: dt.date, last: dt.date) -> Placed:
    """One entry a story and day, at the time of its first release."""
    seen = Q(pk__in=releases_for(user).values("pk")) | Q(dossier__in=dossiers_for(user).values("pk"))
    rows = Release.objects.filter(
        seen, state=ReleaseState.SENT, sent_at__gte=_start(first), sent_at__lt=_start(last)
    ).select_related("dossier__story")
    found: dict[tuple[dt.date, int], Item] = {}
    for release in rows.order_by("sent_at")[:ITEMS_READ]:
        if release.sent_at is None:
            continue
        at = timezone.localtime(release.sent_at)
        url = reverse("desk_thread", args=[f"newsroom.story:{release.dossier.story_id}"])
        item = Item("release", _("Released"), release.dossier.story.title, url, f"{at:%H:%M}")
        found.setdefault((at.date(), release.dossier_id), item)
    return [(day, item) for (day, _dossier), item in found.items()]


def _holds(user: Any, first: dt.date, last: dt.date) -> Placed:
    rows = dossiers_for(user).filter(
        published_at__isnull=True, embargo_until__gte=_start(first), embargo_until__lt=_start(last)
    )
    found = []
    for dossier in rows.select_related("story")[:ITEMS_READ]:
        if dossier.embargo_until:
            at = timezone.localtime(dossier.embargo_until)
            url = reverse("newsroom_story", args=[dossier.story_id])
            found.append((at.date(), Item("hold", _("Embargo lifts"), dossier.story.draft_title, url, f"{at:%H:%M}")))
    return found


def _cases(user: Any, first: dt.date, last: dt.date) -> Placed:
    rows = cases_for(user).open().filter(due_on__gte=first, due_on__lt=last).distinct()
    return [
        (case.due_on, Item("case", _("Answer due"), case.title, reverse("responses_case", args=[case.pk])))
        for case in rows[:ITEMS_READ]
    ]
