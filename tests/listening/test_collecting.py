"""Sources are fetched politely, by one worker at a time, at the pace of what is new; what is killed in between loses nothing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from scicomm.core.models import FactRecord
from scicomm.listening import actions, tasks
from scicomm.listening.clients import FeedClient, Fetched, FetchError, HttpFeedClient, read_source
from scicomm.listening.models import Feed, FeedDay, Health, Mention, OwnOutlet, SourceClass, SourceHost, SourceKind
from scicomm.listening.rules.reading import Reading
from scicomm.organisation.permissions import Role
from tests.factories.listening import make_feed, make_item, rss, send, web_server

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def one(number: int, **more: str) -> dict[str, str]:
    return {"title": f"一条（{number}）", "link": f"https://news.example/{number}", **more}


class Web:
    """A server on this machine: each path gives a body, or a function of the handler; what was asked is written down."""

    def __init__(self) -> None:
        self.pages: dict[str, Any] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []

    def __call__(self, handler: Any) -> None:
        path = handler.path.split("?")[0]
        if path != "/robots.txt":
            self.asked.append(handler.path)
            self.headers.append({name.lower(): value for name, value in handler.headers.items()})
        page = self.pages.get(path)
        if callable(page):
            page(handler)
        else:
            send(
                handler, page if page is not None else b"", 200 if page is not None else 404, Content_Type="text/plain"
            )


def run(feed: Feed, *, lease: str | None = None) -> actions.StoreResult:
    """One fetch of this feed, as the job does it, whatever the time."""
    Feed.objects.filter(pk=feed.pk).update(next_fetch_at=None, lease_until=None)
    Feed.objects.exclude(pk=feed.pk).update(next_fetch_at=timezone.now() + dt.timedelta(days=9))
    SourceHost.objects.update(free_at=timezone.now() - dt.timedelta(seconds=1))
    claim = actions.claim_source()
    assert claim is not None and claim.feed == feed
    reading = read_source(HttpFeedClient(allow_private=True, seconds=5), claim.source, pause=lambda seconds: None)
    result = actions.take_reading(feed, reading, lease=claim.lease if lease is None else lease)
    actions.release_host(claim.feed.host, reading)
    feed.refresh_from_db()
    return result


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


class Slow(FeedClient):
    """A client that has to be told to answer."""

    def fetch(self, address: str, *, etag: str = "", last_modified: str = "") -> Fetched:
        return Fetched(rss(one(int(address.rsplit("/", 1)[1]))), "application/rss+xml", address, "", "")


STEP = st.tuples(st.integers(0, 1), st.sampled_from(["claim", "read", "store", "die", "late"]))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=24))
def test_in_any_order_two_workers_never_hold_one_source_or_host(academy: Any, steps: list[tuple[int, str]]) -> None:
    """Claims, readings, stores, deaths and leases that ran out, in any order: never two at one source or host; each item once."""
    Feed.objects.all().delete()
    Mention.objects.all().delete()
    SourceHost.objects.all().delete()
    feeds = [make_feed(academy, address=f"https://{host}.example/{n}") for n, host in enumerate(["a", "a", "b"])]
    held: list[tuple[actions.Claim, Reading | None] | None] = [None, None]
    for worker, step in steps:
        mine = held[worker]
        if step == "claim" and mine is None:
            claim = actions.claim_source()
            held[worker] = (claim, None) if claim else None
        elif step == "read" and mine:
            held[worker] = (mine[0], read_source(Slow(), mine[0].source, pause=lambda seconds: None))
        elif step == "store" and mine and mine[1]:
            actions.take_reading(mine[0].feed, mine[1], lease=mine[0].lease)
            actions.release_host(mine[0].feed.host, mine[1])
            held[worker] = None
        elif step == "die":
            held[worker] = None
        elif step == "late":  # five minutes pass: what was held by the dead is free, and so is what the slow still hold
            past = timezone.now() - dt.timedelta(seconds=1)
            Feed.objects.filter(lease_until__isnull=False).update(lease_until=past)
            SourceHost.objects.update(free_at=past)
            held = [None, None]
        claims = [each[0] for each in held if each]
        assert len({claim.feed.pk for claim in claims}) == len({claim.feed.host for claim in claims}) == len(claims)
    Feed.objects.update(lease_until=None, next_fetch_at=None)
    for _ in feeds:
        SourceHost.objects.update(free_at=timezone.now() - dt.timedelta(seconds=1))
        if claim := actions.claim_source():
            actions.take_reading(claim.feed, read_source(Slow(), claim.source, pause=lambda s: None), lease=claim.lease)
    assert Mention.objects.count() == 3
    assert FactRecord.objects.filter(name="listening.mention_found", payload__url__in=[
        f"https://news.example/{number}" for number in range(3)
    ]).count() >= 3  # fmt: skip


def test_the_job_asks_hosts_beside_each_other_and_survives_whatever_breaks(
    academy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, host in enumerate(["a", "a", "b", "c"]):
        make_feed(academy, address=f"https://{host}.example/{number}")

    class Odd(Slow):
        def fetch(self, address: str, **marks: str) -> Fetched:
            if "c.example" in address:
                raise ZeroDivisionError("odd bytes")
            if "b.example" in address:
                raise FetchError("The server answered 500.")
            return super().fetch(address)

    monkeypatch.setattr(tasks.feeds, "feed_client", Odd)
    assert tasks.fetch_due_feeds() == 3
    assert Mention.objects.count() == 1
    errors = dict(Feed.objects.values_list("host", "last_error"))
    assert errors["c.example"] == "ZeroDivisionError: odd bytes" and "500" in errors["b.example"]
    assert not Feed.objects.filter(lease_until__isnull=False).exists()
    SourceHost.objects.update(free_at=timezone.now())
    assert tasks.fetch_due_feeds() == 1


def test_many_items_cost_a_few_statements(academy: Any, django_assert_max_num_queries: Any) -> None:
    feed = make_feed(academy)
    actions.store_items(feed, [make_item()])
    items = [make_item() for _ in range(200)]
    with django_assert_max_num_queries(32):
        assert len(actions.store_items(feed, items).stored) == 200
    rows = list(FactRecord.objects.filter(name="listening.mention_found").order_by("pk"))
    assert len(rows) == 201 and rows[-1].payload["url"] == items[-1].url


def test_what_we_say_ourselves_is_marked(academy: Any) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.top)
    feed = make_feed(academy, source_class=SourceClass.BLOG)
    before = actions.store_items(feed, [make_item(link="https://lake.example/old"), make_item()]).stored
    with pytest.raises(PermissionDenied):
        actions.set_own_outlets([], acting_user=academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    with pytest.raises(ValidationError):
        actions.set_own_outlets(["not a host"], acting_user=officer)
    assert actions.set_own_outlets(["lake.example", "https://weibo.com/u/1", "lake.example"], acting_user=officer) == 2
    links = ["https://news.lake.example/1", "https://weibo.com/u/1/x", "https://weibo.com/u/12/x"]
    stored = actions.store_items(feed, [make_item(link=link) for link in links]).stored
    assert [mention.is_own for mention in stored] == [True, True, False]
    assert stored[2].source_class == SourceClass.BLOG
    for mention in before:
        mention.refresh_from_db()
    assert [mention.is_own for mention in before] == [True, False]
    actions.set_own_outlets([], acting_user=officer)
    assert not OwnOutlet.objects.exists()
    assert ModelLogEntry.objects.filter(action="listening.outlets.set").count() == 4


def test_no_name_of_a_writer_ends_in_any_column(academy: Any) -> None:
    """Whatever the kind of source: dc:creator, author, account, a column of authors. The whole database is read for the names."""
    name = "欧阳锋克里斯"
    feed = rss(one(1, **{"author": name, "dc:creator": name, "managingEditor": name}), title="x").replace(
        b"<rss ", b'<rss xmlns:dc="http://purl.org/dc/elements/1.1/" '
    )
    atom = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>y</title><author><name>{name}</name></author><entry><title>t</title>'
        f'<link href="https://news.example/2"/><author><name>{name}</name><email>a@b.example</email></author></entry></feed>'
    ).encode()
    posts = [{
        "id": "9", "content": f'<p>Hi <a class="u-url mention" href="https://m.example/@{name}">@{name}</a></p>',
        "url": f"https://m.example/@{name}/9", "account": {"display_name": name, "acct": name},
        "card": {"url": "https://news.example/c", "title": "Card", "author_name": name},
    }]  # fmt: skip
    web = Web()
    web.pages |= {"/rss": feed, "/atom": atom, "/api/v1/timelines/tag/a": json.dumps(posts).encode()}
    web.pages["/json"] = json.dumps({"items": [{"u": "https://news.example/3", "author": name}]}).encode()
    with web_server(web) as address:
        for path, more in {
            "rss": {},
            "atom": {},
            "tags/a": {"kind": SourceKind.HASHTAG},
            "json": {"kind": SourceKind.API, "mapping": {"items": "items[*]", "url": "u"}},
        }.items():
            assert len(run(make_feed(academy, address=f"{address}/{path}", **more)).stored) == 1, path
    make_feed(academy, address="", file_name="f.xml", content=feed.replace(b"/1<", b"/4<"))
    tasks.fetch_due_feeds()
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.top)
    table = actions.add_table(
        academy.top, name="t", file_name="t.csv", source_class="news", acting_user=officer,
        content=f"标题,链接,作者\nA,https://news.example/5,{name}\nB,,{name}".encode(),
    )  # fmt: skip
    actions.begin_table(table, columns=table.mapping["columns"], encoding="utf-8", acting_user=officer)
    tasks.take_in_tables()
    assert Mention.objects.count() == 6
    written = _whole_database()
    assert "https://news.example/5" in written
    for form in (name, json.dumps(name)[1:-1], name.encode().hex()):
        assert form not in written


def _whole_database() -> str:
    """Every value of every table as text; bytes as they are and in hexadecimal."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for value in row:
                    raw = bytes(value) if isinstance(value, bytes | memoryview) else None
                    found.append(raw.hex() + raw.decode("utf-8", "replace") if raw is not None else str(value))
    return "\n".join(found)
