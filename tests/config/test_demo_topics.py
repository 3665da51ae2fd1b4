"""The demonstration's hot topics: one bursts, two were joined by hand, and nothing happens twice."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from scicomm.config.benchmarks import listening_day
from scicomm.config.benchmarks.academy import scicomm
from scicomm.config.demo import topics
from scicomm.config.demo.clock import Calendar, as_of
from scicomm.listening.models import Burst, HotTopic, Mention, TopicChange
from scicomm.listening.tasks.topic_engine import Grouper
from scicomm.organisation.permissions import Role


@pytest.mark.django_db
def test_the_demonstration_has_topics(academy: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    academy.user(Role.RESPONSE_OFFICER, academy.top)
    stage = Grouper(tmp_path / "state")
    monkeypatch.setattr(topics, "grouper", lambda: stage)
    calendar = Calendar(dt.date(2026, 11, 26))
    for _twice in range(2):
        with as_of(calendar.base):
            topics.hold_talk(calendar)
    assert Mention.objects.count() == 27
    burst = Burst.objects.select_related("topic").get()
    assert "云溪" in burst.topic.title and burst.topic.title_en and burst.ended_at is None
    assert burst.topic.count - burst.topic.independent == 4
    joined = TopicChange.objects.get(kind="merged")
    assert joined.topic.count == 5 and joined.topic.title_en and joined.topic.title_zh
    assert HotTopic.objects.filter(state="live", count__gt=1).count() == 4


def test_a_small_day_of_listening_loses_nothing(tmp_path: Path) -> None:
    """The simulation itself, small: real processes, two kills."""
    from tests.database import migrated_sqlite

    (tmp_path / "scicomm.sqlite3").write_bytes(migrated_sqlite().read_bytes())
    scicomm(tmp_path, "create-academy", "--name-zh", "测量院", "--name-en", "Measured", "--email", "a@demo.example")
    measured = listening_day.run_day(tmp_path, 600, 2)
    assert (measured["lost"], measured["twice"]) == (0, 0)
    assert measured["topics"] > 10 and measured["grouped_rate"] > 0
    names = {result.name for result in listening_day.results(measured, 600, 2)}
    assert {"listening_day_lost", "listening_day_growth", "listening_day_lag_p99"} <= names
