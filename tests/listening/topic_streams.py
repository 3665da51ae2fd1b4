"""A stream of mentions for topics, the shape that grouping gives it, and figures that have to agree."""

from __future__ import annotations

import random
from typing import Any

from django.db.models import Sum

from scicomm.listening.models import HotTopic, Mention, SourceClass, TopicCount, TopicState
from tests.factories.topics import FISH, QUAKE, said, store_said


def shape_of_topics() -> dict[int, tuple[int, ...]]:
    """Key of each topic that is not merged, with the places of its mentions in the stream."""
    first = Mention.objects.order_by("pk").values_list("pk", flat=True)[0]
    found: dict[int, tuple[int, ...]] = {}
    for topic in HotTopic.objects.exclude(state=TopicState.MERGED).order_by("key"):
        members = Mention.objects.filter(topic=topic).order_by("pk").values_list("pk", flat=True)
        found[topic.key - first] = tuple(pk - first for pk in members)
    return found


def figures_agree() -> None:
    """What is counted in three places is what the mentions say."""
    for topic in HotTopic.objects.all():
        own = Mention.objects.filter(topic=topic)
        independent = own.filter(original__isnull=True).exclude(source_class=SourceClass.OWN).count()
        assert (topic.count, topic.independent) == (own.count(), independent), topic
        sums = TopicCount.objects.filter(topic=topic).aggregate(all=Sum("total"), free=Sum("independent"))
        assert (sums["all"] or 0, sums["free"] or 0) == (topic.count, topic.independent), topic


def stream(academy: Any) -> None:
    """A mixed stream with copies, own outlets, a story of ours, enough for several batches, steps by hand and kept states."""
    chance = random.Random(7)
    titles = [
        f"{one} {chance.choice(('最新', '今日', '追踪', '图集'))}" for one in (*QUAKE, *FISH) for _copy in range(3)
    ]
    titles += [f"第{number}号毫不相干的消息{chance.randint(100, 999)}" for number in range(6)]
    chance.shuffle(titles)
    made = store_said(said(academy.top, title, minutes_ago=200 - place) for place, title in enumerate(titles))
    store_said(said(academy.top, made[place].title, original=made[place], minutes_ago=20) for place in (0, 3, 5, 20))
    store_said([said(academy.top, QUAKE[1], source_class=SourceClass.OWN)])
