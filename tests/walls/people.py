"""What readers of the walled unit's things said of themselves, and a child's guardian, each with a word nobody else may read."""

from __future__ import annotations

from django.utils import timezone

from scicomm.audiences.models import Consent, Guardian, Interest, ReaderProfile, Subscription
from scicomm.core.models import Subject
from tests.walls.world import World, private


@private(ReaderProfile)
def make_profile(world: World) -> ReaderProfile:
    return ReaderProfile.objects.create(subscription=world.one(Subscription), also_reads=[world.secret("profile")])


@private(Interest)
def make_interest(world: World) -> Interest:
    return Interest.objects.create(profile=world.one(ReaderProfile), subject=Subject.objects.all()[0], weight=3)


@private(Consent)
def make_reader_consent(world: World) -> Consent:
    return Consent.objects.create(
        subscription=world.one(Subscription), purpose="newsletter", is_given=True, text_version="2026-1",
        text_language="en", source="import", proof=world.secret("proof"), at=timezone.now(),
    )  # fmt: skip


@private(Guardian)
def make_guardian(world: World) -> Guardian:
    return Guardian.objects.create(
        subscription=world.one(Subscription), sealed_email=world.secret("guardian"), language="en",
        asked_at=timezone.now(),
    )  # fmt: skip
