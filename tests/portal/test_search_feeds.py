"""Any search is a feed: valid, bounded, the same things as the page, and nothing that is not public."""

from __future__ import annotations

import json
from typing import Any

import feedparser
import pytest
from django.test import Client
from lxml import etree

from scicomm.search.actions import remove_document
from tests.factories.search import indexed, make_document

pytestmark = pytest.mark.django_db
NS = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def papers(academy: Any) -> None:
    indexed(
        *(
            make_document(number, title=f"湖冰 {number} <b>&", title_other=f"Lake ice {number}", year=2000 + number % 20,
                          people=("张伟",), keywords=("冰",), summary="\x0b摘要", extra={"doi": f"10.5555/ice.{number}"})
            for number in range(60)
        ),
        make_document(99, title="湖冰被撤", year=2024, extra={"state": "retracted"}),
        make_document(100, title="沙丘"),
    )  # fmt: skip


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_search_as_atom_and_as_json_feed(papers: None, client: Client, prefix: str) -> None:
    answer = client.get(f"{prefix}/search/atom.xml?q=湖冰&kind=article&page=7&nonsense=1")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("application/atom+xml")
    feed = etree.fromstring(answer.content)
    entries = feed.findall("a:entry", NS)
    assert len(entries) == 50, "bounded"
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"a:{name}", NS)) == 1
    own = feed.find("a:link[@rel='self']", NS).get("href")
    assert (
        own is not None and own == feed.findtext("a:id", namespaces=NS) and "page" not in own and "nonsense" not in own
    )
    links = [str(entry.find("a:link[@rel='alternate']", NS).get("href")) for entry in entries]
    assert all(f"{prefix}/articles/" in link for link in links) and len(set(links)) == 50
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo and len(parsed.entries) == 50
    retracted = [entry.title for entry in parsed.entries if "被撤" in entry.title]
    assert retracted and retracted[0].startswith("["), "a retracted paper says so"
    items = json.loads(client.get(f"{prefix}/search/feed.json?q=湖冰&kind=article").content)
    assert items["version"] == "https://jsonfeed.org/version/1.1" and items["feed_url"].endswith("kind=article")
    assert [item["url"] for item in items["items"]] == links
    assert all({"id", "content_text"} <= item.keys() for item in items["items"])


def test_the_page_names_its_feeds_and_its_form_for_exactly_what_it_shows(papers: None, client: Client) -> None:
    page = client.get("/search/?q=湖冰&year=2005&sort=newest").content.decode()
    for part in (
        "/search/atom.xml?q=%E6%B9%96%E5%86%B0&amp;year=2005",
        "/search/feed.json?q=",
        "/subscribe/search/?q=%E6%B9%96%E5%86%B0&amp;year=2005",
    ):
        assert part in page, part
    bare = client.get("/search/").content.decode()
    assert "/subscribe/search/" not in bare and "/search/atom.xml" not in bare


def test_a_feed_that_finds_nothing_or_something_withdrawn_is_valid_and_empty(papers: None, client: Client) -> None:
    remove_document("journals.article:100")
    indexed()
    for query in ("q=没有这样的词", "q=沙丘", "q=湖冰 没有这样的词"):
        answer = client.get(f"/search/atom.xml?{query}")
        parsed = feedparser.parse(answer.content)
        assert answer.status_code == 200 and not parsed.bozo and parsed.entries == [], query
    assert client.post("/search/atom.xml?q=x").status_code == 405
