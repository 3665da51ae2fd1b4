"""Topics in the room: each mention in one topic, the same ones after a kill at any point, by one worker only, and by hand."""

from __future__ import annotations

import datetime as dt
import random
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, connection, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from scicomm.core.models import ProgressRow
from scicomm.core.worker import Worker
from scicomm.listening import actions, permissions, queries
from scicomm.listening.models import (
    Burst,
    HotTopic,
    Mention,
    SourceClass,
    TopicChange,
    TopicCount,
    TopicLease,
    TopicState,
    TopicStep,
)
from scicomm.listening.rules.topics import Merge, Placed, Split
from scicomm.listening.tasks import topic_engine
from scicomm.listening.tasks.topic_engine import Grouper
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import Role
from tests.factories.newsroom import make_story
from tests.factories.topics import FISH, QUAKE, group_all, said, store_said

pytestmark = pytest.mark.django_db


def _shape() -> dict[int, tuple[int, ...]]:
    """Key of each topic that is not merged, with the places of its mentions in the stream."""
    first = Mention.objects.order_by("pk").values_list("pk", flat=True)[0]
    found: dict[int, tuple[int, ...]] = {}
    for topic in HotTopic.objects.exclude(state=TopicState.MERGED).order_by("key"):
        members = Mention.objects.filter(topic=topic).order_by("pk").values_list("pk", flat=True)
        found[topic.key - first] = tuple(pk - first for pk in members)
    return found


def _figures_agree() -> None:
    """What is counted in three places is what the mentions say."""
    for topic in HotTopic.objects.all():
        own = Mention.objects.filter(topic=topic)
        independent = own.filter(original__isnull=True).exclude(source_class=SourceClass.OWN).count()
        assert (topic.count, topic.independent) == (own.count(), independent), topic
        sums = TopicCount.objects.filter(topic=topic).aggregate(all=Sum("total"), free=Sum("independent"))
        assert (sums["all"] or 0, sums["free"] or 0) == (topic.count, topic.independent), topic


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
    _figures_agree()
    assert Grouper(tmp_path / "state").run(60) == (0, False)
    # One that comes later joins what was alone.
    store_said([said(academy.top, "面包涨价，不相干的一条消息")])
    group_all(tmp_path)
    bread = Mention.objects.filter(title__contains="面包").values_list("topic", flat=True)
    assert len(set(bread)) == 1 and None not in bread


def _stream(academy: Any) -> None:
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


class Killed(BaseException):
    """SIGKILL, as far as one process can play it: nothing after this point happens, and no handler for errors sees it."""


def _killing(monkeypatch: pytest.MonkeyPatch, moments: set[int]) -> None:
    """Every step of the stage counts as a moment, before and after it; at the given ones the worker is killed."""
    passed = iter(range(100_000))

    def point() -> None:
        if next(passed) in moments:
            raise Killed

    def around(place: Any, name: str) -> None:
        real: Callable[..., Any] = getattr(place, name)

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            point()
            result = real(*args, **kwargs)
            point()
            return result

        monkeypatch.setattr(place, name, wrapped)

    around(actions, "store_step")
    around(topic_engine.os, "fsync")
    around(topic_engine.Keeper, "write")
    around(topic_engine.TopicEngine, "add")
    around(topic_engine.queries, "items_of")
    # Inside the transaction: what was written of it must be gone.
    real = actions.grouping.add_stream

    def inside(told: Any) -> None:
        point()
        real(told)
        point()

    monkeypatch.setattr(actions.grouping, "add_stream", inside)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moments=st.sets(st.integers(0, 260), min_size=1, max_size=6),
    keep=st.sampled_from([1, 9, 1000]),
    broken=st.booleans(),
)
def test_the_same_topics_after_a_kill_between_any_two_steps(
    academy: Any, tmp_path_factory: pytest.TempPathFactory, moments: set[int], keep: int, broken: bool
) -> None:
    shapes = []
    for kills in (set(), moments):
        folder = tmp_path_factory.mktemp("state")
        with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
            _stream(academy)
            patch.setattr(topic_engine, "KEEP_SECONDS", 0.0)
            _killing(patch, kills)
            for number in range(40):
                grouper = Grouper(folder / "state", batch=5, keep_items=keep)
                # The dead one's lease is known to be nobody's: its process has ended.
                TopicLease.objects.update(holder="")
                try:
                    if grouper.run(60) == (0, False):
                        break
                except Killed:
                    if broken and number % 2 and (folder / "state").exists():
                        (folder / "state").write_bytes(b"scicomm-topics 1\n{}\nbroken")
            _figures_agree()
            assert not Mention.objects.filter(grouped_at__isnull=True).exists()
            assert sum(len(step.content.get("ids", [])) for step in TopicStep.objects.all()) <= Mention.objects.count()
            shapes.append(_shape())
            transaction.set_rollback(True)
    assert shapes[0] == shapes[1]
    assert len(shapes[0]) >= 2


