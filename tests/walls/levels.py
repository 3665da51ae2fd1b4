"""Assignments of the walled unit and what it offers upward, each with a word nobody else may read."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from scicomm.newsroom import actions
from scicomm.newsroom.models import Assignment, AssignmentNotice, AssignmentPiece, Submission, SubmissionStep
from scicomm.organisation.enums import Role
from tests.factories.newsroom import dossier
from tests.walls.world import World, private


@private(Assignment)
def make_assignment(world: World) -> list[Assignment]:
    """The unit's own call and the part a writer has: nobody above gave it, so that nobody above steers it."""
    writer = world.academy.user(Role.CONTRIBUTOR, world.unit)
    call = actions.open_call(
        world.unit, title=world.secret("call"), brief=world.secret("callbrief"), quota=1,
        due_on=timezone.localdate() + dt.timedelta(days=9), acting_user=world.officer,
        shares=[actions.Share(1, person=writer.person)],
    )  # fmt: skip
    part = Assignment.objects.get(parent=call)
    Assignment.objects.filter(pk=part.pk).update(title=world.secret("part"), reason=world.secret("partreason"))
    return [call, part]


@private(AssignmentPiece)
def make_piece(world: World) -> AssignmentPiece:
    made = dossier(world.stories["draft"])
    return AssignmentPiece.objects.create(assignment=world.one(Assignment), dossier=made, topic=made.topic)


@private(AssignmentNotice)
def make_notice(world: World) -> AssignmentNotice:
    row = world.one(Assignment)
    return AssignmentNotice.objects.create(
        assignment=row, person=world.officer.person, kind="reminder", days=5, due_on=row.due_on,
        next_try_at=timezone.now() + dt.timedelta(days=9), error=world.secret("noticeerror"),
    )  # fmt: skip


@private(Submission)
def make_submission(world: World) -> list[Submission]:
    """Offered past the branch to the academy: the branch reads it and answers nothing."""
    return actions.offer_story(
        world.stories["draft"], to=[world.academy.top], words=world.secret("offer"), acting_user=world.officer
    )


@private(SubmissionStep)
def find_step(world: World) -> SubmissionStep:
    return SubmissionStep.objects.get(submission=world.one(Submission))
