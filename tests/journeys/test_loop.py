"""The promise of the loop: one real paper goes through every room, as different people, and its thread and score tell all of it.

The same journey goes with our own JATS (never skipped) and with a published one from the samples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.database import PROJECT
from tests.journeys.loop import Loop
from tests.journeys.telling import Paper
from tests.live import Site


def _own() -> Paper:
    path = PROJECT / "scicomm/config/demo/data/part_a/jats/dje/dje.2026.012.xml"
    return Paper(path, "越往高处，雪垫属分得越快")


def _sample(samples: Path) -> Paper:
    path = samples / "jats" / "PLOS_allofplos__tests__testdata__journal.pbio.2001413.xml"
    return Paper(path, "实验室的门开着，附近的人会不会走进来")


@pytest.fixture(params=["own", "sample"])
def paper(request: pytest.FixtureRequest) -> Paper:
    return _own() if request.param == "own" else _sample(request.getfixturevalue("samples"))


@pytest.fixture
def site(new_site: Callable[[], Site]) -> Iterator[Site]:
    """A site of its own for each journey, so that every number is exact."""
    running = new_site().up()
    yield running
    running.down()


def test_one_paper_goes_through_the_whole_loop(
    site: Site, visitor: Callable[..., Page], paper: Paper, tmp_path: Path
) -> None:
    loop = Loop(site, visitor, paper)
    loop.ingest()
    loop.subscribe()
    lead = loop.find_lead()
    loop.hand_in_lead()
    loop.start_story(lead)
    loop.edit("长得最高的一支最年轻，分得也最快。")
    loop.reviews()
    loop.released()
    loop.newsletter()
    loop.watch()
    loop.listen(tmp_path)
    loop.ask()
    loop.handle()
    loop.answer()
    loop.score()
    loop.thread()
