"""The demonstration's stories: from the lead through the three reviews to where each stands, by the people whose duty it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from scicomm.config.demo.clock import Calendar, spread
from scicomm.config.demo.data import DemoData, StoryData, StoryText, post_key
from scicomm.config.demo.papers import holder, mined_lead, paper_moment
from scicomm.config.demo.pictures import figures_for
from scicomm.config.demo.timeline import Event, stated
from scicomm.facts.base import ref
from scicomm.journals.models import Article
from scicomm.newsroom import actions
from scicomm.newsroom.enums import Step, Verdict
from scicomm.newsroom.models import Dossier, Lead, StoryPage, Topic
from scicomm.newsroom.queries import passages_of
from scicomm.organisation.models import Person, Unit, User
from scicomm.organisation.permissions import Role

# Of the time between a lead and the end of its story: when each step is taken, in Chinese and in English.
FRACTIONS = {
    "report": (0.0, 0.0), "accept": (0.08, 0.0), "start": (0.2, 0.45), "revise": (0.55, 0.6), "submit": (0.68, 0.7),
    "first": (0.78, 0.8), "second": (0.88, 0.9), "final": (1.0, 1.0),
}  # fmt: skip
# How far a story in a state has come.
REACHED = {
    "draft": "revise", "first_review": "submit", "second_review": "first", "final_review": "second",
    "embargoed": "final", "published": "final", "withdrawn": "final",
}  # fmt: skip
STEPS = list(FRACTIONS)
# Of a lead's age: when the story that came of it reached its present state, where the data do not say.
LATE = 0.3
TWICE = "同一篇论文已有人报来线索，并入那条选题。"


def body_of(text: StoryText) -> list[tuple[str, Any]]:
    """A text's blocks as the story's body takes them."""
    made: list[tuple[str, Any]] = []
    for block in text.body:
        kind = block["type"]
        if kind == "paragraph":
            made.append((kind, f"<p>{block['html']}</p>"))
        elif kind == "key_figures":
            made.append((kind, [dict(item) for item in block["items"]]))
        elif kind in {"heading", "why", "unknown"}:
            made.append((kind, block["text"]))
        else:
            made.append((kind, {name: value for name, value in block.items() if name != "type"}))
    return made


@dataclass(frozen=True)
class Told:
    """One story of the data in one language, and how to find what has become of it."""

    data: StoryData
    language: str
    calendar: Calendar

    @property
    def unit(self) -> Unit:
        return Unit.objects.get(slug=self.data.unit)

    @property
    def writer(self) -> User:
        return holder(Role.COMMUNICATION_OFFICER, self.unit)

    @property
    def lead(self) -> Lead | None:
        return Lead.objects.filter(post_key=post_key("lead", self.data.slug)).first()

    @property
    def topic(self) -> Topic | None:
        return Topic.objects.filter(lead__post_key=post_key("lead", self.data.slug)).first()

    @property
    def dossier(self) -> Dossier | None:
        found = Dossier.objects.filter(topic__lead__post_key=post_key("lead", self.data.slug), language=self.language)
        return found.select_related("story", "unit").first()

    @property
    def story(self) -> StoryPage:
        return StoryPage.objects.get(dossier__topic=self.topic, dossier__language=self.language)

    def reviewer(self, step: str) -> User:
        """Who signs a step: the first in the institute, the second in the branch, the last in the academy."""
        unit = self.unit
        place = {"first": unit, "second": unit.get_parent(), "final": unit.get_root()}[step]
        return holder(Role(f"{step}_reviewer"), place)

    def has(self, fact: str) -> bool:
        """Whether the ledger says so of this story."""
        dossier = self.dossier
        return dossier is not None and stated(fact, ref("newsroom", "story", dossier.story_id))

    def signed(self, step: str) -> bool:
        dossier = self.dossier
        return bool(dossier and dossier.sign_offs.filter(step=step, verdict=Verdict.APPROVED).exists())

    # ------------------------------------------------------------------ the steps

    def report(self) -> None:
        reporter = Person.objects.get(user__username=self.data.lead["reported_by"])
        actions.report_lead(
            title=self.data.lead["title"],
            body=self.data.lead["body"],
            unit=self.unit,
            reported_by=reporter,
            acting_user=reporter.user,
            # None also for a paper that is not out yet and that the story waits for.
            article=Article.objects.filter(doi=self.data.article).first(),
            embargo_until=self.embargo,
            post_key=post_key("lead", self.data.slug),
        )

    @transaction.atomic
    def accept(self) -> None:
        lead = self.lead
        assert lead is not None, self.data.slug  # noqa: S101 - events are played in order
        actions.accept_lead(lead, acting_user=self.writer, **self.data.topic)
        mined = mined_lead(self.data.article) if self.data.article else None
        if mined:
            actions.decline_lead(mined, acting_user=holder(Role.COMMUNICATION_OFFICER, mined.unit), reason=TWICE)

    def start(self) -> None:
        topic = self.topic
        assert topic is not None, self.data.slug  # noqa: S101
        actions.start_story(topic, acting_user=self.writer, language=self.language, slug=self.data.slug)

    @transaction.atomic
    def revise(self) -> None:
        """The written text replaces what the paper's facts had pre-filled; the experts are named with it."""
        text = self.data.texts[self.language]
        draft: Any = self.story.get_latest_revision_as_object()
        draft.title, draft.standfirst, draft.cover_caption = text.title, text.standfirst, text.cover_caption
        draft.cover_formula, draft.cover_pigment = self.data.formula, self.data.pigment
        draft.body = self.body() + figures_for(self.data.slug, self.language)
        draft.search_description = text.standfirst
        draft.save_revision(user=self.writer)
        experts = Person.objects.filter(user__username__in=self.data.experts)
        actions.set_experts(self.story, experts=experts, acting_user=self.writer)

    def body(self) -> list[tuple[str, Any]]:
        """The story's blocks."""
        return body_of(self.data.texts[self.language])

    def submit(self) -> None:
        actions.submit_story(self.story, acting_user=self.writer)

    def sign(self, step: str) -> None:
        actions.approve_story(self.story, acting_user=self.reviewer(step), step=Step(step))

    def send_back(self) -> None:
        step = self.data.returned_step
        actions.return_story(
            self.story, acting_user=self.reviewer(step), note=self.note, step=Step(step), marks=self._marks()
        )

    def _marks(self) -> list[actions.MarkMade]:
        """What the reviewer says about passages: of the title, and of how the first paragraph begins."""
        revision = self.story.latest_revision
        rows = passages_of(revision.as_object()) if revision else []
        found = next((row for row in rows[2:] if row.text), None)
        made = [actions.MarkMade("title", "", "标题里请带上主语，读者一眼知道说的是谁。")]
        if found:
            made.append(actions.MarkMade(found.key, found.text[:12], "这里的数字请注明出自哪张图。", 0))
        return made

    def withdraw(self) -> None:
        actions.withdraw_story(self.story, acting_user=self.writer, reason=self.note)

    @property
    def note(self) -> str:
        return (self.data.note_en if self.language == "en" else "") or self.data.note_zh

    # ------------------------------------------------------------------ when

    @property
    def embargo(self) -> dt.datetime | None:
        """Eight in the morning of the day the data name, which lies in the future."""
        if self.data.state != "embargoed" or self.data.days_ago is None:
            return None
        local = timezone.localtime(self.calendar.base - dt.timedelta(days=self.data.days_ago))
        return local.replace(hour=8)

    def moment(self, step: str) -> dt.datetime:
        """When a step of this story is taken."""
        early = spread(self.data.slug)
        first, last = self.data.lead["days_ago"] + early, self.data.days_ago
        reached = "second" if self.data.state == "returned" else REACHED[self.data.state]
        english = self.language == "en"
        # A story that stopped on the way reached its present state on the day the data give.
        whole = FRACTIONS[reached][0]
        if last is None or last < 0:
            last, whole = first * LATE, 1.0
        else:
            last += early
        share = min(FRACTIONS[step][english] / whole, 1.0)
        evenly = self.calendar.back(first) + (self.calendar.back(last) - self.calendar.back(first)) * share
        # The English edition follows within the hour or two.
        return self.calendar.waking(evenly + (dt.timedelta(minutes=50) if english else dt.timedelta()))


