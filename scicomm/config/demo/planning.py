"""The demonstration's planning: important dates, topics with coverage, a lead that stays confidential, and one nobody took.

All of it is fictional. Days of the calendar lie around the demonstration's day, so that a newcomer sees a full month.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils import timezone

from scicomm.config.demo.clock import Calendar
from scicomm.config.demo.data import DemoData, post_key
from scicomm.config.demo.timeline import Event
from scicomm.newsroom import actions
from scicomm.newsroom.models import ImportantDate, Lead, Topic
from scicomm.organisation.models import Person, Unit, User
from scicomm.organisation.permissions import EDITORS


@dataclass(frozen=True)
class DateData:
    """An important date; `ahead` is how many days after the demonstration's day it comes next."""

    unit: str
    name_zh: str
    name_en: str
    ahead: int
    days: int = 1
    yearly: bool = True
    note_zh: str = ""
    note_en: str = ""


@dataclass(frozen=True)
class TopicData:
    """A topic without a lead; days are counted from the demonstration's day. Coverage: form, what, due, how far."""

    unit: str
    key: str
    title: str
    angle: str
    publics: tuple[str, ...]
    ahead: int
    until: int = 0
    date: str = ""
    coverages: tuple[tuple[str, str, int, str], ...] = field(default_factory=tuple)


DATES = (
    DateData(
        "academy", "示范院公众开放日", "Demonstration Academy Open Day", 24, days=2,
        note_zh="各所实验室和野外站向公众开放。这是虚构的日子。",
        note_en="Laboratories and field stations open. A fictional day.",
    ),
    DateData("academy", "示范院建院纪念日", "Founding day of the Demonstration Academy", 61),
    DateData("gaohan", "北坡野外站开站纪念日", "Founding day of the North Slope station", 12),
    DateData("hupo", "湖泊所冰情通报日", "Lake ice bulletin day", 33, yearly=False),
)  # fmt: skip
TOPICS = (
    TopicData(
        "gaohan", "open-day-frozen-ground", "开放日：带孩子看冻土", "冻土不是石头，踩上去会告诉你春天来没来。",
        ("pupils", "parents", "teachers"), 24, 25, "示范院公众开放日",
        (("talk", "冻土为什么会呼吸", 24, "planned"), ("exhibit", "三根冻土芯", 22, "active"), ("photo", "北坡晨雾", 6, "done")),
    ),
    TopicData(
        "gaohan", "herders-calendar", "牧民的草情日历", "把每月的返青预报做成一张能贴在墙上的纸。",
        ("farmers", "officials"), 9,
        coverages=(("text", "十二个月各一段话", 7, "active"), ("video", "一分钟看懂返青", 9, "planned")),
    ),
    TopicData(
        "hupo", "lake-ice-bulletin", "今年湖冰来得晚不晚", "四十二个湖，一张图说清楚。", ("general", "journalists"), 33,
        date="湖泊所冰情通报日", coverages=(("text", "通报和问答", 31, "planned"),),
    ),
)  # fmt: skip
SECRET = ("hupo", "湖底沉积物里有一层没见过的灰", "投稿在审，接收以前请不要外传。样品照片在所里。", 40)
FORGOTTEN = ("gaohan", "野外站的老站长要退休了", "他记了十四年的手写日志，字很好看，可以拍。", 118)


def editor_of(unit: Unit) -> User | None:
    """The first account that plans in this very unit; where nobody does, whoever runs the house."""
    held = User.objects.filter(person__appointments__role__in=EDITORS, person__appointments__unit=unit)
    return held.order_by("pk").first() or User.objects.filter(is_superuser=True).order_by("pk").first()


def _person_of(unit: Unit) -> Person:
    """Somebody of the unit with an account who is not its editor, if there is one."""
    people = Person.objects.filter(unit=unit, user__isnull=False).order_by("-pk")
    editors = people.filter(appointments__role__in=EDITORS).values("pk")
    return people.exclude(pk__in=editors).first() or people[0]


def _set_date(row: DateData, calendar: Calendar) -> None:
    unit = Unit.objects.get(slug=row.unit)
    day = calendar.day + dt.timedelta(days=row.ahead)
    actions.set_important_date(
        unit=unit, acting_user=editor_of(unit), name_zh=row.name_zh, name_en=row.name_en, note_zh=row.note_zh,
        note_en=row.note_en, recurrence="yearly" if row.yearly else "once", first_on=day, days=row.days,
        mined_days_ahead=30, version=str(calendar.day.year), is_on=True,
    )  # fmt: skip


def _open_topic(row: TopicData, calendar: Calendar) -> None:
    unit = Unit.objects.get(slug=row.unit)
    editor, day = editor_of(unit), calendar.day
    topic = actions.open_topic(
        unit=unit, acting_user=editor, post_key=post_key("topic", row.key), title=row.title, angle=row.angle,
        publics=row.publics, languages=["zh-hans"], planned_on=day + dt.timedelta(days=row.ahead),
        planned_until=day + dt.timedelta(days=row.until) if row.until else None,
        important_date=ImportantDate.objects.filter(name_zh=row.date).first() if row.date else None,
    )  # fmt: skip
    for kind, note, ahead, state in row.coverages:
        due = day + dt.timedelta(days=ahead)
        made = actions.set_coverage(
            topic, kind=kind, note=note, due_on=due, person=_person_of(unit), acting_user=editor
        )
        actions.move_coverage(made, state, acting_user=editor)


def _report(key: str, row: tuple[str, str, str, int], until: dt.datetime | None) -> None:
    slug, title, body, _days = row
    person = _person_of(Unit.objects.get(slug=slug))
    actions.report_lead(
        title=title, body=body, unit=person.unit, reported_by=person, acting_user=person.user,
        confidential_until=until, post_key=post_key("lead", key), language="zh-hans",
    )  # fmt: skip


def planning_events(data: DemoData, calendar: Calendar) -> Iterator[Event]:
    """Dates and topics of the last weeks, the two leads, and at the end of the last day what waiting did to all leads."""
    units = {str(unit["slug"]) for unit in data.units}

    def event(days: float, words: str, known: Any, do: Any) -> Event:
        return Event(calendar.waking(calendar.back(days)), words, known.exists, do)

    for row in DATES:
        if row.unit in units:
            known: Any = ImportantDate.objects.filter(unit__slug=row.unit, name_zh=row.name_zh)
            yield event(60, row.name_zh, known, partial(_set_date, row, calendar))
    for topic in TOPICS:
        if topic.unit in units:
            known = Topic.objects.filter(post_key=post_key("topic", topic.key))
            yield event(30, topic.title, known, partial(_open_topic, topic, calendar))
    for key, lead, until in (
        ("planning-secret", SECRET, calendar.base + dt.timedelta(days=45)),
        ("planning-forgotten", FORGOTTEN, None),
    ):
        known = Lead.objects.filter(post_key=post_key("lead", key))
        yield event(lead[3], lead[1], known, partial(_report, key, lead, until))
    stale = Lead.objects.filter(post_key=post_key("lead", "planning-forgotten"), state="stale")
    yield Event(calendar.base - dt.timedelta(seconds=1), FORGOTTEN[1], stale.exists, _grow_old)


def _grow_old() -> None:
    actions.age_leads(timezone.localdate())
