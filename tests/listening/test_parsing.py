"""Every kind of feed gives harmless items; what is broken says where; no item keeps a name of who wrote it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from django.utils import translation

from scicomm.listening.rules.parsing import FeedRefused, Item, parse_feed
from tests.factories.listening import rss


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """What is said is compared in English, the language of the source."""
    with translation.override("en"):
        yield


ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Atom</title>
<entry><title type="html">A &lt;b&gt;bold&lt;/b&gt; result</title><link href="/one"/><updated>2026-03-02T08:00:00+08:00</updated>
<author><name>Somebody</name></author><content type="html">&lt;p&gt;See doi:10.5555/abc.&lt;/p&gt;</content></entry></feed>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>RDF</title></channel><item><title>One</title>
<link>https://news.example/one</link><dc:date>2026-03-02</dc:date></item></rdf:RDF>"""
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "JSON",
    "items": [
        {
            "id": "1",
            "url": "https://news.example/one",
            "title": "One",
            "content_html": "<p>hi<script>x</script></p>",
            "date_published": "2026-03-02T08:00:00+08:00",
            "authors": [{"name": "Somebody"}],
        },
        {"id": "2", "content_text": "no address"},
        "nothing",
    ],
}
SCRIPTS = "<b>x</b><script>alert(1)</script><img src=x onerror=alert(2)><a href='javascript:alert(3)'>l</a><svg/onload=alert(4)>"


def test_atom() -> None:
    (item,) = parse_feed(ATOM.encode(), address="https://news.example/feed/").items
    assert (item.title, item.url) == ("A bold result", "https://news.example/one")
    assert item.published_at == dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    assert item.dois == ("10.5555/abc",)


def test_rdf() -> None:
    (item,) = parse_feed(RDF.encode()).items
    assert (item.title, item.published_at) == ("One", dt.datetime(2026, 3, 2, tzinfo=dt.UTC))


def test_json_feed_and_reasons_for_its_refused_items() -> None:
    feed = parse_feed(json.dumps(JSON_FEED).encode())
    assert [(item.title, item.summary, item.excerpt) for item in feed.items] == [("One", "hi", "<p>hi</p>")]
    assert feed.items[0].published_at == dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    assert [bool(refused.reason) for refused in feed.refused] == [True, True]


def test_no_name_of_a_writer_is_read() -> None:
    assert {field.name for field in fields(Item)}.isdisjoint({"author", "authors", "creator"})
    for source in (ATOM.encode(), json.dumps(JSON_FEED).encode()):
        assert "Somebody" not in repr(parse_feed(source, address="https://news.example/"))


@pytest.mark.parametrize("encoding", ["gb2312", "gbk", "gb18030", "utf-8", "utf-16"])
@pytest.mark.parametrize("declared", [True, False])
def test_chinese_encodings_declared_or_not(encoding: str, declared: bool) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>' if declared else '<?xml version="1.0"?>'
    body = rss({"title": "草原上的斑纹可以预警", "link": "https://news.example/1"}).decode().split("?>", 1)[1]
    assert parse_feed((head + body).encode(encoding)).items[0].title == "草原上的斑纹可以预警"


@pytest.mark.parametrize(
    "head", ['<?xml version="1.0" encoding="big5"?>', '<?xml version="1.0"?>', '<?xml version="1.0" encoding="utf-8"?>']
)
def test_big5_declared_not_declared_and_declared_wrongly(head: str) -> None:
    body = (
        rss({"title": "草原上的斑紋可以預警", "link": "https://news.example/1"}, title="新聞")
        .decode()
        .split("?>", 1)[1]
    )
    assert parse_feed((head + body).encode("big5")).items[0].title == "草原上的斑紋可以預警"


