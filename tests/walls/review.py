"""Private things of review: a plan, a round, a link, openings, marks, an absence, each with a word nobody else may read."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from scicomm.newsroom import actions
from scicomm.newsroom.models import (
    Absence,
    Mark,
    PlanStep,
    ReviewOpening,
    ReviewPlan,
    ReviewRound,
    RoundStep,
    SignLink,
    SignOff,
)
from scicomm.organisation.enums import Role
from tests.walls.world import World, private


@private(ReviewPlan)
def make_plan(world: World) -> ReviewPlan:
    """For a kind of piece that no story of the world is, so that their rounds stay as they are."""
    return ReviewPlan.objects.create(unit=world.unit, profile="comic", note=world.secret("plan"))


@private(PlanStep)
def make_plan_step(world: World) -> PlanStep:
    return PlanStep.objects.create(plan=world.one(ReviewPlan), kind="first", position=0)


@private(ReviewRound)
def find_round(world: World) -> ReviewRound:
    made = ReviewRound.objects.get(dossier__story=world.stories["first_review"], state="open")
    made.rapid_reason = world.secret("rapid")
    made.save()
    return made


@private(RoundStep)
def find_step(world: World) -> RoundStep:
    step = world.one(ReviewRound).steps.get(kind="first")
    step.dealt_with_note = world.secret("settled")
    step.save()
    return step


@private(SignLink)
def make_link(world: World) -> SignLink:
    world.one(ReviewRound)
    return actions.ask_scientist(
        world.stories["first_review"], acting_user=world.officer, called=world.secret("scientist"),
        email="zz7qxjscientist@lake.example",
    )  # fmt: skip


@private(ReviewOpening)
def make_opening(world: World) -> ReviewOpening:
    made = world.one(ReviewRound)
    return actions.note_opening(made, made.revision, link=world.one(SignLink))


@private(Mark)
def make_mark(world: World) -> Mark:
    signed = world.one(SignOff)
    return Mark.objects.create(
        sign_off=signed, revision=signed.revision, passage="title", comment=world.secret("mark"),
        quote=world.secret("quoted"),
    )  # fmt: skip


@private(Absence)
def make_absence(world: World) -> Absence:
    person = world.academy.user(Role.FIRST_REVIEWER, world.unit).person
    stand_in = world.academy.user(Role.SECOND_REVIEWER, world.unit.get_parent()).person
    day = timezone.localdate() + dt.timedelta(days=30)
    return Absence.objects.create(person=person, substitute=stand_in, starts_on=day, ends_on=day)
