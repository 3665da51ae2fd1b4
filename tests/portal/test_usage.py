"""A view is counted once: also from the cache, whatever dies in between, programs apart from people."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from scicomm.journals.actions import local_day
from scicomm.portal import actions
from scicomm.portal.middleware import page_cache
from scicomm.portal.models import PageUsage, UsageFile
from scicomm.portal.queries import generation
from scicomm.portal.rules.usage import is_robot, read_lines, written

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"


@pytest.fixture
def spool(settings: Any, tmp_path: Any) -> Any:
    settings.SCICOMM_HOME = tmp_path
    page_cache.SPOOL.close()
    yield tmp_path / "usage"
    page_cache.SPOOL.close()


def later() -> dt.datetime:
    return timezone.now() + dt.timedelta(hours=2)


def test_hits_and_misses_are_counted_programs_apart(academy: Any, spool: Any) -> None:
    actions.make_pages_old()
    generation.forget()
    for agent in (BROWSER, BROWSER, "Googlebot/2.1", ""):
        Client().get("/about/", headers={"host": "localhost", "user-agent": agent})
    assert actions.count_usage(now=later()) == 1
    usage = PageUsage.objects.get(path="/about/")
    assert (usage.views, usage.robot_views, usage.language) == (2, 2, "zh-hans")
    assert not list(spool.glob("*.log"))


def test_an_unfinished_hour_waits(academy: Any, spool: Any) -> None:
    actions.make_pages_old()
    generation.forget()
    Client().get("/about/", headers={"host": "localhost"})
    assert actions.count_usage() == 0
    assert list(spool.glob("*.log"))


def test_a_file_that_was_counted_is_not_counted_again(db: None, spool: Any) -> None:
    spool.mkdir()
    file = spool / "2026010100-1-abc.log"
    line = b"2026-01-01 p" + written("/a/", "zh-hans")
    for _again in range(2):
        # The second time: killed after the commit, before the file was removed, so it is still there.
        file.write_bytes(line * 3)
        actions.count_usage()
    assert PageUsage.objects.get(path="/a/").views == 3
    assert not file.exists()


def test_a_count_that_dies_leaves_file_and_rows_as_they_were(
    db: None, spool: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool.mkdir()
    file = spool / "2026010100-1-abc.log"
    file.write_bytes(b"2026-01-01 p" + written("/a/", "en") + b"2026-01-01 p" + written("/b/", "en"))
    real = PageUsage.objects.get_or_create

    def dies(**values: Any) -> Any:
        if PageUsage.objects.exists():
            raise KeyboardInterrupt
        return real(**values)

    with monkeypatch.context() as patch:
        patch.setattr(PageUsage.objects, "get_or_create", dies)
        with pytest.raises(KeyboardInterrupt):
            actions.count_usage()
    assert file.exists()
    assert not PageUsage.objects.exists() and not UsageFile.objects.exists()
    assert actions.count_usage() == 1
    assert PageUsage.objects.count() == 2


def test_torn_and_foreign_lines_are_passed_over() -> None:
    lines = [
        b"2026-01-01 p" + written("/a b\n/", "en"),
        b"2026-01-",
        b"x y z w\n",
        b"\xff\xfe\n",
        b"2026-13-01 p en /\n",
    ]
    assert [line.path for line in read_lines(lines, local_day)] == ["/a_b_/"]


@pytest.mark.parametrize(("agent", "robot"), [(BROWSER, False), ("curl/8", True), ("", True), ("Bingbot", True)])
def test_programs_are_told_from_people(agent: str, robot: bool) -> None:
    assert is_robot(agent) is robot
