"""Stories sent into review by a unit's plan, and what stands open of them."""

from __future__ import annotations

from typing import Any

from scicomm.core.models import FactRecord
from scicomm.newsroom import actions
from scicomm.newsroom.actions import StepWanted
from scicomm.newsroom.models import RoundStep, StoryPage
from scicomm.organisation.enums import Role
from tests.factories.newsroom import make_story


def administrator(academy: Any, unit: Any) -> Any:
    return academy.user(Role.ADMINISTRATOR, unit)


def set_plan(academy: Any, unit: Any, *steps: StepWanted, **values: Any) -> Any:
    return actions.set_review_plan(unit, acting_user=administrator(academy, unit), steps=steps, **values)


def officer(academy: Any, unit: Any = None) -> Any:
    return academy.user(Role.COMMUNICATION_OFFICER, unit or academy.north_lake)


def sent(academy: Any, **values: Any) -> StoryPage:
    """A story sent into review by the plan that holds."""
    story = make_story(academy, **values)
    actions.submit_story(story, acting_user=officer(academy))
    return StoryPage.objects.get(pk=story.pk)


def open_kinds(story: StoryPage) -> list[str]:
    steps = RoundStep.objects.to_sign().filter(round__dossier__story=story).order_by("position")
    return list(steps.values_list("kind", flat=True))


def names_of(story: StoryPage) -> list[str]:
    rows = FactRecord.objects.filter(subject=f"newsroom.story:{story.pk}").order_by("pk")
    return [name.removeprefix("newsroom.story_") for name in rows.values_list("name", flat=True)]
