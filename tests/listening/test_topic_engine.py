"""The engine of topics: the same ones after a kill at any point, whatever state it finds, and by one worker only."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scicomm.core.models import ProgressRow
from scicomm.listening import actions, queries
from scicomm.listening.models import Mention, TopicLease, TopicStep
from scicomm.listening.tasks import topic_engine
from scicomm.listening.tasks.topic_engine import Grouper
from scicomm.organisation.models import Unit
from tests.factories.topics import FISH, QUAKE, group_all, said, store_said
from tests.listening.topic_streams import figures_agree, shape_of_topics, stream

pytestmark = pytest.mark.django_db


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
            stream(academy)
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
            figures_agree()
            assert not Mention.objects.filter(grouped_at__isnull=True).exists()
            assert sum(len(step.content.get("ids", [])) for step in TopicStep.objects.all()) <= Mention.objects.count()
            shapes.append(shape_of_topics())
            transaction.set_rollback(True)
    assert shapes[0] == shapes[1]
    assert len(shapes[0]) >= 2


def test_a_state_that_is_missing_broken_or_of_another_history_is_built_anew(academy: Any, tmp_path: Path) -> None:
    stream(academy)
    group_all(tmp_path, batch=7).keep()
    whole = shape_of_topics()
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
    grown = shape_of_topics()
    assert grown.keys() == whole.keys()
    assert sum(map(len, grown.values())) == sum(map(len, whole.values())) + 2
    figures_agree()


def test_a_busy_database_costs_patience_and_not_the_engine(
    academy: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream(academy)
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
    figures_agree()
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
    shape = shape_of_topics()
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
    assert shape_of_topics().keys() >= shape.keys()


def test_a_second_worker_never_groups_at_the_same_time(
    academy: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream(academy)
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
    figures_agree()
