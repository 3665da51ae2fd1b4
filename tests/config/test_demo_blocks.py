"""The demonstration's story of many blocks is made of blocks that the editor would accept too."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import yaml

from scicomm.config.demo.blocks import KNOWN, Shown, block_events, value_of
from scicomm.config.demo.clock import Calendar
from scicomm.config.demo.data import FOLDER, DemoData, story_of
from scicomm.newsroom.blocks import StoryBody
from scicomm.newsroom.rules.profiles import ALL
from tests.factories.newsroom import make_article
from tests.factories.organisation import UserFactory

DAY = dt.date(2027, 3, 1)


def story() -> Any:
    row = yaml.safe_load((FOLDER / "blocks.yaml").read_text(encoding="utf-8"))[0]
    return story_of({name: value for name, value in row.items() if name != "profile"})


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_block_of_the_demonstration_is_accepted(language: str, academy: Any, monkeypatch: Any) -> None:
    academy.person(academy.north_lake, user=UserFactory(username="qiaoyuanzhou"))
    make_article(academy.north_lake, doi="10.5555/lakes.2024.002")
    monkeypatch.setattr(Shown, "unit", academy.north_lake)
    told = Shown(story(), language, Calendar(DAY))
    body = told.body()
    block = StoryBody()
    block.clean(block.normalize(body))
    if language == "zh-hans":
        kinds = {kind for kind, _value in body}
        assert len(kinds) >= 19 and kinds <= ALL
        again = value_of(next(row for row in told.data.zh.body if row["type"] == "audio"), academy.north_lake)
        assert again[1]["recording"].pk == next(value for kind, value in body if kind == "audio")["recording"].pk
    assert {row["type"] for row in told.data.texts[language].body if row["type"] in KNOWN}


def test_its_events_have_happened_before_the_day_and_it_names_people_and_papers_of_the_demonstration() -> None:
    data = DemoData()
    events = list(block_events(data, Calendar(DAY)))
    assert len(events) == 14 and max(event.at for event in events) < Calendar(DAY).base
    assert list(block_events(DemoData(small=True), Calendar(DAY))) == []
    rows = story().zh.body
    assert {row["person"] for row in rows if row["type"] == "expert"} <= {person["key"] for person in data.people}
    assert {row["doi"] for row in rows if row["type"] == "paper"} <= {paper.doi for paper in data.papers}
