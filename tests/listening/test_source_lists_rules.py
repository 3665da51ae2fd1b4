"""Lists of sources, the addresses in them, what robots are told, and how often a source says to come."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scicomm.listening.rules.hints import hints_of
from scicomm.listening.rules.parsing import FeedRefused
from scicomm.listening.rules.robots import read_robots
from scicomm.listening.rules.sources.opml import Outline, class_of, parse_opml, written_opml
from scicomm.listening.rules.sources.own import outlets_of
from scicomm.listening.rules.sources.pasted import pasted_items

pytestmark = pytest.mark.usefixtures("in_english")


def test_lists_of_feeds_keep_their_folders() -> None:
    content = b"""<opml version="2.0"><head><title>A & B</title></head><body><outline text="\xe6\x96\xb0\xe9\x97\xbb">
      <outline text="Science"><outline type="rss" text="Moss" xmlUrl="https://a.example/feed"/></outline>
      <outline text="x" xmlurl="feed:https://b.example/rss"/></outline>
      <outline text="bad" xmlUrl="javascript:1"/><outline text="top" xmlUrl="https://c.example/"/></body></opml>"""
    found = parse_opml(content)
    assert [(each.title, each.address, each.folders, each.source_class) for each in found.outlines] == [
        ("Moss", "https://a.example/feed", ("新闻", "Science"), "science"), ("x", "https://b.example/rss", ("新闻",), "news"),
        ("top", "https://c.example/", (), ""),
    ]  # fmt: skip
    assert [title for title, _reason in found.refused] == ["bad"]
    assert [class_of([name]) for name in ("政府网站", "高校", "微博大V", "天文", "Friends")] == [
        "government",
        "institution",
        "social",
        "science",
        "",
    ]
    for other in (b"", b"<rss/>", b"no"):
        with pytest.raises(FeedRefused):
            parse_opml(other)


_NAMES = st.text(st.characters(categories=("L", "N", "P"), exclude_characters="/"), min_size=1, max_size=20)
_OUTLINES = st.builds(
    Outline,
    title=_NAMES,
    address=st.integers(1, 10**6).map("https://n.example/{}".format),
    folders=st.lists(_NAMES, max_size=3).map(tuple),
    source_class=st.sampled_from(["news", "forum"]),
)


@given(st.lists(_OUTLINES, max_size=8))
def test_a_list_that_was_written_is_read_the_same(outlines: list[Outline]) -> None:
    found = parse_opml(written_opml("Feeds", outlines))
    key = lambda each: (each.address, each.title, each.folders, each.source_class)  # noqa: E731
    assert sorted(map(key, found.outlines)) == sorted(map(key, outlines))


@pytest.mark.samples
@pytest.mark.parametrize(("name", "folder", "count"), [("Science", "Science", 24), ("Space", "Space", 7)])
def test_lists_as_readers_export_them(samples: Path, name: str, folder: str, count: int) -> None:
    content = (samples / "listening" / "opml" / f"{name}.opml").read_bytes()
    found = parse_opml(content)
    assert len(found.outlines) == count and not found.refused
    assert {each.folders for each in found.outlines} == {(folder,)}
    assert {each.source_class for each in found.outlines} == {"science"}


def test_addresses_are_taken_out_of_what_people_paste() -> None:
    found = pasted_items(
        "- https://a.example/1 看这个\n2. b.example/x\n\nhttps://a.example/1\n没有地址\nftp://c.example/\n"
    )
    assert [(item.url, item.title) for item in found.items] == [
        ("https://a.example/1",) * 2,
        ("https://b.example/x",) * 2,
    ]
    assert len(found.refused) == 2


def test_our_own_outlets_are_known_by_host_and_by_beginning() -> None:
    own = outlets_of(["lake.example", "https://weibo.com/u/12/", "", "no host", "国科.example"])
    for url in (
        "https://lake.example/a",
        "http://news.lake.example/",
        "https://www.weibo.com/u/12/status/1",
        "https://weibo.com/u/12?x=1",
    ):
        assert own.covers(url), url
    for url in (
        "https://notlake.example/",
        "https://weibo.com/u/123",
        "https://weibo.com/",
        "https://lake.example.evil.example/",
    ):
        assert not own.covers(url), url


def test_robots_are_read_as_the_standard_says() -> None:
    robots = read_robots(
        "User-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: /x/\nCrawl-delay: 7\n# c\n\n"
        "user-agent: SciComm-Listening/1\nUser-Agent: third\nDisallow: /private*\nAllow: /private/feed$\nDisallow: /*.pdf$\n"
        "Crawl-delay: 900"
    )
    wanted = {
        "/": True,
        "/x/": True,
        "/private": False,
        "/private/feed": True,
        "/private/feed2": False,
        "/a.pdf": False,
        "/a.pdfx": True,
    }
    assert {path: robots.allows(f"https://n.example{path}") for path in wanted} == wanted
    assert robots.delay == 60
    assert read_robots("User-agent: *\nDisallow:").allows("https://n.example/a")
    assert not read_robots("User-agent: *\nDisallow: /%7Ea").allows("https://n.example/~a")


@given(st.text(max_size=200), st.text(max_size=40))
def test_any_robots_file_gives_an_answer(text: str, path: str) -> None:
    assert read_robots(f"User-agent: *\nDisallow: {path}\n{text}").allows(f"https://n.example/{path}") in {True, False}


def test_servers_and_feeds_say_how_often_to_come() -> None:
    skips = b"<skipHours><hour>0</hour><hour>24</hour></skipHours><skipDays><day>sunday</day></skipDays>"
    feed = b"<rss><channel><ttl>90</ttl>" + skips
    found = hints_of(feed, {"cache-control": "public, max-age=600"})
    assert (found.minutes, found.skip_hours, found.skip_days) == (90, {0}, {"Sunday"})
    assert (
        hints_of(b"<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", {}).minutes
        == 360
    )
    assert hints_of(b"", {"cache-control": "no-cache, s-maxage=7"}).minutes is None
