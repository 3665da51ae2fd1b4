"""The demonstration's work down and up the levels: calls with their parts in every state, stories offered upward and adopted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from scicomm.assessment.models import Indicator
from scicomm.config.demo.clock import Calendar
from scicomm.config.demo.papers import holder
from scicomm.config.demo.timeline import Event
from scicomm.newsroom import actions
from scicomm.newsroom.actions import Share
from scicomm.newsroom.enums import LeadState
from scicomm.newsroom.models import Assignment, Dossier, Lead, Submission
from scicomm.organisation.models import Unit, User
from scicomm.organisation.permissions import Role

CALL = "冬天怎么观测：走进十二座野外站"
DRAFT = "全国科技周线上专题"
OWN = "北坡野外站值班手记"
INDICATORS: tuple[dict[str, Any], ...] = (
    {
        "code": "adopted", "position": 4, "name_zh": "被上级采用", "name_en": "Adopted by a unit above",
        "explanation_zh": "本单位报送的稿件每被分院或院采用一次计 2 分，最多 20 分。",
        "explanation_en": "Each time a branch or the academy adopts a story the unit offered counts 2 points, 20 at most.",
        "fact_name": "newsroom.story_adopted", "weight": "2.00", "most": "20.00",
    },
    {
        "code": "taken-up", "position": 5, "name_zh": "采用下级稿件", "name_en": "Adopted from the units below",
        "explanation_zh": "分院或院每采用一篇下级报送的稿件计 0.5 分，最多 10 分。",
        "explanation_en": "Each story from below that a branch or the academy adopts counts 0.5 points, 10 at most.",
        "fact_name": "newsroom.story_taken_up", "weight": "0.50", "most": "10.00",
    },
)  # fmt: skip


@dataclass(frozen=True)
class Levels:
    """Who gives, answers and offers, and what has become of it so far."""

    calendar: Calendar

    def at(self, days: float) -> dt.datetime:
        return self.calendar.waking(self.calendar.base - dt.timedelta(days=days))

    @property
    def academy(self) -> Unit:
        return Unit.objects.get(depth=1)

    def unit(self, slug: str) -> Unit:
        return Unit.objects.get(slug=slug)

    def editor(self, unit: Unit) -> User:
        return holder(Role.COMMUNICATION_OFFICER if unit.depth == 3 else Role.COORDINATOR, unit)

    def branches(self) -> list[Unit]:
        return list(Unit.objects.filter(depth=2, kind__code="branch").order_by("path"))

    def part(self, slug: str) -> Assignment:
        return Assignment.objects.get(title=CALL, unit__slug=slug, person=None, parent__isnull=False)

    def state(self, slug: str) -> str:
        return str(Assignment.objects.filter(title=CALL, unit__slug=slug, person=None, parent__isnull=False).values_list(
            "state", flat=True).first() or "")  # fmt: skip

    # ------------------------------------------------------------------ down

    def call(self) -> None:
        branches = self.branches()
        actions.open_call(
            self.academy, title=CALL, profile="photo_story", quota=3 * len(branches),
            brief="请讲清楚一件事：冬天大雪封山，数据是怎么一天不断地记下来的。要有人，有仪器，有当天的读数。",
            due_on=self.calendar.day + dt.timedelta(days=16), shares=[Share(3, branch) for branch in branches],
            acting_user=self.editor(self.academy),
        )  # fmt: skip

    def draft(self) -> None:
        actions.open_call(
            self.academy, title=DRAFT, brief="先征集题目，月底前定。", quota=12,
            due_on=self.calendar.day + dt.timedelta(days=60), acting_user=self.editor(self.academy),
        )  # fmt: skip

    def split_branch(self) -> None:
        shares = [Share(2, self.unit("gaohan")), Share(1, self.unit("hupo"))]
        branch = self.unit("yunxi")
        actions.split_assignment(
            self.part("yunxi"), shares=shares, due_on=self.calendar.day + dt.timedelta(days=11),
            acting_user=self.editor(branch),
        )  # fmt: skip

    def accept_branch(self) -> None:
        actions.accept_assignment(self.part("linlan"), acting_user=self.editor(self.unit("linlan")))

    def return_part(self) -> None:
        actions.return_assignment(
            self.part("hupo"), reason="湖面下周才封冻，这个月上不了冰。能不能改到二月，或者换植物所？",
            acting_user=self.editor(self.unit("hupo")),
        )  # fmt: skip

    def to_people(self) -> None:
        unit = self.unit("gaohan")
        officer, writer = self.editor(unit), holder(Role.CONTRIBUTOR, unit)
        shares = [Share(1, person=officer.person), Share(1, person=writer.person)]
        actions.split_assignment(self.part("gaohan"), shares=shares, acting_user=officer)

    @transaction.atomic
    def fulfil(self) -> None:
        unit = self.unit("gaohan")
        officer = self.editor(unit)
        task = Assignment.objects.get(title=CALL, unit=unit, person=officer.person)
        actions.accept_assignment(task, acting_user=officer)
        actions.report_assignment(task, stories=self.told(unit), words="已发布。", acting_user=officer)

    def told(self, unit: Unit) -> list[Dossier]:
        """The unit's newest public story."""
        return list(Dossier.objects.public().filter(unit=unit, language="zh-hans").order_by("-published_at")[:1])

    def own_call(self) -> None:
        unit = self.unit("gaohan")
        actions.open_call(
            unit, title=OWN, quota=1, due_on=timezone.localdate() + dt.timedelta(days=4),
            brief="每月一篇，五百字就够。", shares=[Share(1, person=holder(Role.CONTRIBUTOR, unit).person)],
            acting_user=self.editor(unit),
        )  # fmt: skip

    # ------------------------------------------------------------------ up

    def dossier(self, slug: str) -> Dossier | None:
        rows = Dossier.objects.filter(story__slug=slug, language="zh-hans")
        return rows.select_related("story", "unit").first()

    def offered(self, said: Said) -> Submission | None:
        rows = Submission.objects.filter(dossier=self.dossier(said.story), to_unit__slug=said.to)
        return rows.select_related("to_unit").first()

    def offer_lead(self) -> None:
        lead = self.new_lead()
        if lead is not None:
            editor = self.editor(lead.unit)
            actions.offer_lead(
                lead, to=[self.unit("yunxi")], words="三个所都有相关数据，分院牵头更合适。", acting_user=editor
            )

    def new_lead(self) -> Lead | None:
        rows = Lead.objects.filter(unit__slug__in=["gaohan", "hupo"], state=LeadState.NEW)
        return rows.order_by("-news_value", "pk").first()


