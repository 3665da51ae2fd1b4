"""The demonstration's questions from the public: asked, given to an expert, answered, reviewed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.db import transaction

from scicomm.config.demo.clock import Calendar, spread
from scicomm.config.demo.data import DemoData, QuestionData, post_key
from scicomm.config.demo.papers import holder
from scicomm.config.demo.timeline import Event
from scicomm.journals.models import Article
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Person, Unit, User
from scicomm.organisation.permissions import Role
from scicomm.responses import actions
from scicomm.responses.models import Case, Statement

# Hours after the question; where the question is younger, the steps are taken in the same proportions.
HOURS = {"assign": 3, "state": 20, "draft": 26, "submit": 27, "publish": 44}
ROOM = 0.8
# Readers who asked lately left an address; the mails to the last of them are kept as examples.
LEFT_ADDRESS_DAYS = 30
TOLD_DAYS = 12


@dataclass(frozen=True)
class Asked:
    """One question of the data, and how to find what has become of it."""

    data: QuestionData
    calendar: Calendar

    @property
    def key(self) -> uuid.UUID:
        return post_key("question", self.data.question)

    @property
    def case(self) -> Case | None:
        return Case.objects.filter(question__post_key=self.key).select_related("unit", "article").first()

    @property
    def known(self) -> Case:
        return Case.objects.select_related("unit", "article", "expert__user").get(question__post_key=self.key)

    @property
    def officer(self) -> User:
        return holder(Role.RESPONSE_OFFICER, Unit.objects.get(depth=1))

    @property
    def writer(self) -> User:
        """The communication officer of the unit that is asked; the academy's own cases are written by its editor-in-chief's
        office, where the response officer writes."""
        found = User.objects.filter(
            person__appointments__role=Role.COMMUNICATION_OFFICER, person__appointments__unit=self.known.unit
        ).first()
        return found or self.officer

    @property
    def reviewer(self) -> User:
        final = holder(Role.FINAL_REVIEWER, Unit.objects.get(depth=1))
        return self.officer if self.writer != self.officer else final

    @property
    def asked_at(self) -> dt.datetime:
        return self.calendar.back(self.data.days_ago + spread(self.data.question))

    def about(self) -> Dossier | Article | None:
        """The story in the reader's language, or in Chinese; else the paper."""
        stories = Dossier.objects.public().filter(topic__lead__post_key=post_key("lead", self.data.story))
        own = stories.filter(language=self.data.language).first() or stories.first() if self.data.story else None
        return own or Article.objects.filter(doi=self.data.article).first()

    def ask(self) -> None:
        recent = self.data.days_ago <= LEFT_ADDRESS_DAYS
        name = str(self.key).split("-")[0]
        actions.ask_question(
            text=self.data.question,
            detail=self.data.detail,
            asker_name=self.data.asker_name,
            asker_email=f"asker-{name}@readers.example" if recent else "",
            language=self.data.language,
            about=self.about(),
            post_key=self.key,
        )

    def assign(self) -> None:
        expert = Person.objects.get(user__username=self.data.expert)
        actions.assign_case(self.known, expert=expert, acting_user=self.officer)

    def state(self) -> None:
        """The expert's own words, in Chinese as the experts speak."""
        case = self.known
        user = case.expert.user if case.expert else None
        actions.give_statement(case, text=self.data.statement_zh, acting_user=user)

    @transaction.atomic
    def draft(self) -> None:
        case, data = self.known, self.data
        article = case.article
        sources = (
            [{"label": article.title_zh or article.title_en, "url": f"https://doi.org/{article.doi}"}]
            if article
            else []
        )
        values: dict[str, Any] = {
            "question_zh": data.question,
            "summary_zh": data.summary_zh,
            "body_zh": _paragraphs(data.answer_zh),
            "not_known_zh": data.not_known_zh,
            "verdict": data.verdict,
            "sources": sources,
        }
        if data.answer_en:
            values |= {
                "question_en": data.question_en,
                "summary_en": data.summary_en,
                "body_en": _paragraphs(data.answer_en),
                "not_known_en": data.not_known_en,
            }
        actions.draft_answer(case, acting_user=self.writer, **values)

    def submit(self) -> None:
        actions.submit_answer(self.known, acting_user=self.writer)

    def publish(self) -> None:
        actions.publish_answer(self.known, acting_user=self.reviewer)

    def past(self, *states: str) -> bool:
        """Whether the case has come to one of these states."""
        case = self.case
        return case is not None and case.state in states

    def moment(self, step: str) -> dt.datetime:
        asked = self.asked_at
        whole = min(dt.timedelta(hours=HOURS["publish"]), (self.calendar.base - asked) * ROOM)
        return self.calendar.waking(asked + whole * HOURS[step] / HOURS["publish"])


def _paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def question_events(data: DemoData, calendar: Calendar) -> Iterator[Event]:
    """Every question as far as it came: new, with its expert, or answered."""
    for question in data.questions:
        asked = Asked(question, calendar)
        at = calendar.waking(asked.asked_at)
        yield Event(at, question.question, partial(_exists, asked), asked.ask)
        if question.state != "new":
            yield _event(asked, "assign", lambda asked=asked: bool(asked.case and asked.case.expert_id), asked.assign)  # type: ignore[misc]
        if question.state == "answered":
            yield _event(asked, "state", partial(_stated, asked), asked.state)
            yield _event(asked, "draft", lambda asked=asked: bool(asked.case and asked.case.draft), asked.draft)  # type: ignore[misc]
            yield _event(asked, "submit", partial(asked.past, "review", "published"), asked.submit)
            published = _event(asked, "publish", partial(asked.past, "published"), asked.publish)
            yield replace(published, mails=question.days_ago <= TOLD_DAYS)


def _exists(asked: Asked) -> bool:
    return asked.case is not None


def _stated(asked: Asked) -> bool:
    return Statement.objects.filter(case__question__post_key=asked.key).exists()


def _event(asked: Asked, step: str, done: Callable[[], bool], do: Callable[[], object]) -> Event:
    return Event(asked.moment(step), asked.data.question, done, do)