def events_of(told: Told, withdrawn_at: dt.datetime | None) -> Iterator[Event]:
    """The events of one story in one language, as far as it came."""
    state, words = told.data.state, told.data.slug
    last = REACHED.get(state, "submit" if told.data.returned_step == "first" else "first")

    def event(step: str, done: Callable[[], bool], do: Callable[[], object]) -> Event:
        return Event(told.moment(step), words, done, do)

    made = {
        "report": event("report", lambda: told.lead is not None, told.report),
        "accept": event("accept", lambda: told.topic is not None, told.accept),
        "start": event("start", lambda: told.dossier is not None, told.start),
        "revise": event("revise", lambda: told.has("newsroom.story_revised"), told.revise),
        "submit": event("submit", lambda: told.has("newsroom.story_submitted"), told.submit),
        **{
            step: event(step, partial(told.signed, step), partial(told.sign, step))
            for step in ("first", "second", "final")
        },
    }
    for step in STEPS[: STEPS.index(last) + 1]:
        if told.language == "zh-hans" or step not in {"report", "accept"}:
            yield made[step]
    if state == "returned":
        yield event("second", lambda: told.has("newsroom.story_returned"), told.send_back)
    if withdrawn_at is not None:
        yield Event(withdrawn_at, words, lambda: told.has("newsroom.story_withdrawn"), told.withdraw)


def _withdrawn_at(story: StoryData, data: DemoData, calendar: Calendar) -> dt.datetime | None:
    """The day of the paper's retraction, or the day the data give; after the publication in any case."""
    if story.state != "withdrawn" or story.days_ago is None:
        return None
    notice = next((paper for paper in data.papers if paper.doi == story.withdrawn_with), None)
    at = paper_moment(notice, data, calendar) if notice else calendar.back(story.withdrawn_days_ago or 0)
    return max(calendar.waking(at) + dt.timedelta(hours=1), calendar.back(story.days_ago) + dt.timedelta(days=1))


def story_events(data: DemoData, calendar: Calendar) -> Iterator[Event]:
    """All stories in all their languages. An unpublished story's English edition waits as a draft for the Chinese one."""
    for story in data.stories:
        for language in story.texts:
            told = Told(story, language, calendar)
            waits = language == "en" and story.state not in {"published", "embargoed", "withdrawn"}
            for number, event in enumerate(events_of(told, _withdrawn_at(story, data, calendar))):
                if not waits or number < STEPS.index("submit") - STEPS.index("start"):
                    yield event
