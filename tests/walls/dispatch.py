"""Private things of releases: campaigns and receipts."""

from __future__ import annotations

import datetime as dt

from scicomm.channels.models import Campaign, Receipt, Release
from tests.walls.world import World, private


@private(Campaign)
def make_campaign(world: World) -> Campaign:
    return Campaign.objects.create(
        unit=world.unit, name=world.secret("campaign"), starts_on=dt.date(2026, 5, 1), ends_on=dt.date(2026, 5, 9),
        note=world.secret("campaignnote"),
    )  # fmt: skip


@private(Receipt)
def make_receipt(world: World) -> Receipt:
    return Receipt.objects.create(release=world.one(Release), state="failed", words=world.secret("receipt"))
