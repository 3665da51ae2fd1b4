"""The log of usage: what stands in a line and what never does, the key of a day and its end, counting once, counting anew."""

from __future__ import annotations

import datetime as dt
import gzip
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from scicomm.journals.models import CountedUsage, SearchMonth, UsageMonth
from scicomm.portal import actions
from scicomm.portal.actions import usage as counting
from scicomm.portal.middleware import page_cache
from scicomm.portal.middleware.spool import UsageSpool
from scicomm.portal.models import PageUsage
from scicomm.portal.queries import generation
from scicomm.portal.rules.usage import event_of, read_lines, written
from tests.factories.newsroom import make_article

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
ZONE = timezone.get_default_timezone()


@pytest.fixture
def folder(settings: Any, tmp_path: Any) -> Any:
    settings.SCICOMM_HOME = tmp_path
    page_cache.SPOOL.close()
    yield tmp_path / "usage"
    page_cache.SPOOL.close()


def local(*moment: int) -> float:
    return dt.datetime(*moment, tzinfo=ZONE).timestamp()  # type: ignore[misc]


def write(now: float, path: str, *, address: str = "10.1.2.3", agent: str = BROWSER, query: str = "") -> None:
    """One line, as any of several processes would note it."""
    page_cache.SPOOL.write(written(path, "en", query), address=address, agent=agent, now=now)


def count(now: float) -> int:
    page_cache.SPOOL.close()
    return actions.count_usage(now=dt.datetime.fromtimestamp(now, dt.UTC))


def text_of(folder: Path) -> str:
    return "".join(file.read_text() for file in folder.glob("*.log"))


def figures() -> list[tuple[Any, ...]]:
    rows = UsageMonth.objects.order_by("month", "article__doi")
    return list(
        rows.values_list(
            "month", "article__doi", "total_investigations", "unique_investigations", "total_requests", "downloads"
        )
    )


def test_a_line_knows_neither_address_nor_cookie_and_another_day_another_reader(folder: Any) -> None:
    noon = local(2026, 5, 20, 12)
    for now in (noon, noon + 60, noon + 24 * 3600):
        write(now, "/about/")
    write(noon + 60, "/about/", address="10.1.2.4")
    page_cache.SPOOL.close()
    text = text_of(folder)
    assert "10.1.2" not in text and text.count(BROWSER) == 2
    readers = [line.split()[1] for line in text.splitlines() if line[0] != "a"]
    assert len(readers) == 4 and len(set(readers)) == 3
    for file in folder.glob("*.log"):
        assert file.stat().st_mode & 0o077 == 0


def test_all_processes_of_a_day_share_one_key_which_is_destroyed_after_it(folder: Any) -> None:
    noon = local(2026, 5, 20, 12)
    one, other = UsageSpool(), UsageSpool()
    for spool in (one, other):
        spool.write(written("/a/", "en"), address="10.1.2.3", agent=BROWSER, now=noon)
        spool.close()
    assert len({line.split()[1] for line in text_of(folder).splitlines() if line[0] != "a"}) == 1
    (key,) = (folder / "keys").iterdir()
    assert key.stat().st_mode & 0o077 == 0 and len(key.read_bytes()) == 32
    actions.destroy_old_keys(local(2026, 5, 21, 0, 0, 10))
    assert key.exists(), "a double click over midnight can still be told"
    one.write(written("/a/", "en"), address="10.1.2.3", agent=BROWSER, now=local(2026, 5, 21, 0, 5))
    one.close()
    assert [file.name for file in (folder / "keys").iterdir()] == ["2026-05-21"]


def test_hostile_names_of_browsers_stay_in_their_line(folder: Any) -> None:
    noon = local(2026, 5, 20, 12)
    for agent in ("x\ny z\r\n1 2 3 4 en /forged/", "\ud800" + "长" * 5000, "=cmd|' /C calc'!A0"):
        write(noon, "/about/", agent=agent)
    page_cache.SPOOL.close()
    (file,) = folder.glob("*.log")
    lines = list(read_lines(file.read_bytes().splitlines(keepends=True), lambda second: dt.date(2026, 5, 20)))
    assert [line.path for line in lines] == ["/about/"] * 3
    assert max(len(line.agent) for line in lines) <= 300


