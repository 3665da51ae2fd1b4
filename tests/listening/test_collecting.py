"""Sources are fetched politely, at the pace of what is new; what servers say of themselves is heeded."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from scicomm.listening import actions
from scicomm.listening.models import Feed, FeedDay, Health, Mention, SourceClass, SourceHost, SourceKind
from scicomm.organisation.permissions import Role
from tests.factories.listening import make_feed, rss, send, web_server
from tests.listening.web_fake import Web, one, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_the_pace_follows_what_is_new_and_days_are_counted(academy: Any) -> None:
    web = Web()
    with web_server(web) as address:
        feed = make_feed(academy, address=f"{address}/feed", every_minutes=120)
        web.pages["/feed"] = rss(*(one(number) for number in range(10)))
        assert len(run(feed).stored) == 10
        assert (feed.pace, feed.known_share) == (120, 0)
        web.pages["/feed"] = rss(*(one(number) for number in range(9, 19)))
        run(feed)
        assert feed.pace == pytest.approx(80)
        for _ in range(3):
            run(feed)
        assert feed.pace == pytest.approx(80 * 1.25**3)
        assert feed.next_fetch_at and feed.last_new_at
        assert abs((feed.next_fetch_at - timezone.now()) / dt.timedelta(minutes=feed.pace) - 1) < 0.06
    day = FeedDay.objects.get()
    assert (day.fetches, day.failures, day.seen, day.new) == (5, 0, 20, 19)
    steady = make_feed(academy, address="https://steady.example/", every_minutes=30, is_adaptive=False)
    assert steady.pace == 30


def test_a_server_whose_marks_lie_is_asked_in_full(academy: Any) -> None:
    """It says 304 for ever. Every so often the marks are left out; what is new then shows the lie, and they are sent no more."""
    web = Web()

    def liar(handler: Any) -> None:
        same = handler.headers["If-None-Match"] == '"x"'
        body = b"" if same else rss(one(1), one(2), one(len(web.asked) + 10))
        send(handler, body, 304 if same else 200, ETag='"x"')

    web.pages["/feed"] = liar
    with web_server(web) as address:
        feed = make_feed(academy, address=f"{address}/feed")
        run(feed)
        for _ in range(8):
            assert not run(feed).stored
        assert feed.unchanged_in_row == 8 and not feed.marks_lie
        assert len(run(feed).stored) == 1
        assert feed.marks_lie
        assert len(run(feed).stored) == 1
    assert ["if-none-match" in headers for headers in web.headers] == [False, *[True] * 8, False, False]


def test_the_same_bytes_are_not_read_again(academy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    web = Web()
    web.pages["/feed"] = rss(one(1))
    with web_server(web) as address:
        feed = make_feed(academy, address=f"{address}/feed")
        run(feed)
        monkeypatch.setattr("scicomm.listening.clients.sources.parse_feed", lambda *args, **kwargs: pytest.fail("read"))
        run(feed)
    assert feed.unchanged_in_row == 1 and feed.failures == 0


def test_a_busy_server_is_left_alone_and_so_is_its_whole_host(academy: Any) -> None:
    web = Web()
    web.pages["/a"] = lambda handler: send(handler, b"", 429, Retry_After="1800")
    with web_server(web) as address:
        feed, other = (make_feed(academy, address=f"{address}/{path}", every_minutes=15) for path in "ab")
        assert run(feed).failure
        assert feed.last_status == 429 and feed.next_fetch_at
        assert feed.next_fetch_at > timezone.now() + dt.timedelta(minutes=29)
        Feed.objects.filter(pk=other.pk).update(next_fetch_at=None)
        assert actions.claim_source() is None
    host = SourceHost.objects.get(name="127.0.0.1")
    assert dt.timedelta(minutes=29) < host.free_at - timezone.now() < dt.timedelta(minutes=31)


def test_what_is_gone_is_asked_seldom_and_comes_back(academy: Any) -> None:
    web = Web()
    web.pages["/gone"] = lambda handler: send(handler, b"", 410)
    with web_server(web) as address:
        gone, missing = (make_feed(academy, address=f"{address}/{path}") for path in ("gone", "missing"))
        run(gone)
        assert gone.health == Health.DEAD and gone.next_fetch_at
        assert dt.timedelta(days=6.9) < gone.next_fetch_at - timezone.now() < dt.timedelta(days=7.1)
        for _ in range(4):
            run(missing)
        assert missing.health == Health.SHAKY
        run(missing)
        assert missing.health == Health.DEAD
        officer = academy.user(Role.COMMUNICATION_OFFICER, academy.top)
        with pytest.raises(PermissionDenied):
            actions.fetch_now(gone, acting_user=academy.user(Role.OBSERVER, academy.top))
        revived = actions.fetch_now(gone, acting_user=officer)
        assert (revived.health, revived.next_fetch_at) == (Health.NEW, None)
        web.pages["/missing"] = rss(one(1))
        assert len(run(missing).stored) == 1
    assert (missing.health, missing.failing_since) == (Health.FINE, None)
    assert ModelLogEntry.objects.filter(action="listening.feed.revive").count() == 1
    actions.change_feed(gone, acting_user=officer, is_on=False)
    with pytest.raises(ValidationError):
        actions.fetch_now(gone, acting_user=officer)


def test_a_feed_that_moved_is_followed_and_a_double_is_switched_off(academy: Any) -> None:
    web = Web()
    web.pages["/old"] = lambda handler: send(handler, b"", 301, Location="/older")
    web.pages["/older"] = lambda handler: send(handler, b"", 308, Location="/new")
    web.pages["/lent"] = lambda handler: send(handler, b"", 302, Location="/new")
    web.pages["/new"] = rss(one(1))
    with web_server(web) as address:
        old, other, lent = (make_feed(academy, address=f"{address}/{path}") for path in ("old", "older", "lent"))
        run(lent)
        assert lent.address == f"{address}/lent"
        run(old)
        assert (old.address, old.former_address) == (f"{address}/new", f"{address}/old")
        run(other)
        assert (other.is_on, other.same_as, other.health) == (False, old, Health.OFF)
    assert [entry.data["new"] for entry in ModelLogEntry.objects.filter(action="listening.feed.move")] == [
        f"{address}/new"
    ] * 2


def test_robots_are_asked_once_a_day_and_heeded(academy: Any) -> None:
    web, times = Web(), []

    def robots(handler: Any) -> None:
        times.append(1)
        send(handler, b"User-agent: *\nDisallow: /no\nCrawl-delay: 9", Content_Type="text/plain")

    web.pages |= {"/robots.txt": robots, "/no": rss(one(1)), "/yes": rss(one(2))}
    with web_server(web) as address:
        no, yes = (make_feed(academy, address=f"{address}/{path}") for path in ("no", "yes"))
        assert "robots.txt" in run(no).failure
        assert len(run(yes).stored) == 1
        assert (web.asked, len(times)) == (["/yes"], 1)
        wait = SourceHost.objects.get().free_at - timezone.now()
        assert dt.timedelta(seconds=7) < wait < dt.timedelta(seconds=10)
        web.pages["/robots.txt"] = lambda handler: send(handler, b"", 503)
        SourceHost.objects.update(robots_at=timezone.now() - dt.timedelta(days=2))
        assert "503" in run(yes).failure


def test_posts_are_paged_without_a_gap_and_killed_between_nothing_is_lost(academy: Any) -> None:
    web, newest = Web(), 60

    def timeline(handler: Any) -> None:
        after = int(handler.path.split("min_id=")[1]) if "min_id" in handler.path else None
        numbers = range(newest, max(newest - 40, 0), -1) if after is None else range(min(after + 40, newest), after, -1)
        posts = [{"id": str(n), "content": f"<p>post {n}</p>", "created_at": "2026-06-01T00:00:00Z"} for n in numbers]
        send(handler, json.dumps(posts).encode(), Content_Type="application/json")

    web.pages["/api/v1/timelines/tag/moss"] = timeline
    with web_server(web) as address:
        feed = make_feed(
            academy, address=f"{address}/tags/moss", kind=SourceKind.HASHTAG, source_class=SourceClass.SOCIAL
        )
        assert len(run(feed).stored) == 40
        newest = 190
        assert len(run(feed, lease="another worker's").stored) == 130
        assert feed.cursor == "60"
        assert not run(feed).stored and feed.cursor == "190"
    assert Mention.objects.filter(source_class=SourceClass.SOCIAL).count() == 170


def test_the_key_of_an_interface_is_sealed_and_goes_nowhere_else(academy: Any) -> None:
    web = Web()
    web.pages["/api"] = b'{"list": [{"u": "https://news.example/1", "t": "One", "by": "Zhang"}], "next": "/api2"}'
    web.pages["/api2"] = lambda handler: send(handler, b"", 302, Location="http://localhost:1/steal")
    mapping = {"items": "list[*]", "url": "u", "title": "t", "next": "next"}
    with web_server(web) as address:
        feed = make_feed(
            academy, address=f"{address}/api", kind=SourceKind.API, mapping=mapping, header="X-Key: geheim123"
        )
        assert "geheim123" not in feed.sealed_header
        assert "302" in run(feed).failure
        officer = academy.user(Role.COMMUNICATION_OFFICER, academy.top)
        actions.change_feed(feed, acting_user=officer, mapping={**mapping, "next": ""})
        assert len(run(feed).stored) == 1
    assert [headers["x-key"] for headers in web.headers] == ["geheim123"] * 3
    assert not any("geheim" in str(entry.data) for entry in ModelLogEntry.objects.all())
    for bad in ({"items": "a["}, {}):
        with pytest.raises(ValidationError):
            make_feed(academy, address="https://x.example/", kind=SourceKind.API, mapping=bad)


def test_an_index_of_sitemaps_is_read_over_the_line(academy: Any) -> None:
    web = Web()
    part = "<urlset><url><loc>https://news.example/{}</loc><lastmod>{}</lastmod></url></urlset>"
    today = timezone.now().isoformat()
    web.pages["/index.xml"] = (
        f"<sitemapindex><sitemap><loc>/a.xml</loc><lastmod>{today}</lastmod></sitemap><sitemap><loc>/none.xml</loc>"
        f"<lastmod>{today}</lastmod></sitemap></sitemapindex>"
    ).encode()
    web.pages["/a.xml"] = part.format(1, today).encode()
    with web_server(web) as address:
        feed = make_feed(academy, address=f"{address}/index.xml", kind=SourceKind.SITEMAP)
        result = run(feed)
    assert (len(result.stored), len(result.refused), feed.failures) == (1, 1, 0)
    assert result.stored[0].is_bare
