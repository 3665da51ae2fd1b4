"""The feeds hold what anyone may read now, and nothing else; readers that have it already get 304."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import feedparser
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scicomm.channels.models import Release
from scicomm.core.doors import held_open
from scicomm.core.worker import Worker
from scicomm.newsroom.actions import withdraw_story
from scicomm.newsroom.models import DOOR, Dossier, StoryPage
from scicomm.organisation.enums import Role
from tests.factories.channels import released_story
from tests.factories.newsroom import make_article, make_story

pytestmark = pytest.mark.django_db

ATOM = "/feeds/atom.xml"
JSON = "/feeds/feed.json"
RSS = "/feeds/rss.xml"


@pytest.fixture
def client(academy: Any, client_for: Any) -> Client:
    """Signed in, so that every request reaches the feed and not the page cache, which has tests of its own."""
    return client_for(academy.superuser)


def parsed(client: Client, address: str = ATOM) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, address
    found = feedparser.parse(answer.content)
    assert not found.bozo, found.get("bozo_exception")
    return found


def rewrite(story: StoryPage, **values: Any) -> None:
    """Put content straight into the public page, as no editor could: hostile content must not get out even then."""
    for name, value in values.items():
        setattr(story, name, value)
    with held_open(DOOR):
        story.save()


def test_a_story_stands_in_the_feed_of_its_unit_and_of_the_academy(academy: Any, client: Client) -> None:
    article = make_article(academy.north_lake)
    story = released_story(academy, article=article)
    for address in (ATOM, "/feeds/north-lake/atom.xml", "/feeds/academy/atom.xml"):
        entry = parsed(client, address).entries[0]
        assert entry.title == story.title
        assert entry.link == f"{settings.SITE_URL}{story.url}"
        assert any(link.href == f"https://doi.org/{article.doi}" for link in entry.links)
    assert parsed(client, "/feeds/north-hill/atom.xml").entries == []


def test_each_language_has_its_own_feed(academy: Any, client: Client) -> None:
    released_story(academy, title="中文稿")
    released_story(academy, language="en", title="English story")
    assert [entry.title for entry in parsed(client).entries] == ["中文稿"]
    english = parsed(client, f"/en{ATOM}")
    assert [entry.title for entry in english.entries] == ["English story"]
    assert english.feed.language == "en" and english.feed.links[0].href == f"{settings.SITE_URL}/en{ATOM}"
    assert english.feed.title == "Demonstration Academy"


def test_json_feed_says_the_same_and_keeps_its_schema(academy: Any, client: Client, samples: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    referencing = pytest.importorskip("referencing")
    folder = samples / "schemas" / "jsonfeed"
    schema, older = (json.loads((folder / name).read_text(encoding="utf-8")) for name in ("feed.json", "feed-1.json"))
    resource = referencing.Resource.from_contents(older)

    def version_1(address: str) -> Any:
        """The schema of 1.1 takes its parts from that of 1."""
        assert "feed-1" in address
        return resource

    check = jsonschema.Draft7Validator(schema, registry=referencing.Registry(retrieve=version_1)).validate
    Worker().drain()
    check(client.get(JSON).json())
    story = released_story(academy, article=make_article(academy.north_lake))
    feed = client.get(JSON)
    assert feed["Content-Type"] == "application/feed+json"
    check(feed.json())
    assert feed.json()["items"][0]["title"] == story.title


def test_json_feed_names_version_language_and_absolute_addresses(academy: Any, client: Client) -> None:
    story = released_story(academy)
    feed = client.get("/feeds/north-lake/feed.json").json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1" and feed["language"] == "zh-Hans"
    assert feed["feed_url"] == f"{settings.SITE_URL}/feeds/north-lake/feed.json"
    assert feed["home_page_url"] == f"{settings.SITE_URL}/north-lake/"
    assert feed["items"][0]["url"] == f"{settings.SITE_URL}{story.url}"


def test_a_withdrawn_story_is_out_of_the_feed_before_any_handler_ran(academy: Any, client: Client) -> None:
    story = released_story(academy)
    assert len(parsed(client).entries) == 1
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    withdraw_story(story, acting_user=officer, reason="数据有误")
    assert parsed(client).entries == [] and client.get(JSON).json()["items"] == []
    Worker().drain()
    assert parsed(client).entries == []


def test_an_embargoed_story_is_never_in_a_feed(academy: Any, client: Client) -> None:
    story = make_story(academy, state="held")
    Worker().drain()
    assert parsed(client).entries == []
    published = released_story(academy, title="别的稿子")
    # Even a public state with an embargo still to come keeps it out.
    Dossier.objects.filter(story=published).update(embargo_until=timezone.now() + dt.timedelta(hours=1))
    body = client.get(ATOM).content.decode()
    assert story.draft_title not in body and published.title not in body


def test_a_correction_shows_as_updated(academy: Any, client: Client) -> None:
    story = released_story(academy)
    later = timezone.now() + dt.timedelta(minutes=3)
    Dossier.objects.filter(story=story).update(corrected_at=later, correction_note="间距应为 31 米")
    entry = parsed(client).entries[0]
    assert entry.updated_parsed > entry.published_parsed
    assert "间距应为 31 米" in entry.content[0].value


def test_hostile_titles_and_bodies_come_out_harmless(academy: Any, client: Client) -> None:
    story = released_story(academy)
    rewrite(
        story,
        title="<script>alert(1)</script>&\x0b条带",
        standfirst='"><img src=x onerror=alert(2)>',
        body=[
            ("heading", "<svg onload=alert(3)>"),
            ("paragraph", '<p onclick="x()">好<script>alert(4)</script><a href="javascript:alert(5)">点</a></p>'),
            ("paragraph", '<p><a href="/about/">关于</a></p>'),
        ],
    )
    raw = client.get(ATOM).content.decode()
    assert "<script" not in raw and "<img" not in raw
    entry = feedparser.parse(raw, sanitize_html=False).entries[0]
    assert entry.title == "<script>alert(1)</script>& 条带"
    for html in (entry.content[0].value, client.get(JSON).json()["items"][0]["content_html"]):
        lowered = html.lower()
        assert "<script" not in lowered and "javascript:" not in lowered and "<svg" not in lowered
        assert "<img" not in lowered and "onclick" not in lowered
        assert f'href="{settings.SITE_URL}/about/"' in html


def test_the_whole_body_stands_in_the_feed(academy: Any, client: Client) -> None:
    story = released_story(academy)
    rewrite(
        story,
        body=[
            ("heading", "怎么量的"),
            ("quote", {"text": "量间距就够了。", "who": "沈知"}),
            ("key_figures", [{"value": "31 米", "label": "条带间距"}]),
            ("formula", {"mathml": "<math><mi>x</mi></math>", "caption": "间距随雨量减小"}),
            ("why", "能提前十年看出退化。"),
            ("unknown", "别处是否一样。"),
        ],
    )
    html = client.get(JSON).json()["items"][0]["content_html"]
    for words in (
        "怎么量的",
        "量间距就够了。",
        "31 米",
        "条带间距",
        "间距随雨量减小",
        "能提前十年看出退化。",
        "别处是否一样。",
    ):
        assert words in html


def test_a_reader_that_has_the_feed_gets_304_until_something_changes(academy: Any, client: Client) -> None:
    story = released_story(academy)
    first = client.get(ATOM)
    assert first["ETag"] and first["Last-Modified"]
    again = client.get(ATOM, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and again.content == b""
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    withdraw_story(story, acting_user=officer, reason="数据有误")
    assert client.get(ATOM, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_an_unknown_unit_and_a_switched_off_feed_answer_404(academy: Any, client: Client) -> None:
    Worker().drain()
    assert client.get("/feeds/nobody/atom.xml").status_code == 404
    from scicomm.channels.models import Channel

    Channel.objects.filter(unit=academy.north_lake, kind="feed").update(is_on=False)
    assert client.get("/feeds/north-lake/feed.json").status_code == 404
    assert client.post(ATOM).status_code == 405


@pytest.mark.parametrize("address", [ATOM, RSS, JSON])
def test_a_longer_feed_takes_no_more_queries(academy: Any, client: Client, address: str) -> None:
    released_story(academy, article=make_article(academy.north_lake))
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(3):
        released_story(academy, title=f"第{number}篇", article=make_article(academy.north_lake))
    assert Release.objects.filter(channel__slug="academy-feed-zh-hans").count() == 4
    with CaptureQueriesContext(connection) as four:
        client.get(address)
    assert len(four) == len(one) <= 12


def test_rss_says_the_same_as_atom(academy: Any, client: Client) -> None:
    article = make_article(academy.north_lake)
    story = released_story(academy, article=article, title="波 & 粒子 <子>")
    atom, rss = parsed(client), parsed(client, RSS)
    assert rss.version == "rss20" and rss.feed.language == "zh-Hans" and rss.feed.title == atom.feed.title
    one, other = atom.entries[0], rss.entries[0]
    assert other.title == story.title and other.link == one.link and other.id == one.id and not other.guidislink
    assert other.published_parsed == one.published_parsed
    assert other.content[0].value == one.content[0].value
    assert [link.href for link in rss.feed.links if link.rel == "self"] == [f"{settings.SITE_URL}{RSS}"]
    assert parsed(client, "/feeds/north-lake/rss.xml").entries[0].id == one.id
