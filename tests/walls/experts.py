"""Private things of experts: how they are reached, why they are away, why they do not want to be asked."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from scicomm.organisation.models import Person
from scicomm.responses.models import ExpertAway, ExpertProfile, SpeakingRule
from tests.walls.world import World, private


@private(ExpertProfile)
def make_profile(world: World) -> ExpertProfile:
    """What somebody speaks on is told in the house; the rest is between them and the response officers."""
    return ExpertProfile.objects.create(
        person=world.one(Person), topics="湖泊", contact_note=world.secret("reach"), opted_out_reason=world.secret("optout")
    )  # fmt: skip


@private(ExpertAway)
def make_away(world: World) -> ExpertAway:
    day = timezone.localdate() + dt.timedelta(days=3)
    return ExpertAway.objects.create(
        profile=world.one(ExpertProfile), starts_on=day, ends_on=day, note=world.secret("away")
    )  # fmt: skip


@private(SpeakingRule)
def make_speaking_rule(world: World) -> SpeakingRule:
    return SpeakingRule.objects.create(unit=world.unit, spokesperson=world.one(Person))