def test_the_server_names_the_encoding() -> None:
    body = '<rss version="2.0"><channel><item><title>草原</title><link>https://news.example/1</link></item></channel></rss>'
    assert parse_feed(body.encode("gbk"), content_type="application/xml; charset=gbk").items[0].title == "草原"


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Mon, 02 Mar 2026 08:00:00 GMT", dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)),
        ("2026年3月5日 14:30", dt.datetime(2026, 3, 5, 6, 30, tzinfo=dt.UTC)),
        ("2026-03-05T14:30:00+08:00", dt.datetime(2026, 3, 5, 6, 30, tzinfo=dt.UTC)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("yesterday", None),
        ("2026年13月45日", None),
    ],
)
def test_odd_dates(written: str, moment: dt.datetime | None) -> None:
    source = rss({"title": "x", "link": "https://news.example/1", "pubDate": written})
    assert parse_feed(source).items[0].published_at == moment


def test_scripts_survive_nowhere() -> None:
    item = parse_feed(rss({"title": SCRIPTS, "link": "https://news.example/1", "description": SCRIPTS})).items[0]
    for bad in ("<script", "onerror", "javascript:", "onload", "<svg", "<img"):
        assert bad not in item.excerpt
        assert bad not in item.summary
    assert "<script" not in item.title
    assert "<b>x</b>" in item.excerpt


def test_an_item_whose_link_would_run_is_refused_with_its_reason() -> None:
    feed = parse_feed(
        rss({"title": "bad", "link": "javascript:alert(1)"}, {"title": "good", "link": "https://news.example/1"})
    )
    assert [item.title for item in feed.items] == ["good"]
    assert [refused.title for refused in feed.refused] == ["bad"]


@pytest.mark.parametrize(
    "content",
    [b"", b"   ", b"<html><head><title>x</title></head><body>no</body></html>", b"hello", b"{", b'{"items": []}', b"[1]",
     b"\x00\x01\x02",
     b"/etc/passwd"],
)  # fmt: skip
def test_what_is_no_feed_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(FeedRefused) as caught:
        parse_feed(content)
    assert str(caught.value)


def test_broken_json_and_broken_xml_say_the_line() -> None:
    with pytest.raises(FeedRefused, match="line 2"):
        parse_feed(b'{"version": "https://jsonfeed.org/version/1",\n "items": [}')
    with pytest.raises(FeedRefused, match="line 3"):
        parse_feed(b'<?xml version="1.0"?>\n<rss version="2.0"><channel>\n<item')
    cut = rss({"title": "one", "link": "https://news.example/1"}).replace(b"</channel></rss>", b"\n<item><title>tw")
    feed = parse_feed(cut)
    assert feed.items[0].title == "one"
    assert "line 2" in feed.warning


def test_entity_bombs_and_outside_entities_do_nothing() -> None:
    steps = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "boom">{steps}]><rss version="2.0"><channel><item><title>&e9;</title><link>https://news.example/1</link></item></channel></rss>'
    outside = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item><title>t&x;</title><link>https://news.example/1</link></item></channel></rss>'
    try:
        titles = [item.title for item in parse_feed(bomb.encode()).items]
    except FeedRefused:
        titles = []
    assert all(len(title) <= 500 for title in titles)
    assert "root:" not in repr(parse_feed(outside.encode()))


def test_the_name_of_a_file_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(rss({"title": "secret", "link": "https://news.example/1"}))
    with pytest.raises(FeedRefused):
        parse_feed(str(path).encode())


@pytest.mark.samples
def test_every_sample_feed_is_read(samples: Path) -> None:
    found = sorted((samples / "listening" / "feeds").glob("*.xml"))
    feeds = {path.name: parse_feed(path.read_bytes(), address="https://news.example/feed") for path in found}
    assert len(feeds) >= 50
    assert feeds["cent.xml"].title == "testing ¢ entity"
    assert feeds["feed_title_naked_markup.xml"].title == "Example Atom"
    assert feeds["item_description_br_shorttag.xml"].items[0].url.startswith("http")
    assert "<script" not in repr(feeds)
