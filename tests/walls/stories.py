"""Private things of how stories are written: a unit's own rule for a kind of piece."""

from __future__ import annotations

from scicomm.newsroom.models import UnitProfileRule
from tests.walls.world import World, private


@private(UnitProfileRule)
def make_profile_rule(world: World) -> UnitProfileRule:
    return UnitProfileRule.objects.create(unit=world.unit, profile="comic", most_zh=8642097)