def level_events(calendar: Calendar) -> Iterator[Event]:
    """Indicators, calls and their parts, offers and answers: the last two weeks, after the stories they speak of."""
    levels = Levels(calendar)
    for row in INDICATORS:
        known = Indicator.objects.filter(code=row["code"], version=2026)
        make = partial(Indicator.objects.create, **row, version=2026, unit_of_count="stories", rule="count")
        yield Event(calendar.foundation, row["code"], known.exists, make)
    yield from _down(levels)
    yield from _up(levels)


def _down(levels: Levels) -> Iterator[Event]:
    def made(title: str) -> Callable[[], bool]:
        return Assignment.objects.filter(title=title).exists

    yield Event(levels.at(12), CALL, made(CALL), levels.call)
    yield Event(levels.at(11), CALL, lambda: levels.state("yunxi") != "given", levels.split_branch)
    if Unit.objects.filter(slug="linlan").exists():
        yield Event(levels.at(10), CALL, lambda: levels.state("linlan") != "given", levels.accept_branch)
    yield Event(levels.at(9), CALL, lambda: levels.state("gaohan") != "given", levels.to_people)
    yield Event(levels.at(8), CALL, lambda: levels.state("hupo") != "given", levels.return_part)
    yield Event(levels.at(6), OWN, made(OWN), levels.own_call)
    done = Assignment.objects.filter(title=CALL, unit__slug="gaohan", person__isnull=False, state="done")
    yield Event(levels.at(0.4), CALL, done.exists, levels.fulfil)
    yield Event(levels.at(0.2), DRAFT, made(DRAFT), levels.draft)


@dataclass(frozen=True)
class Said:
    """A story offered upward: to whom, why, how many days ago; and what was answered when."""

    story: str
    to: str
    days: float
    why: str
    act: Callable[..., Any] | None = None
    answered: float = 0.0
    words: str = ""


OFFERS = (
    Said(
        "night-warming-early-flowers", "academy", 1.0, "全国读者都会问：花为什么开早了。",
        actions.adopt, 0.5, "放在院站首页，题目不改。",
    ),
    Said(
        "grassland-bands-warning", "yunxi", 2.2, "分院三个所都在做草地，适合放在一起看。",
        actions.ask_for_changes, 1.2, "请加一张三个所的数据对照图。",
    ),
    Said("lake-heatwave-oxygen", "academy", 3.4, "湖泊缺氧和下游饮水有关。"),
    Said("lake-heatwave-oxygen", "yunxi", 3.3, "云溪湖群的事，分院网站应当有。", actions.adopt, 1.4),
    Said(
        "floods-in-lake-mud", "academy", 5.5, "湖底泥里的洪水记录，中小学课堂也用得上。",
        actions.decline_offer, 2.4, "上月刚发过同一方法的稿件，过一阵再报。",
    ),
)  # fmt: skip


def _up(levels: Levels) -> Iterator[Event]:
    for said in OFFERS:
        # A story that is not there, as in the small demonstration, is offered to nobody.
        yield Event(levels.at(said.days), said.story, partial(_has, levels, said), partial(_offer, levels, said))
        if said.act is not None:
            done, do = partial(_has, levels, said, answered=True), partial(_answer, levels, said)
            yield Event(levels.at(said.answered), said.story, done, do)
    offered = Submission.objects.filter(lead__isnull=False)
    yield Event(levels.at(0.3), "lead", lambda: offered.exists() or levels.new_lead() is None, levels.offer_lead)


def _has(levels: Levels, said: Said, answered: bool = False) -> bool:
    row = levels.offered(said)
    return levels.dossier(said.story) is None or (row is not None and (not answered or row.state != "offered"))


def _offer(levels: Levels, said: Said) -> None:
    found = levels.dossier(said.story)
    if found is not None:
        to = [levels.unit(said.to)]
        actions.offer_story(found.story, to=to, words=said.why, acting_user=levels.editor(found.unit))


def _answer(levels: Levels, said: Said) -> None:
    row = levels.offered(said)
    if row is not None and said.act is not None:
        said.act(row, words=said.words, acting_user=levels.editor(row.to_unit))
