"""Private things of what people ask: a question, who asked, its case, a statement, the answer."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from scicomm.journals.models import Article
from scicomm.organisation.models import Person
from scicomm.responses.models import Answer, Asker, Case, Question, Statement
from tests.walls.world import World, private


@private(Question)
def make_question(world: World) -> Question:
    return Question.objects.create(
        text=world.secret("question"), language="zh-hans", article=world.one(Article),
        post_key="00000000-0000-4000-8000-000000000007",
    )  # fmt: skip


@private(Asker)
def make_asker(world: World) -> Asker:
    return Asker.objects.create(question=world.one(Question), name="zz7qxjasker", email="zz7qxjasker@readers.example")


@private(Case)
def make_case(world: World) -> Case:
    return Case.objects.create(
        unit=world.unit, title=world.secret("case"), origin="question", question=world.one(Question),
        received_at=timezone.now(), due_on=timezone.localdate() + dt.timedelta(days=5),
    )  # fmt: skip


@private(Statement)
def make_statement(world: World) -> Statement:
    return Statement.objects.create(case=world.one(Case), person=world.one(Person), text=world.secret("statement"))


@private(Answer)
def make_answer(world: World) -> Answer:
    return Answer.objects.create(
        case=world.one(Case), slug="qqzx-answer", question_zh=world.secret("answer"), summary_zh=world.secret("summary"),
        body_zh=world.secret("answerbody"),
    )  # fmt: skip
