"""Private things of answers: a text on its way, a signature, a link to an expert, a proposal, a reader's comment."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from scicomm.listening.models import Mention
from scicomm.organisation.models import Person
from scicomm.responses.models import (
    Answer,
    AnswerReuse,
    AnswerRevision,
    AnswerSignOff,
    AnswerVote,
    Case,
    StatementLink,
)
from tests.walls.world import World, private


@private(AnswerRevision)
def make_revision(world: World) -> AnswerRevision:
    answer = world.one(Answer)
    return AnswerRevision.objects.create(
        answer=answer, number=1, content={**answer.content, "body_zh": world.secret("newtext")},
        why_zh=world.secret("why"), note=world.secret("revisionnote"),
    )  # fmt: skip


@private(AnswerSignOff)
def make_sign_off(world: World) -> AnswerSignOff:
    return AnswerSignOff.objects.create(
        answer=world.one(Answer), step="final", digest="x", verdict="returned", reviewer=world.officer,
        note=world.secret("answernote"),
    )  # fmt: skip


@private(StatementLink)
def make_statement_link(world: World) -> StatementLink:
    return StatementLink.objects.create(
        case=world.one(Case), person=world.one(Person), email="zz7qxjexpert@lake.example", language="zh-hans",
        text=world.secret("offered"), message=world.secret("asked"), salt="x", digest="zz7",
        expires_at=timezone.now() + dt.timedelta(days=3),
    )  # fmt: skip


@private(AnswerReuse)
def make_reuse(world: World) -> AnswerReuse:
    return AnswerReuse.objects.create(
        answer=world.one(Answer), unit=world.unit, mention=world.one(Mention), words=world.secret("proposed")
    )


@private(AnswerVote)
def make_vote(world: World) -> AnswerVote:
    return AnswerVote.objects.create(
        answer=world.one(Answer), helped=False, comment=world.secret("readercomment"), day=timezone.localdate()
    )
