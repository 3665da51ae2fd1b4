"""Claims with their copies, and what else a mention speaks of: met only through a mention that one may read."""

from __future__ import annotations

from django.utils import timezone

from scicomm.listening.models import Claim, ClaimCopy, Mention, MentionLink
from scicomm.organisation.models import Person
from tests.walls.world import World, private


@private(Claim)
def make_claim(world: World) -> Claim:
    now = timezone.now()
    claim = Claim.objects.create(text=world.secret("claim"), language="zh", first_at=now, last_at=now)
    ClaimCopy.objects.create(claim=claim, mention=world.one(Mention), text=world.secret("toldclaim"), score=1.0)
    return claim


@private(ClaimCopy)
def make_copy(world: World) -> ClaimCopy:
    return ClaimCopy.objects.get(claim=world.one(Claim))


@private(MentionLink)
def make_link(world: World) -> MentionLink:
    return MentionLink.objects.create(
        mention=world.one(Mention), person=world.one(Person), method="alone", confidence=0.5, state="doubtful",
        evidence=[world.secret("namedinmention")],
    )  # fmt: skip
