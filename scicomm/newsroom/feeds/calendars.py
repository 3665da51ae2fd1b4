"""The newsroom's days as iCalendar (RFC 5545, 7986), for one secret address.

A calendar is copied to machines of others. So nothing confidential stands in it, and of an embargo only that one lifts, never of
what. Identifiers stay; what changes raises SEQUENCE; what was dropped stays for a while as cancelled. Moments are in UTC.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from scicomm.newsroom.enums import CoverageState, TopicState
from scicomm.newsroom.models import CalendarAddress, Coverage, Dossier, ImportantDate, Topic
from scicomm.newsroom.permissions import dossiers_for, topics_for
from scicomm.newsroom.queries import dates_between, liftings_between
from scicomm.organisation.models import Unit

BACK = dt.timedelta(days=90)
AHEAD = dt.timedelta(days=400)
MOST = 2000


def calendar_of(address: CalendarAddress, now: dt.datetime) -> bytes:
    """The calendar of an address: what its person may see, of one unit where it names one. Eight queries."""
    today = timezone.localdate(now)
    user, unit = address.user, address.unit
    found = Calendar()
    found.add("prodid", f"-//SciComm//Newsroom//{(get_language() or 'zh').split('-')[0].upper()}")
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    name = unit.name if unit else settings.WAGTAIL_SITE_NAME
    title = _("%(name)s: newsroom") % {"name": name}
    found.add("x-wr-calname", title)
    found.add("name", title)
    found.add("refresh-interval", dt.timedelta(hours=1), parameters={"VALUE": "DURATION"})
    found.add("x-published-ttl", "PT1H")
    for event in _events(user, unit, today):
        found.add_component(event)
    return found.to_ical()


def _events(user: Any, unit: Unit | None, today: dt.date) -> Iterator[Event]:
    first, last = today - BACK, today + AHEAD
    topics = topics_for(user).open().filter(planned_on__gte=first, planned_on__lt=last)
    coverages = Coverage.objects.filter(
        topic__in=topics_for(user).open().values("pk"), due_on__gte=first, due_on__lt=last
    )
    if unit:
        topics = topics.filter(unit__path__startswith=unit.path)
        coverages = coverages.filter(topic__unit__path__startswith=unit.path)
    held = set(
        dossiers_for(user)
        .filter(published_at=None, embargo_until__gt=timezone.now(), topic__isnull=False)
        .values_list("topic_id", flat=True)
    )
    for topic in topics.select_related("unit", "lead").order_by("pk")[:MOST]:
        yield _topic(topic, topic.pk in held or _waits(topic))
    for coverage in coverages.select_related("topic__unit", "topic__lead", "person").order_by("pk")[:MOST]:
        yield _coverage(coverage, coverage.topic_id in held or _waits(coverage.topic))
    for day, date in dates_between(user, first, last, unit):
        yield _date(day, date)
    for dossier in liftings_between(user, first, last, unit):
        yield _lifting(dossier)


def _waits(topic: Topic) -> bool:
    """Whether a topic's lead asks not to be told yet."""
    until = topic.lead.embargo_until if topic.lead else None
    return until is not None and until > timezone.now()


def _event(noun: str, key: int | str, title: str, changed: dt.datetime, sequence: int, url: str) -> Event:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    event = Event()
    event.add("uid", f"{noun}-{key}@{host}")
    event.add("summary", title)
    event.add("dtstamp", changed.astimezone(dt.UTC))
    event.add("last-modified", changed.astimezone(dt.UTC))
    event.add("sequence", sequence)
    event.add("url", f"{settings.SITE_URL}{url}")
    event.add("class", "PRIVATE")
    return event


def _whole_days(event: Event, first: dt.date, last: dt.date | None = None) -> Event:
    """All-day: the end is the day after the last (RFC 5545, 3.6.1); nobody is busy because of it."""
    event.add("dtstart", first)
    event.add("dtend", (last or first) + dt.timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event


def _topic(topic: Topic, hidden: bool) -> Event:
    title = _("a topic under embargo") if hidden else topic.title
    event = _event(
        "topic", topic.pk, _("Planned: %(title)s") % {"title": title}, topic.changed_at, topic.sequence,
        reverse("newsroom_topic", args=[topic.pk]),
    )  # fmt: skip
    event.add("status", "CANCELLED" if topic.state == TopicState.DROPPED else "TENTATIVE")
    event.add("categories", [_("Topic"), topic.unit.short_name])
    assert topic.planned_on is not None  # noqa: S101 - filtered by it
    return _whole_days(event, topic.planned_on, topic.planned_until)


def _coverage(coverage: Coverage, hidden: bool) -> Event:
    topic = coverage.topic
    title = _("a topic under embargo") if hidden else f"{topic.title} {coverage.note}".strip()
    words = _("Due (%(kind)s): %(title)s") % {"kind": coverage.get_kind_display(), "title": title}
    changed = max(coverage.changed_at, topic.changed_at)
    # Both counts only rise, and so does their sum.
    event = _event(
        "coverage", coverage.pk, words, changed, coverage.sequence + topic.sequence,
        reverse("newsroom_topic", args=[topic.pk]),
    )  # fmt: skip
    dropped = coverage.state == CoverageState.DROPPED or topic.state == TopicState.DROPPED
    event.add("status", "CANCELLED" if dropped else "CONFIRMED")
    event.add("categories", [_("Coverage"), topic.unit.short_name])
    if coverage.person and not hidden:
        event.add("description", coverage.person.name)
    assert coverage.due_on is not None  # noqa: S101 - filtered by it
    return _whole_days(event, coverage.due_on)


def _date(day: dt.date, date: ImportantDate) -> Event:
    event = _event(
        "date", f"{date.pk}-{day.year}", date.name, date.changed_at, date.sequence, reverse("newsroom_dates")
    )
    event.add("status", "CONFIRMED")
    event.add("categories", [_("Important date"), date.unit.short_name])
    if date.note:
        event.add("description", date.note)
    return _whole_days(event, day, day + dt.timedelta(days=date.days - 1))


def _lifting(dossier: Dossier) -> Event:
    """That an embargo lifts, and whose it is. SEQUENCE has to rise with each change: minutes of the last change do."""
    event = _event(
        "embargo", dossier.story_id, _("Embargo lifts (%(unit)s)") % {"unit": dossier.unit.short_name}, dossier.changed_at,
        int(dossier.changed_at.timestamp()) // 60 % 2**31, reverse("newsroom_story", args=[dossier.story_id]),
    )  # fmt: skip
    event.add("status", "CONFIRMED")
    event.add("categories", [_("Embargo"), dossier.unit.short_name])
    assert dossier.embargo_until is not None  # noqa: S101 - filtered by it
    event.add("dtstart", dossier.embargo_until.astimezone(dt.UTC))
    event.add("duration", dt.timedelta(minutes=15))
    return event
