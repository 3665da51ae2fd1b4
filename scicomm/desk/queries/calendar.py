"""The desk's calendar, a week, two weeks or a month: plans, coverage, dates, releases, embargoes, deadlines, free days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.channels.models import OUT, Release
from scicomm.channels.permissions import releases_for
from scicomm.core.queries import calendar
from scicomm.core.workdays import SATURDAY, Calendar
from scicomm.newsroom.models import StoryState
from scicomm.newsroom.permissions import dossiers_for
from scicomm.newsroom.queries import coverages_between, dates_between, liftings_between, topics_between
from scicomm.organisation.models import Unit
from scicomm.responses.permissions import cases_for

WEEKS = 2
ITEMS_READ = 300
KINDS = {
    "topic": gettext_lazy("Topics"),
    "coverage": gettext_lazy("Coverage"),
    "date": gettext_lazy("Important dates"),
    "hold": gettext_lazy("Embargoes"),
    "release": gettext_lazy("Released"),
    "case": gettext_lazy("Answers due"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on a day. `kind` is one of KINDS: it gives the colour and is said in `label`; `mark` says what is special."""

    kind: str
    label: str
    title: str
    url: str
    time: str = ""
    mark: str = ""


@dataclass(slots=True)
class Day:
    """A day with what stands on it; `mark` says in words why it is not worked, or worked though it is a weekend day; `is_beside`:
    it belongs to another month than the one that is shown."""

    date: dt.date
    is_today: bool
    is_worked: bool
    mark: str
    items: list[Item] = field(default_factory=list)
    is_beside: bool = False

    @property
    def label(self) -> str:
        return date_format(self.date, "MONTH_DAY_FORMAT") if self.date.day == 1 or self.is_today else str(self.date.day)


@dataclass(frozen=True)
class Span:
    """The days that are shown: from a Monday to before another; of a month, the weeks that it touches."""

    first: dt.date
    last: dt.date
    month: int = 0


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def span_of(view: str, day: dt.date) -> Span:
    """The week, two weeks or month with a day in it."""
    if view == "month":
        following = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        end = monday_of(following - dt.timedelta(days=1)) + dt.timedelta(days=7)
        return Span(monday_of(day.replace(day=1)), end, day.month)
    first = monday_of(day)
    return Span(first, first + dt.timedelta(days=7 if view == "week" else 7 * WEEKS))


def two_weeks(user: Any, first: dt.date, today: dt.date) -> list[Day]:
    """Fourteen days from a Monday, with what the user may see on them."""
    return days_of(user, span_of("weeks", first), today)


def days_of(user: Any, span: Span, today: dt.date, unit: Unit | None = None, kinds: Collection[str] = ()) -> list[Day]:
    """The days of a span with what the user may see on them, of a unit and those below it where one is named, and of the named
    kinds. Nine queries at most, whatever there is."""
    worked = calendar()
    days = {}
    for number in range((span.last - span.first).days):
        day = span.first + dt.timedelta(days=number)
        beside = bool(span.month) and day.month != span.month
        days[day] = Day(day, day == today, worked.is_working_day(day), _mark(day, worked), is_beside=beside)
    for kind, place in _PLACES.items():
        if not kinds or kind in kinds:
            for day, item in place(user, span.first, span.last, unit):
                if day in days:
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


def _topics(user: Any, first: dt.date, last: dt.date, unit: Unit | None) -> Placed:
    """A topic on each of its days; planned is an intention, which the word says."""
    found: Placed = []
    for topic in topics_between(user, first, last, unit)[:ITEMS_READ]:
        if topic.planned_on is None:
            continue
        mark = _("confidential") if topic.is_confidential else ""
        item = Item("topic", _("Planned"), topic.title, reverse("newsroom_topic", args=[topic.pk]), mark=mark)
        days = ((topic.planned_until or topic.planned_on) - topic.planned_on).days
        found += [(topic.planned_on + dt.timedelta(days=number), item) for number in range(min(days, 60) + 1)]
    return found


def _coverages(user: Any, first: dt.date, last: dt.date, unit: Unit | None) -> Placed:
    found: Placed = []
    for coverage in coverages_between(user, first, last, unit)[:ITEMS_READ]:
        label = _("%(kind)s due") % {"kind": coverage.get_kind_display()}
        title = coverage.note or coverage.topic.title
        if coverage.person:
            title = f"{title} · {coverage.person.name}"
        mark = _("done") if coverage.state == "done" else (_("confidential") if coverage.topic.is_confidential else "")
        url = reverse("newsroom_topic", args=[coverage.topic_id])
        if coverage.due_on:
            found.append((coverage.due_on, Item("coverage", label, title, url, mark=mark)))
    return found


def _dates(user: Any, first: dt.date, last: dt.date, unit: Unit | None) -> Placed:
    """Important dates on each of their days, those that began before the first included."""
    url = reverse("newsroom_dates")
    return [
        (day + dt.timedelta(days=number), Item("date", _("Important date"), date.name, url, mark=date.unit.short_name))
        for day, date in dates_between(user, first - dt.timedelta(days=60), last, unit)
        for number in range(date.days)
    ]


def _releases(user: Any, first: dt.date, last: dt.date, unit: Unit | None) -> Placed:
    """One entry a story and day, at the time of its first release."""
    seen = Q(pk__in=releases_for(user).values("pk")) | Q(dossier__in=dossiers_for(user).values("pk"))
    rows = Release.objects.filter(
        seen, state__in=OUT, sent_at__gte=_start(first), sent_at__lt=_start(last)
    ).select_related("dossier__story")
    if unit:
        rows = rows.filter(dossier__unit__path__startswith=unit.path)
    found: dict[tuple[dt.date, int], Item] = {}
    for release in rows.order_by("sent_at")[:ITEMS_READ]:
        if release.sent_at is None:
            continue
        at = timezone.localtime(release.sent_at)
        url = reverse("desk_thread", args=[f"newsroom.story:{release.dossier.story_id}"])
        item = Item("release", _("Released"), release.dossier.story.title, url, f"{at:%H:%M}")
        found.setdefault((at.date(), release.dossier_id), item)
    return [(day, item) for (day, _dossier), item in found.items()]


def _holds(user: Any, first: dt.date, last: dt.date, unit: Unit | None) -> Placed:
    """The minute at which an embargo lifts; a story that has all its signatures goes out then by itself."""
    found = []
    for dossier in liftings_between(user, first, last, unit)[:ITEMS_READ]:
        if dossier.embargo_until:
            at = timezone.localtime(dossier.embargo_until)
            url = reverse("newsroom_story", args=[dossier.story_id])
            mark = _("held, goes out by itself") if dossier.state == StoryState.HELD else dossier.get_state_display()
            item = Item("hold", _("Embargo lifts"), dossier.story.draft_title, url, f"{at:%H:%M}", mark)
            found.append((at.date(), item))
    return found


def _cases(user: Any, first: dt.date, last: dt.date, unit: Unit | None) -> Placed:
    rows = cases_for(user).open().filter(due_on__gte=first, due_on__lt=last).distinct()
    if unit:
        rows = rows.filter(unit__path__startswith=unit.path)
    return [
        (case.due_on, Item("case", _("Answer due"), case.title, reverse("responses_case", args=[case.pk])))
        for case in rows[:ITEMS_READ]
    ]


_PLACES: dict[str, Callable[[Any, dt.date, dt.date, Unit | None], Placed]] = {
    "topic": _topics,
    "coverage": _coverages,
    "date": _dates,
    "release": _releases,
    "hold": _holds,
    "case": _cases,
}
