"""The demonstration's reviews: plans of a branch and of an institute, a story with its scientist, one with secrecy review, marks.

They come last, on the day the demonstration stands at: what was told before then was reviewed in the house's own order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import transaction

from scicomm.config.demo.clock import Calendar
from scicomm.config.demo.data import DemoData
from scicomm.config.demo.stories import Told
from scicomm.config.demo.timeline import Event
from scicomm.newsroom import actions
from scicomm.newsroom.actions import StepWanted
from scicomm.newsroom.models import ReviewPlan, RoundStep, SignLink
from scicomm.organisation.models import Person, Unit, User

# Who may set plans in the demonstration: the academy's administrator.
ADMINISTRATOR = "shaoqixu"
# Not the branch whose people the terminal names: there a newcomer meets the house's own three steps.
BRANCH, INSTITUTE = "linlan", "guangzi"
# The story that goes into secrecy review by the branch's plan, and the one that waits for its scientist by the institute's.
SECRET, WITH_SCIENTIST = "diode-without-a-magnet", "nodal-lines-tell-weight"

BRANCH_PLAN = (
    StepWanted("secrecy", due_days=1),
    StepWanted("first", parallel=True),
    StepWanted("second", may_follow=True),
    StepWanted("final", due_days=1),
)
INSTITUTE_PLAN = (StepWanted("scientist", due_days=5), StepWanted("first"), StepWanted("final", reach="above"))


def _plan(unit: str, steps: tuple[StepWanted, ...], note: str) -> None:
    administrator = User.objects.get(username=ADMINISTRATOR)
    actions.set_review_plan(Unit.objects.get(slug=unit), acting_user=administrator, steps=steps, note=note)


def _has_plan(unit: str) -> bool:
    return ReviewPlan.objects.filter(unit__slug=unit).exists()


def _ask(told: Told) -> None:
    person = Person.objects.get(user__username=told.data.experts[0])
    actions.ask_scientist(told.story, acting_user=told.writer, person=person, language=told.language)


def _in_secrecy_review(told: Told) -> bool:
    return RoundStep.objects.filter(round__dossier__story=told.story, kind="secrecy").exists()


@transaction.atomic
def _send_again(told: Told) -> None:
    """A story under review is changed by its writer, so that it begins anew, by the plan that holds now."""
    draft: Any = told.story.get_latest_revision_as_object()
    draft.standfirst = f"{draft.standfirst.rstrip('。')}，样品编号可查。"
    draft.save_revision(user=told.writer)
    told.submit()


def review_events(data: DemoData, calendar: Calendar) -> Iterator[Event]:
    """Plans first, then the two stories that go by them; the letters about them are kept, so that the links can be tried."""

    def at(hours: float, words: str, done: Callable[[], bool], do: Callable[[], object], mails: bool = False) -> Event:
        return Event(calendar.base - dt.timedelta(hours=hours), words, done, do, mails)

    plans = (
        (BRANCH, BRANCH_PLAN, "先审保密，再出门；急稿复审可后补。"),
        (INSTITUTE, INSTITUTE_PLAN, "光子所：先请作者本人过目。"),
    )
    # The small demonstration of the tests has neither unit.
    here = {row["slug"] for row in data.units}
    for unit, steps, note in plans:
        if unit in here:
            yield at(3, unit, partial(_has_plan, unit), partial(_plan, unit, steps, note))
    told = {story.slug: Told(story, "zh-hans", calendar) for story in data.stories}
    if SECRET in told:
        secret = told[SECRET]
        yield at(2, SECRET, lambda: _in_secrecy_review(secret), lambda: _send_again(secret), mails=True)
    if WITH_SCIENTIST in told:
        sent = told[WITH_SCIENTIST]
        yield at(2, WITH_SCIENTIST, lambda: sent.has("newsroom.story_submitted"), sent.submit, mails=True)
    if WITH_SCIENTIST in told:
        found = told[WITH_SCIENTIST]
        yield at(
            1, WITH_SCIENTIST,
            lambda: SignLink.objects.filter(step__round__dossier__story=found.story).exists(),
            lambda: _ask(found), mails=True,
        )  # fmt: skip
    # What became late while the demonstration's years passed is told once here, without mails: they would bury the rest.
    yield at(0.5, "reminders", lambda: False, actions.remind_due)