def test_a_state_that_is_missing_broken_or_of_another_history_is_built_anew(academy: Any, tmp_path: Path) -> None:
    _stream(academy)
    group_all(tmp_path, batch=7).keep()
    whole = _shape()
    good = (tmp_path / "state").read_bytes()
    step = TopicStep.objects.latest("number")
    for content in (None, b"", good[:-5], good.replace(step.mark.encode(), b"0" * 32), b"\x00\xff"):
        if content is None:
            (tmp_path / "state").unlink()
        else:
            (tmp_path / "state").write_bytes(content)
        grouper = Grouper(tmp_path / "state")
        TopicLease.objects.update(holder="")
        ProgressRow.objects.all().delete()
        assert grouper.run(60) == (0, False)
        row = ProgressRow.objects.get(key="listening.topics")
        assert (row.label, row.done) == (gettext("Topics are built anew from the last days"), step.number)
        engine, kept = grouper.engine, topic_engine.TopicEngine.load(good.splitlines(True)[2:])
        assert engine is not None and engine.dump() == kept.dump()
    # Of the last days only: topics keep their ids although the engine calls them otherwise now.
    TopicStep.objects.filter(number__lte=step.number // 2).delete()
    (tmp_path / "state").unlink(missing_ok=True)
    store_said([said(academy.top, QUAKE[0] + " 后续"), said(academy.top, FISH[0] + " again")])
    group_all(tmp_path)
    grown = _shape()
    assert grown.keys() == whole.keys()
    assert sum(map(len, grown.values())) == sum(map(len, whole.values())) + 2
    _figures_agree()


def test_a_busy_database_costs_patience_and_not_the_engine(
    academy: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _stream(academy)
    store = actions.store_step
    tries: list[int] = []

    def busy_at_first(*values: Any, **more: Any) -> Any:
        tries.append(len(tries))
        if len(tries) in {2, 3, 4}:
            raise OperationalError("database is locked")
        return store(*values, **more)

    monkeypatch.setattr(actions, "store_step", busy_at_first)
    monkeypatch.setattr(topic_engine, "BUSY_WAITS", (0.0, 0.0, 0.0))
    grouper = Grouper(tmp_path / "state", batch=5)
    load = grouper._loaded
    loaded: list[int] = []

    def counted() -> Any:
        loaded.append(1)
        return load()

    monkeypatch.setattr(grouper, "_loaded", counted)
    assert grouper.run(60)[1] is False
    assert loaded == [1], "loaded once, and not again after each try"
    assert not queries.waiting_for_topics(5)
    _figures_agree()
    # It does not try for ever: then the batch waits for the next run, and nothing of it is stored.
    waiting = store_said([said(academy.top, "白头海雕回到了雁回湖")])
    monkeypatch.setattr(
        actions, "store_step", lambda *_values, **_more: (_ for _ in ()).throw(OperationalError("locked"))
    )
    with pytest.raises(OperationalError):
        grouper.run(60)
    assert grouper.engine is None
    assert Mention.objects.get(pk=waiting[0].pk).topic_id is None


@pytest.mark.django_db(transaction=True)
def test_a_journal_is_replayed_while_others_write(
    academy: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A web process writes all the time; the worker that starts again still gets through its journal, at the first try."""
    store_said(said(academy.top, f"第{number}号浮标漂到了雁回湖的北岸") for number in range(70))
    group_all(tmp_path, batch=1)
    shape = _shape()
    assert TopicStep.objects.count() >= 70
    (tmp_path / "state").unlink(missing_ok=True)

    def writes_elsewhere() -> None:
        Unit.objects.filter(pk=academy.top.pk).update(name_en="written meanwhile")
        connection.close()

    add = topic_engine.TopicEngine.add
    added: list[int] = []

    def disturbed(self: Any, item: Any) -> Any:
        added.append(item.id)
        other = threading.Thread(target=writes_elsewhere)
        other.start()
        other.join()
        return add(self, item)

    monkeypatch.setattr(topic_engine.TopicEngine, "add", disturbed)
    monkeypatch.setattr(topic_engine, "BUSY_WAITS", ())
    store_said([said(academy.top, "白头海雕飞过山口")])
    group_all(tmp_path)
    assert len(added) == len(set(added)) == 71
    assert _shape().keys() >= shape.keys()


def test_a_second_worker_never_groups_at_the_same_time(
    academy: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _stream(academy)
    first, second = Grouper(tmp_path / "state", batch=5), Grouper(tmp_path / "state", batch=5)
    # The name of another machine: whether its process lives cannot be known here.
    first.holder = "elsewhere:1:a"
    first.run(0)
    assert second.run(60) == (0, False) and not second.hold.step
    done = Mention.objects.filter(grouped_at__isnull=False).count()
    assert done == 5
    # The first falls asleep in the middle of a batch until its lease has ended, and the second takes over.
    real = queries.waiting_for_topics
    asleep: list[Any] = []

    def sleep(most: int) -> Any:
        found = real(most)
        if not asleep:
            asleep.append(True)
            TopicLease.objects.update(until=timezone.now() - dt.timedelta(seconds=1))
            while second.run(60)[1]:
                pass
        return found

    monkeypatch.setattr(topic_engine.queries, "waiting_for_topics", sleep)
    assert first.run(60) == (0, False)
    assert first.engine is None
    assert not Mention.objects.filter(grouped_at__isnull=True).exists()
    ids = [pk for step in TopicStep.objects.all() for pk in step.content["ids"]]
    assert len(ids) == len(set(ids))
    _figures_agree()


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
    _figures_agree()
    # What was joined wrongly is parted again: the old address is its own again.
    hold = actions.store_step(hold, "add", {"ids": []}, events=[Split(a.pk, c.pk, (c.pk, d.pk), 0)])
    gone.refresh_from_db()
    assert (gone.count, gone.state, gone.merged_into) == (2, TopicState.LIVE, None)
    assert permissions.get_topic_for(user, gone.pk) == gone
    assert [change.kind for change in TopicChange.objects.order_by("pk")] == ["merged", "parted"]
    with pytest.raises(actions.LeaseLost):
        actions.store_step(actions.Hold("me", hold.step - 1, ""), "add", {"ids": []})
    _figures_agree()


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
    _figures_agree()
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
