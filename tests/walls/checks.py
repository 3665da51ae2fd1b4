"""Checks of the walled unit's stories, each with a word nobody else may read."""

from __future__ import annotations

from scicomm.newsroom.models import CheckRecord, FindingAnswer
from tests.factories.newsroom import dossier, make_story
from tests.walls.world import World, private


@private(FindingAnswer)
def make_answer(world: World) -> FindingAnswer:
    story = make_story(world.academy, world.unit, title=world.secret("answered"))
    return FindingAnswer.objects.create(
        dossier=dossier(story), key="0" * 16, code="claim-causal", reason=world.secret("reason")
    )


@private(CheckRecord)
def make_record(world: World) -> CheckRecord:
    story = make_story(world.academy, world.unit, title=world.secret("checked"))
    return CheckRecord.objects.create(dossier=dossier(story), findings=[{"text": world.secret("found")}])
