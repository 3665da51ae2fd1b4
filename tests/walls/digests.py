"""Private things of digests: what one reader got. Items hold nothing but what is public; changing them is not everybody's."""

from __future__ import annotations

from django.utils import timezone

from scicomm.audiences.models import Digest, DigestChoice, DigestEdition, DigestItem, Subscription
from tests.walls.world import World, private


@private(DigestItem)
def make_digest_item(world: World) -> DigestItem:
    story = world.stories["published"]
    row, _made = DigestItem.objects.get_or_create(
        key=f"newsroom.story:{story.pk}",
        defaults={
            "unit": world.unit, "language": "zh-hans", "title": "公开的稿件", "url": "/north-lake/public/",
            "published_at": timezone.now(),
        },
    )  # fmt: skip
    return row


@private(DigestChoice)
def make_digest_choice(world: World) -> DigestChoice:
    # Editors of other units see that an item was picked or kept out, as they see the item; only some may change it.
    return DigestChoice.objects.create(item=world.one(DigestItem), kind="out", starts_on=timezone.localdate())


@private(Digest)
def make_digest(world: World) -> Digest:
    # A reader of its own: the walled unit's subscription is made after this.
    now = timezone.now()
    reader, _made = Subscription.objects.get_or_create(
        email="zz7qxjdigestreader@lake.example",
        language="en",
        kind="digest",
        defaults={
            "asked_at": now,
            "consent_version": "1",
            "consent_locale": "en",
            "state": "confirmed",
            "confirmed_at": now,
        },
    )
    edition, _made = DigestEdition.objects.get_or_create(language="en", frequency="weekly", day=timezone.localdate())
    row, _made = Digest.objects.get_or_create(
        edition=edition, subscription=reader,
        defaults={"items": [[world.one(DigestItem).pk, 1, [["pick", 0]]]], "matching": "zz7qxjmatching", "made_at": now},
    )  # fmt: skip
    return row