def test_endless_names_of_browsers_do_not_fill_the_memory(folder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scicomm.portal.middleware.spool._MOST_AGENTS", 3)
    noon = local(2026, 5, 20, 12)
    for number in [*range(8), 0]:
        write(noon, f"/{number}/", agent=f"Browser {number}")
    assert len(page_cache.SPOOL._now.agents) <= 3  # type: ignore[union-attr]
    page_cache.SPOOL.close()
    (file,) = folder.glob("*.log")
    lines = list(read_lines(file.read_bytes().splitlines(keepends=True), lambda second: dt.date(2026, 5, 20)))
    assert [(line.path, line.agent) for line in lines][-1] == ("/0/", "Browser 0")
    assert all(line.path == f"/{line.agent.split()[1]}/" for line in lines)


@pytest.mark.parametrize(
    ("path", "query", "kind"),
    [
        ("/articles/10.5555/a/", "", "page"),
        ("/en/articles/10.5555/a/", "", "page"),
        ("/articles/10.5555/a(b)/c/files/paper.PDF", "", "file"),
        ("/articles/10.5555/a/files/supplement/data.zip", "", "file"),
        ("/articles/10.5555/a/files/figure-1.png", "", ""),
        ("/articles/", "page=2", ""),
        ("/journals/lake/", "", ""),
        ("/search/", "q=湖", "search"),
        ("/en/search/", "q=lake&year=2026&page=1", "search"),
        ("/search/", "q=lake&page=2", ""),
        ("/search/", "q=+", ""),
        ("/search/help/", "q=lake", ""),
    ],
)
def test_what_an_address_counts_as(path: str, query: str, kind: str) -> None:
    lines = [b"a 1 Firefox\n", b"1779249600 k - 1" + written(path, "en", query)]
    (line,) = read_lines(lines, lambda second: dt.date(2026, 5, 20))
    event = event_of(line)
    assert (event.kind if event else "") == kind
    assert kind != "page" or (event and event.doi == "10.5555/a")


def test_an_hour_is_counted_once_whatever_dies_in_between(
    academy: Any, folder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_article(academy.north_lake, doi="10.5555/a", body_html="<p>x</p>")
    noon = local(2026, 5, 20, 12)
    write(noon, "/articles/10.5555/a/")
    write(noon + 5, "/articles/10.5555/a/")
    write(noon + 50, "/articles/10.5555/a/files/a.pdf")
    write(noon + 51, "/articles/10.5555/a/", agent="Googlebot/2.1")
    write(noon + 52, "/search/", query="q=lake")
    write(noon + 53, "/articles/10.5555/nobody/")

    def dies(file: Path) -> None:
        raise KeyboardInterrupt

    for broken in ("keep_file", "hour_read"):
        with monkeypatch.context() as patch:
            patch.setattr(counting, broken, dies)
            with pytest.raises((KeyboardInterrupt, TypeError)):
                count(noon + 7200)
    assert count(noon + 7200) == 0, "the pages were counted before the first death"
    assert figures() == [(dt.date(2026, 5, 1), "10.5555/a", 2, 1, 2, 1)]
    assert SearchMonth.objects.get().searches == 1
    row = CountedUsage.objects.get()
    assert (row.robots, row.folded) == (1, 1) and row.list_version.startswith("20")
    page = PageUsage.objects.get(path="/articles/10.5555/a/")
    assert (page.views, page.robot_views) == (2, 1)
    assert not PageUsage.objects.filter(path__contains="/files/").exists()
    (kept,) = (folder / "kept").iterdir()
    assert kept.name.endswith(".log.gz") and not list(folder.glob("*.log"))


def test_a_double_click_over_the_hour_the_month_and_midnight_counts_once(academy: Any, folder: Any) -> None:
    make_article(academy.north_lake, doi="10.5555/a", body_html="<p>x</p>")
    for at in (local(2026, 4, 30, 23, 59, 50), local(2026, 5, 1, 0, 0, 15), local(2026, 5, 1, 0, 0, 40)):
        write(at, "/articles/10.5555/a/")
    count(local(2026, 5, 1, 2))
    assert figures() == [(dt.date(2026, 5, 1), "10.5555/a", 1, 1, 1, 0)]


def test_a_month_can_be_counted_anew_while_its_log_is_kept(
    academy: Any, folder: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    make_article(academy.north_lake, doi="10.5555/a", body_html="<p>x</p>")
    for at in (local(2026, 4, 30, 23, 30), local(2026, 5, 1, 0, 30), local(2026, 5, 9, 9)):
        write(at, "/articles/10.5555/a/")
        write(at, "/articles/10.5555/a/", agent="Reader-App/1.0")
    write(local(2026, 5, 9, 9), "/search/", query="q=a")
    now = local(2026, 5, 10)
    count(now)
    before = figures()
    assert [row[2] for row in before] == [2, 4]
    call_command("recount_usage", "2026-05")
    assert figures() == before and SearchMonth.objects.get().searches == 1
    # A newer list of robots knows the reader that was none.
    monkeypatch.setattr("scicomm.portal.actions.usage_files.is_robot", lambda agent: agent.startswith("Reader-App"))
    call_command("recount_usage", "2026-05")
    assert [row[2] for row in figures()] == [2, 2]
    with pytest.raises(CommandError):
        call_command("recount_usage", "May")
    settings.SCICOMM_USAGE_LOG_DAYS = 5
    count(now)
    assert len(list((folder / "kept").iterdir())) == 1
    with pytest.raises(CommandError, match="1"):
        call_command("recount_usage", "2026-05")
    assert [row[2] for row in figures()] == [2, 2]


def test_pages_served_files_fetched_and_heads_are_told_apart(
    academy: Any, folder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_article(academy.north_lake, doi="10.5555/a")
    actions.make_pages_old()
    generation.forget()
    client = Client(headers={"host": "localhost", "user-agent": BROWSER})
    for _again in range(2):
        client.get("/articles/10.5555/a/")
    client.head("/articles/10.5555/a/")
    client.get("/articles/10.5555/a/", headers={"sec-purpose": "prefetch;prerender"})
    client.get("/articles/10.5555/a/files/not-there.pdf")
    text = text_of(folder)
    assert text.count("/articles/10.5555/a/\n") == 2 and "not-there" not in text
    assert time.time() - int(text.splitlines()[1].split()[0]) < 60


def test_packed_logs_are_read_like_the_others(folder: Any) -> None:
    write(local(2026, 5, 20, 12), "/about/")
    page_cache.SPOOL.close()
    (file,) = folder.glob("*.log")
    whole = file.read_bytes()
    counting.keep_file(file)
    (kept,) = (folder / "kept").iterdir()
    assert gzip.decompress(kept.read_bytes()) == whole and not file.exists()
