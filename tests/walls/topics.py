"""Hot topics of the walled unit: one whose only mention speaks of its private things, with its counts, a burst and a change."""

from __future__ import annotations

from django.utils import timezone

from scicomm.listening.models import Burst, HotTopic, Mention, TopicChange, TopicCount
from tests.walls.world import World, private


@private(HotTopic)
def make_hot_topic(world: World) -> HotTopic:
    now, mention = timezone.now(), world.one(Mention)
    topic = HotTopic.objects.create(
        key=mention.pk, engine_key=mention.pk, title=world.secret("hottopic"), title_zh=world.secret("hottopic"),
        first_at=now, last_at=now, first_source="zz7qxjhotsource.example", count=1, independent=1, fresh=1,
        words=[["zz7qxjhotword", 1]], is_bursting=True,
    )  # fmt: skip
    Mention.objects.filter(pk=mention.pk).update(topic=topic)
    return topic


@private(TopicCount)
def make_topic_count(world: World) -> TopicCount:
    return TopicCount.objects.create(topic=world.one(HotTopic), at=timezone.now(), independent=1, total=1)


@private(Burst)
def make_burst(world: World) -> Burst:
    now = timezone.now()
    return Burst.objects.create(topic=world.one(HotTopic), started_at=now, peak_at=now, reports=1, peak=1)


@private(TopicChange)
def make_topic_change(world: World) -> TopicChange:
    return TopicChange.objects.create(
        topic=world.one(HotTopic), kind="renamed", actor=world.officer, at=timezone.now(), told_at=timezone.now(),
        old_title=world.secret("hotoldname"), new_title=world.secret("hottopic"),
    )  # fmt: skip
