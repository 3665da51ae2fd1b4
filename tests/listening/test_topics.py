"""Topics in the room: each mention in one topic, what is logged of it, and what listeners change by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from scicomm.core.worker import Worker
from scicomm.listening import actions, permissions, queries
from scicomm.listening.models import Burst, HotTopic, Mention, SourceClass, TopicChange, TopicState
from scicomm.listening.rules.topics import Merge, Placed, Split
from scicomm.listening.tasks.topic_engine import Grouper
from scicomm.organisation.permissions import Role
from tests.factories.newsroom import make_story
from tests.factories.topics import FISH, QUAKE, group_all, said, store_said
from tests.listening.topic_streams import figures_agree

pytestmark = pytest.mark.django_db


def test_mentions_find_their_topics(academy: Any, tmp_path: Path) -> None:
    story = store_said([said(academy.top, QUAKE[0], minutes_ago=90, source="first.example")])[0]
    rows = [said(academy.top, title) for title in (*QUAKE[1:], *FISH, "完全不相干的一条消息：面包涨价")]
    rows.append(said(academy.top, QUAKE[0], original=story))
    rows.append(said(academy.top, QUAKE[1], source_class=SourceClass.OWN, original=None))
    unread = said(academy.top, QUAKE[2], read_at=None)
    store_said([*rows, unread])
    group_all(tmp_path, batch=4)
    quake, fish = HotTopic.objects.order_by("key")
    assert (quake.count, quake.independent, quake.key, quake.first_source) == (7, 5, story.pk, "first.example")
    assert (fish.count, fish.independent, fish.title_zh) == (5, 5, "")
    assert quake.title in QUAKE and fish.title_en in FISH
    assert dict(quake.words)["地震"] >= 4
    assert dict(fish.words).keys() >= {"cave", "fish", "skin"}
    # A mention alone has been grouped and is no topic; what was not read waits.
    assert Mention.objects.filter(grouped_at__isnull=True).count() == 1
    assert Mention.objects.get(title__contains="面包").topic is None
    figures_agree()
    assert Grouper(tmp_path / "state").run(60) == (0, False)
    # One that comes later joins what was alone.
    store_said([said(academy.top, "面包涨价，不相干的一条消息")])
    group_all(tmp_path)
    bread = Mention.objects.filter(title__contains="面包").values_list("topic", flat=True)
    assert len(set(bread)) == 1 and None not in bread


def test_what_the_engine_says_is_logged_and_addresses_lead_on(academy: Any) -> None:
    user = academy.user(Role.COORDINATOR, academy.top)
    a, b, c, d, e = store_said(said(academy.top, title) for title in QUAKE)
    hold = actions.take_lease("me")
    assert hold is not None
    where = ((a, a), (b, a), (c, c), (d, c))
    placed = [Placed(item.pk, topic.pk, 0.5, item is topic) for item, topic in where]
    events = [*placed, Merge(a.pk, c.pk, 0, 0.6), Placed(e.pk, a.pk, 0.3, False)]
    hold = actions.store_step(hold, "add", {"ids": []}, events=events)
    kept, gone = HotTopic.objects.get(key=a.pk), HotTopic.objects.get(key=c.pk)
    assert (kept.count, gone.count, gone.state, gone.merged_into) == (5, 0, TopicState.MERGED, kept)
    assert permissions.get_topic_for(user, gone.pk) == kept
    figures_agree()
    # What was joined wrongly is parted again: the old address is its own again.
    hold = actions.store_step(hold, "add", {"ids": []}, events=[Split(a.pk, c.pk, (c.pk, d.pk), 0)])
    gone.refresh_from_db()
    assert (gone.count, gone.state, gone.merged_into) == (2, TopicState.LIVE, None)
    assert permissions.get_topic_for(user, gone.pk) == gone
    assert [change.kind for change in TopicChange.objects.order_by("pk")] == ["merged", "parted"]
    with pytest.raises(actions.LeaseLost):
        actions.store_step(actions.Hold("me", hold.step - 1, ""), "add", {"ids": []})
    figures_agree()


def test_listeners_join_part_and_rename(academy: Any, tmp_path: Path) -> None:
    editor = academy.user(Role.COMMUNICATION_OFFICER, academy.top)
    store_said(said(academy.top, title) for title in (*QUAKE, *FISH))
    group_all(tmp_path)
    quake, fish = HotTopic.objects.order_by("key")
    for _twice in range(2):
        assert actions.join_topics(quake, fish, acting_user=editor) == quake
    store_said([said(academy.top, FISH[1] + " update")])
    grouper = group_all(tmp_path)
    quake.refresh_from_db()
    assert quake.count == 11 and not TopicChange.objects.filter(told_at__isnull=True).exists()
    wrong = Mention.objects.filter(title__in=FISH)
    with pytest.raises(ValidationError):
        actions.part_topic(quake, [], acting_user=editor)
    with pytest.raises(ValidationError):
        actions.part_topic(quake, Mention.objects.all(), acting_user=editor)
    new = actions.part_topic(quake, wrong, title="洞穴鱼", acting_user=editor)
    assert (new.title, new.count) == ("洞穴鱼", 5)
    store_said([said(academy.top, FISH[2] + " once more")])
    while grouper.run(60)[1]:
        pass
    new.refresh_from_db()
    assert new.count == 6 and new.title == "洞穴鱼"
    actions.rename_topic(quake, title_zh="云溪地震", title_en="Quake at Yunxi", acting_user=editor)
    actions.rename_topic(quake, title_zh="云溪地震", title_en="Quake at Yunxi", acting_user=editor)
    quake.refresh_from_db()
    assert (quake.title, quake.title_en) == ("云溪地震", "Quake at Yunxi")
    kinds = list(TopicChange.objects.order_by("pk").values_list("kind", "actor"))
    assert kinds == [("merged", editor.pk), ("parted", editor.pk), ("renamed", editor.pk)]
    assert ModelLogEntry.objects.filter(action__startswith="listening.topic.").count() == 3
    figures_agree()
    reader = academy.user(Role.OBSERVER, academy.top)
    stranger = academy.user(Role.CONTRIBUTOR, academy.top)
    for user in (stranger, reader):
        for act in (
            lambda user=user: actions.join_topics(quake, new, acting_user=user),
            lambda user=user: actions.part_topic(quake, wrong, acting_user=user),
            lambda user=user: actions.rename_topic(quake, title_zh="x", title_en="", acting_user=user),
        ):
            with pytest.raises(PermissionDenied):
                act()


def test_bursts_of_topics_that_are_joined_become_one(academy: Any, tmp_path: Path) -> None:
    """The one that began later ends with the joining, and going on is not its matter any more."""
    store_said(said(academy.top, title, minutes_ago=200 - 10 * place) for place, title in enumerate(QUAKE * 2))
    store_said(said(academy.top, title, minutes_ago=10 - place) for place, title in enumerate(FISH * 2))
    group_all(tmp_path)
    quake, fish = HotTopic.objects.filter(count__gt=1).order_by("key")
    now = timezone.now()
    actions.note_bursts(now=now)
    first, second = (Burst.objects.get(topic=topic, ended_at=None) for topic in (quake, fish))
    assert first.started_at < second.started_at
    before = first.reports
    actions.join_topics(quake, fish, acting_user=academy.user(Role.COMMUNICATION_OFFICER, academy.top))
    for minutes in (0, 1, 70):
        actions.note_bursts(now=now + dt.timedelta(minutes=minutes))
        assert [burst.pk for burst in Burst.objects.filter(topic=quake, ended_at=None)] == [first.pk]
    second.refresh_from_db()
    assert second.topic_id == quake.pk and second.ended_at is not None
    first.refresh_from_db()
    assert first.reports == before + len(FISH * 2)


def test_what_joins_the_topic_of_our_story_is_its_coverage(academy: Any, tmp_path: Path) -> None:
    story = make_story(academy, state="published", title="高原草地的斑纹预告沙漠化")
    Worker().drain()
    topic = HotTopic.objects.get(dossier=story.dossier)
    assert (topic.key, topic.count, topic.title) == (-story.dossier.pk, 0, "高原草地的斑纹预告沙漠化")
    first = store_said([said(academy.top, "高原草地斑纹预告沙漠化，研究称", source_class=SourceClass.SCIENCE)])[0]
    store_said(
        [
            said(academy.top, "高原草地上的斑纹是沙漠化的预告", original=None),
            said(academy.top, "高原草地斑纹预告沙漠化，研究称", original=first),
            said(academy.top, "高原草地的斑纹预告沙漠化", source_class=SourceClass.OWN),
            said(academy.top, QUAKE[0]),
        ]
    )
    group_all(tmp_path)
    found = queries.coverage_of(story.dossier)
    assert (found.mentions.count(), found.independent, found.copies) == (3, 2, 1)
    assert found.by_class == {"science": 1, "news": 2}
    topic.refresh_from_db()
    assert topic.title == "高原草地的斑纹预告沙漠化" and topic.count == 4
    actions.register_story_topic(story.dossier)
    assert TopicChange.objects.filter(kind="opened").count() == 1
    # Joined to another topic, it still is our coverage.
    other = HotTopic.objects.create(key=-999_999, first_at=timezone.now(), last_at=timezone.now())
    store_said([said(academy.top, "别的", topic=other, grouped_at=timezone.now())])
    actions.join_topics(other, topic, acting_user=academy.user(Role.COMMUNICATION_OFFICER, academy.top))
    assert queries.coverage_of(story.dossier).mentions.count() == 4
