"""Private things of the mail engine."""

from __future__ import annotations

from django.utils import timezone

from scicomm.audiences.models import Bounce, OutgoingMail, Subscription, Suspension
from tests.walls.world import World, private


@private(Bounce)
def make_bounce(world: World) -> Bounce:
    now = timezone.now()
    return Bounce.objects.create(
        key="6" * 64, subscription=world.one(Subscription), mail=world.one(OutgoingMail), kind="hard", status="5.1.1",
        words=world.secret("bounce"), day=now.date(), at=now,
    )  # fmt: skip


@private(Suspension)
def make_suspension(world: World) -> Suspension:
    return Suspension.objects.create(
        subscription=world.one(Subscription), reason="gone", words=world.secret("suspension"), at=timezone.now()
    )
