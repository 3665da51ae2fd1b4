"""The screens of the sources: what needs a look stands first with its reason; what is handed in says what became of it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from scicomm.listening import actions, tasks
from scicomm.listening.models import Feed, FeedDay, Health, Mention, RetentionTerm, SourceKind
from scicomm.listening.rules.sources.opml import parse_opml
from scicomm.organisation.permissions import Role
from tests.factories.listening import make_feed, make_item, send, web_server

pytestmark = pytest.mark.django_db
OPML = b"""<opml version="2.0"><body><outline text="News"><outline text="Daily" xmlUrl="https://daily.example/feed"/>
<outline text="Daily again" xmlUrl="https://daily.example/feed"/></outline><outline text="Odd" xmlUrl="file:///etc/passwd"/></body></opml>"""


@pytest.fixture
def officer(academy: Any) -> Any:
    return academy.user(Role.COMMUNICATION_OFFICER, academy.top)


@pytest.fixture
def client(client_for: Any, officer: Any) -> Any:
    return client_for(officer)


def in_every_state(academy: Any) -> dict[Health, Feed]:
    now = timezone.now()
    old = now - dt.timedelta(days=40)
    values: dict[Health, dict[str, Any]] = {
        Health.DEAD: {"dead_since": now, "failures": 3, "last_error": "The server answered 410."},
        Health.FAILING: {"failures": 5, "last_error": "No connection"},
        Health.STALE: {"last_fetched_at": now, "last_new_at": old},
        Health.SHAKY: {"failures": 1, "last_error": "The server answered 500."},
        Health.NEW: {},
        Health.FINE: {"last_fetched_at": now, "last_new_at": now},
        Health.OFF: {"is_on": False, "failures": 9, "dead_since": now},
    }
    feeds = {state: make_feed(academy, name=f"source {state.value}") for state in values}
    for state, feed in feeds.items():
        Feed.objects.filter(pk=feed.pk).update(**values[state])
        feed.refresh_from_db()
    return feeds


def test_the_state_is_the_same_in_the_database_and_out_of_it(academy: Any) -> None:
    feeds = in_every_state(academy)
    handed_in = make_feed(academy, address="", file_name="a.xml", content=b"x")
    Feed.objects.filter(pk=handed_in.pk).update(
        last_fetched_at=timezone.now(), created_at=timezone.now() - dt.timedelta(days=90)
    )
    for feed in Feed.objects.with_health(timezone.now()):
        assert feed.state == feed.health  # type: ignore[attr-defined]
    assert {state: feed.health for state, feed in feeds.items()} == {state: state for state in feeds}


def test_what_needs_a_look_stands_first_with_its_reason(academy: Any, client: Any) -> None:
    feeds = in_every_state(academy)
    with translation.override("en"):
        page = client.get(reverse("listening_health")).content.decode()
    order = [Health.DEAD, Health.FAILING, Health.STALE, Health.SHAKY, Health.NEW, Health.FINE, Health.OFF]
    places = [page.index(f"source {state.value}") for state in order]
    assert places == sorted(places)
    assert "The server answered 410." in page and page.count('<svg class="spark"') == 7
    only = client.get(reverse("listening_health"), {"state": "failing", "q": "source"}).content.decode()
    assert "source failing" in only and "source dead" not in only
    for verb, state in (("pause", Health.FINE), ("resume", Health.OFF), ("fetch", Health.DEAD)):
        url = reverse("listening_source_step", args=[feeds[state].pk, verb])
        done = client.post(url, {"back": "https://evil.example/"})
        assert (done.status_code, done["Location"]) == (302, reverse("listening_health"))
        assert client.get(url).status_code == 405
        feeds[state].refresh_from_db()
    assert (feeds[Health.FINE].is_on, feeds[Health.OFF].is_on, feeds[Health.DEAD].health) == (False, True, Health.NEW)
    assert client.post(reverse("listening_source_step", args=[feeds[Health.NEW].pk, "burn"])).status_code == 404


def test_the_health_page_asks_a_fixed_number_of_times(academy: Any, client: Any) -> None:
    counts = []
    client.get(reverse("listening_health"))
    for more in (2, 30):
        for _ in range(more):
            FeedDay.objects.create(feed=make_feed(academy), day=timezone.localdate(), new=3)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("listening_health")).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_list_of_feeds_goes_in_and_out(academy: Any, client: Any, tmp_path: Any) -> None:
    values = {"unit": academy.top.pk, "source_class": "other", "upload": SimpleUploadedFile("a.opml", OPML)}
    page = client.post(reverse("listening_opml"), values).content.decode()
    feed = Feed.objects.get()
    assert (feed.name, feed.labels, feed.source_class, feed.kind) == ("Daily", "News", "news", SourceKind.FEED)
    assert "Daily again" in page and "Odd" in page
    out = client.get(reverse("listening_opml_file"))
    found = parse_opml(out.content).outlines
    assert [(each.address, each.folders, each.source_class) for each in found] == [(feed.address, ("News",), "news")]
    again = {**values, "upload": SimpleUploadedFile("a.opml", OPML)}
    assert client.post(reverse("listening_opml"), again).status_code == 200
    assert Feed.objects.count() == 1
    bad = client.post(reverse("listening_opml"), {**values, "upload": SimpleUploadedFile("a.opml", b"no")})
    assert "OPML" in bad.content.decode() and Feed.objects.count() == 1
    path = tmp_path / "list.opml"
    path.write_bytes(OPML.replace(b"daily", b"weekly"))
    call_command(
        "listen", str(path), json=True, stdout=(tmp_path / "out").open("w"), stderr=(tmp_path / "err").open("w")
    )
    assert json.loads((tmp_path / "out").read_text())["followed"] == 1


def test_a_table_is_looked_at_before_it_is_taken_in(academy: Any, client: Any, tmp_path: Any) -> None:
    content = "题,网,谁\n斑纹,https://news.example/1,张三\n坏,x y,李四\n".encode("gb18030")
    values = {"unit": academy.top.pk, "source_class": "news", "upload": SimpleUploadedFile("a.csv", content)}
    page = client.post(reverse("listening_table_new"), values, follow=True)
    feed = Feed.objects.get()
    assert page.redirect_chain == [(reverse("listening_table", args=[feed.pk]), 302)]
    url = reverse("listening_table", args=[feed.pk])
    looked = client.post(url, {"url": "网", "title": "题", "encoding": "gb18030"}).content.decode()
    assert "斑纹" in looked and not Mention.objects.exists()
    assert client.post(url, {"url": "", "encoding": "gb18030", "take": "1"}).status_code == 200
    assert client.post(url, {"url": "网", "title": "题", "encoding": "gb18030", "take": "1"}).status_code == 302
    assert 'http-equiv="refresh"' in client.get(url).content.decode()
    tasks.take_in_tables()
    done = client.get(url).content.decode()
    assert "坏" in done and Mention.objects.get().title == "斑纹"
    path = tmp_path / "b.csv"
    path.write_bytes(content.replace(b"/1", b"/2"))
    for _ in range(2):
        with (tmp_path / "out").open("w") as out:
            call_command("listen", str(path), columns="url=网,title=题", stdout=out, stderr=out)
    assert Mention.objects.count() == 2


def test_addresses_are_handed_in(academy: Any, client: Any) -> None:
    values = {"unit": academy.top.pk, "source_class": "forum", "addresses": "https://forum.example/t/1\n谁知道"}
    page = client.post(reverse("listening_hand_in"), values).content.decode()
    assert reverse("listening_mention", args=[Mention.objects.get().pk]) in page and "谁知道" in page
    empty = client.post(reverse("listening_hand_in"), {**values, "addresses": "无"})
    assert empty.status_code == 200 and Mention.objects.count() == 1


def test_an_interface_is_tried_before_it_is_kept(academy: Any, client: Any) -> None:
    answer = json.dumps({"rows": [{"href": "https://news.example/1", "name": "苔藓会走路"}]}).encode()
    with web_server(lambda handler: send(handler, answer, Content_Type="application/json")) as address:
        values = {
            "kind": "api",
            "unit": academy.top.pk,
            "address": f"{address}/api",
            "map_items": "rows[*]",
            "map_url": "href",
        }
        values |= {"map_title": "name", "is_on": "on", "header": "X-Key: abc", "is_adaptive": "on"}
        with override_settings(SCICOMM_FETCH=True, SCICOMM_FETCH_PRIVATE=True):
            page = client.post(reverse("feeds:add"), {**values, "try": "1"}).content.decode()
            assert "苔藓会走路" in page and not Feed.objects.exists()
            wrong = client.post(reverse("feeds:add"), {**values, "map_items": "list[*]", "try": "1"}).content.decode()
            assert "rows[*].href" in wrong
    bad = client.post(reverse("feeds:add"), {**values, "map_url": "a["})
    assert bad.status_code == 200 and not Feed.objects.exists()
    assert client.post(reverse("feeds:add"), values).status_code == 302
    feed = Feed.objects.get()
    assert (feed.kind, feed.mapping) == ("api", {"items": "rows[*]", "url": "href", "title": "name"})
    assert actions.opened_header(feed) == {"X-Key": "abc"}
    changed = {**values, "map_title": "", "source_class": "blog", "header": ""}
    assert client.post(reverse("feeds:edit", args=[feed.pk]), changed).status_code == 302
    feed.refresh_from_db()
    assert (feed.source_class, "title" in feed.mapping, actions.opened_header(feed)) == (
        "blog",
        False,
        {"X-Key": "abc"},
    )
    for kind in ("sitemap", "hashtag", "feed", "odd"):
        assert client.get(reverse("feeds:add"), {"kind": kind}).status_code == 200
    tag = {"kind": "hashtag", "unit": academy.top.pk, "address": "#moss@m.example", "is_on": "on"}
    assert client.post(reverse("feeds:add"), tag).status_code == 302
    assert Feed.objects.get(kind="hashtag").address == "https://m.example/tags/moss"


def test_terms_and_outlets_are_set_by_the_top_unit(academy: Any, client: Any, client_for: Any) -> None:
    page = client.get(reverse("listening_keeping"))
    values = {field.html_name: field.value() for field in page.context["form"]}
    assert client.post(reverse("listening_keeping"), {**values, "news_text": "9999"}).status_code == 200
    assert client.post(reverse("listening_keeping"), {**values, "news_text": "7"}).status_code == 302
    assert RetentionTerm.objects.get().text_days == 7
    assert client.post(reverse("listening_outlets"), {"places": "a b c"}).status_code == 200
    assert client.post(reverse("listening_outlets"), {"places": "lake.example\n"}).status_code == 302
    below = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    assert "lake.example" in below.get(reverse("listening_keeping")).content.decode()
    for name in ("listening_keeping", "listening_outlets"):
        assert below.post(reverse(name), values).status_code in {302, 403}
    assert RetentionTerm.objects.count() == 1


def test_everybody_reads_what_is_collected(academy: Any, client_for: Any) -> None:
    public = Client()
    assert public.get("/listening/").status_code == 200
    feed = make_feed(academy, source_class="social")
    actions.store_items(feed, [make_item(), make_item()])
    page = public.get("/en/listening/").content.decode()
    assert "social platforms" in page and "1 public source" in page and "2 items" in page
    assert "/en/ask/" in page and "No names" in page
    assert feed.name not in page and feed.address not in page
    assert "/listening/" in public.get("/about/").content.decode()
    assert "/listening/" in public.get("/sitemap.xml").content.decode()


def test_only_those_who_listen_hand_in(academy: Any, client_for: Any) -> None:
    observer = client_for(academy.user(Role.OBSERVER, academy.top))
    for name in ("listening_opml", "listening_hand_in", "listening_table_new"):
        assert observer.get(reverse(name)).status_code in {302, 403}
    feed = make_feed(academy)
    assert observer.post(reverse("listening_source_step", args=[feed.pk, "pause"])).status_code in {302, 403}
    feed.refresh_from_db()
    assert feed.is_on
