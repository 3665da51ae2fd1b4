"""Every kind of source is read into the same harmless items, and no name of a writer comes with them."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from scicomm.listening.rules.parsing import FeedRefused, Item, RefusedItem
from scicomm.listening.rules.sources.building import moment_of
from scicomm.listening.rules.sources.hashtags import hashtag_address, page_address, parse_timeline
from scicomm.listening.rules.sources.mapped import parse_mapped, problems_of
from scicomm.listening.rules.sources.own import outlets_of
from scicomm.listening.rules.sources.paths import PathRefused, read_path, read_text
from scicomm.listening.rules.sources.sitemaps import parse_sitemap, parts_to_read
from scicomm.listening.rules.sources.tables import TableReader, guessed_columns, look_at, row_item

pytestmark = pytest.mark.usefixtures("in_english")
NOW = dt.datetime(2026, 6, 10, 12, tzinfo=dt.UTC)
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def sitemap(*urls: str) -> bytes:
    head = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="{NEWS}">'
    return f"<?xml version='1.0'?>{head}{''.join(urls)}</urlset>".encode()


def news(loc: str, title: str, language: str = "zh", date: str = "2026-06-10T08:00+08:00") -> str:
    return (
        f"<url><loc>{loc}</loc><news:news><news:publication><news:name>晨报</news:name><news:language>{language}</news:language>"
        f"</news:publication><news:publication_date>{date}</news:publication_date><news:title>{title}</news:title>"
        "</news:news></url>"
    )


def test_a_news_sitemap_is_items_and_old_pages_are_left() -> None:
    plain = "<url><loc>https://n.example/old</loc><lastmod>2026-01-01</lastmod></url><url><loc>https://n.example/new</loc><lastmod>2026-06-09</lastmod></url>"
    content = sitemap(news("https://n.example/1", "沙漠里的斑纹"), news("javascript:x", "坏"), plain)
    found = parse_sitemap(gzip.compress(content), address="https://n.example/news.xml.gz", now=NOW).parsed
    first, bare = sorted(found.items, key=lambda item: item.url)
    assert (first.title, first.language) == ("沙漠里的斑纹", "zh")
    assert first.published_at == dt.datetime(2026, 6, 10, 0, tzinfo=dt.UTC)
    # Only the address is known of a page without the news extension: the reading stage fills in the rest.
    assert bare.title == bare.url == "https://n.example/new"
    assert [item.title for item in found.refused] == ["坏"]
    for broken in (b"", b"<rss/>", b"\x1f\x8bxx", b"no xml"):
        with pytest.raises(FeedRefused):
            parse_sitemap(broken, address="https://n.example/", now=NOW)


def test_no_sitemap_opens_a_file_or_unpacks_without_end(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRETWORD")
    doctype = f'<!DOCTYPE urlset [<!ENTITY x SYSTEM "file://{secret}">]>'
    content = sitemap(news("https://n.example/1", "a &x; b")).replace(b"<urlset", doctype.encode() + b"<urlset", 1)
    assert "SECRETWORD" not in str(parse_sitemap(content, address="https://n.example/", now=NOW))
    with pytest.raises(FeedRefused, match="50 MB"):
        parse_sitemap(gzip.compress(b"<urlset>" + b" " * 60_000_000), address="https://n.example/", now=NOW)


def test_an_index_is_read_part_by_part_and_none_is_passed_over() -> None:
    days = [f"2026-05-{day:02}" for day in range(1, 15)]
    body = "".join(f"<sitemap><loc>/part{n}.xml</loc><lastmod>{day}</lastmod></sitemap>" for n, day in enumerate(days))
    other = "<sitemap><loc>https://elsewhere.example/x.xml</loc></sitemap>"
    found = parse_sitemap(f"<sitemapindex>{body}{other}</sitemapindex>".encode(), address="https://n.example/", now=NOW)
    assert len(found.parts) == 14 and len(found.parsed.refused) == 1
    read, cursor, more = parts_to_read(found.parts, "")
    assert [part.address[-6:-4] for part in read] == ["t9", "10", "11", "12", "13"] and not more
    again, same, more = parts_to_read(found.parts, cursor)
    assert ([part.address for part in again], same, more) == (["https://n.example/part13.xml"], cursor, False)
    seen, cursor, more = set(), "2026-05-02T00:00:00+08:00", True
    while more:
        read, cursor, more = parts_to_read(found.parts, cursor)
        seen |= {part.address for part in read}
    assert len(seen) == 13


def post(number: int, **values: Any) -> dict[str, Any]:
    return {
        "id": str(number), "created_at": "2026-06-10T08:00:00.000Z", "visibility": "public", "language": "en",
        "url": f"https://m.example/@zhangsan/{number}", "spoiler_text": "", "reblog": None,
        "account": {"acct": "zhangsan", "display_name": "张三丰", "indexable": True},
        "content": '<p>Moss moves. <span class="h-card"><a href="https://m.example/@lisi" class="u-url mention">'
        "@<span>lisi</span></a></span> @wangwu@other.example "
        '<a href="https://m.example/tags/moss" class="mention hashtag">#<span>moss</span></a></p>',
        **values,
    }  # fmt: skip


def test_posts_under_a_hashtag_come_without_anybodys_name() -> None:
    posts = [
        post(110), post(109, visibility="private"), post(99, account={"acct": "x", "noindex": True}), post(98, content=""),
        post(97, url="https://ours.example/posts/97"),
    ]  # fmt: skip
    address = hashtag_address("#moss@m.example") or ""
    page = parse_timeline(json.dumps(posts).encode(), address=address, own=outlets_of(["ours.example"]))
    assert (page.newest, page.count, len(page.parsed.refused)) == ("110", 5, 1)
    assert [item.url for item in page.parsed.items] == [
        "https://m.example/statuses/110", "https://m.example/statuses/98", "https://ours.example/posts/97",
    ]  # fmt: skip
    assert page.parsed.items[0].title.startswith("Moss moves.") and "#moss" in page.parsed.items[0].text
    for name in ("zhangsan", "张三丰", "lisi", "wangwu"):
        assert name not in str(page.parsed)
    for answer in (b"<html>", b'{"error": "This method requires an authenticated user"}', b"7"):
        with pytest.raises(FeedRefused):
            parse_timeline(answer, address=address)


def test_a_hashtag_is_written_one_way_and_asked_without_a_gap() -> None:
    wanted = "https://m.example/tags/%E7%A7%91%E6%99%AE"
    ways = [
        "#科普@m.example",
        "科普@M.example",
        "https://m.example/tags/科普",
        "https://m.example/api/v1/timelines/tag/科普",
    ]
    assert {hashtag_address(way) for way in ways} == {wanted}
    assert [
        hashtag_address(way) for way in ("科普", "https://m.example/@a", "ftp://m.example/tags/a", "#a b@m.example")
    ] == [None] * 4
    assert page_address(wanted, "7") == "https://m.example/api/v1/timelines/tag/%E7%A7%91%E6%99%AE?limit=40&min_id=7"


VALUE = {"data": {"list": [{"id": 1, "t": "一", "tags": ["a", "b"]}, {"id": 2, "h": "二", "u r": "x"}], "empty": []}}


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("data.list[*].id", [1, 2]), ("data.list[-1].h", ["二"]), ("data.list.0.t", ["一"]),
        ("$.data.list[0].tags[*]", ["a", "b"]),
        ("data.list[*].h | data.list[*].t", ["二"]), ("data.no | data.list[0].t", ["一"]), ('data.list[1]["u r"]', ["x"]),
        ("data.list[9].id", []), ("data.*[*].id", [1, 2]), ("$", [VALUE]), ("data.empty[*]", []),
    ],
)  # fmt: skip
def test_a_path_leads_where_it_says(path: str, wanted: list[Any]) -> None:
    assert read_path(path).all(VALUE) == wanted


@pytest.mark.parametrize("path", ["", "a..b", "a[", "a[x]", "a | ", "a]", "[*", "a.[0].", "x{y}" * 1 + "{"])
def test_a_path_that_cannot_be_read_says_where(path: str) -> None:
    with pytest.raises(PathRefused, match=r"character|braces"):
        read_text(path)


@given(st.text(max_size=40))
def test_any_path_is_read_or_refused(path: str) -> None:
    try:
        read_text(path).text(VALUE)
    except PathRefused as error:
        assert str(error)


def test_any_json_becomes_items_by_a_mapping() -> None:
    mapping = {
        "items": "data.list[*]",
        "url": "https://n.example/item/{id}",
        "title": "h | t",
        "date": "ts",
        "next": "more",
    }
    value = {"more": "/p2", "data": {"list": [{"id": 5, "h": "<b>题</b>", "ts": 1781000000000}, {"h": "无"}, 7]}}
    page = parse_mapped(json.dumps(value).encode(), mapping, address="https://n.example/api")
    item = page.parsed.items[0]
    assert (item.title, item.url, page.next_address) == ("题", "https://n.example/item/5", "https://n.example/p2")
    assert item.published_at == dt.datetime(2026, 6, 9, 10, 13, 20, tzinfo=dt.UTC)
    assert len(page.parsed.refused) == 2
    assert parse_mapped(b'{"data": {"list": []}}', mapping, address="https://n.example/").parsed.items == ()
    with pytest.raises(FeedRefused, match=r"data\.rows\[\*\]\.id"):
        parse_mapped(b'{"data": {"rows": [{"id": 1}]}}', mapping, address="https://n.example/")
    for broken in (b"<html>", b"[" * 100_000):
        with pytest.raises(FeedRefused):
            parse_mapped(broken, mapping, address="https://n.example/")
    assert set(problems_of({"title": "a["})) == {"items", "url", "title"}


ROWS = [
    ["标题", "原文链接", "发布时间", "作者", "正文"],
    ["沙漠里的斑纹", "https://n.example/1", "2026/6/9 08:30", "张三丰", "一句"],
    ["没有地址", "", "2026-06-09", "李四", ""],
    ["苔藓", "https://n.example/2", "46182.5", "王五", "<p>两句</p>"],
]


def table(kind: str) -> bytes:
    if kind == "xlsx":
        book, out = Workbook(), io.BytesIO()
        for row in ROWS:
            book.active.append(row)
        book.save(out)
        return out.getvalue()
    encoding, mark = kind.split("/")
    text = "\r\n".join(mark.join(f'"{cell}"' for cell in row) for row in ROWS)
    return text.encode(encoding)


@pytest.mark.parametrize("kind", ["utf-8/,", "utf-8-sig/;", "gb18030/,", "gb2312/\t", "utf-16/\t", "xlsx"])
def test_a_table_in_any_encoding_is_read_by_its_headings_and_never_its_authors(kind: str) -> None:
    content = table(kind)
    seen = look_at(content)
    columns = guessed_columns(seen.headings)
    assert columns == {"title": "标题", "url": "原文链接", "date": "发布时间", "text": "正文"}
    reader = TableReader(content, seen.encoding, 1)
    found = [row_item(reader.headings, row, columns) for row in reader.take(10)]
    assert isinstance(found[0], RefusedItem) and isinstance(found[1], Item)
    assert (found[1].title, found[1].text) == ("苔藓", "两句")
    assert found[1].published_at == dt.datetime(2026, 6, 9, 4, tzinfo=dt.UTC)
    assert "王五" not in str(found)
    assert reader.row == 3


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\x00\x01\x02\x00" * 9])
def test_what_is_no_table_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(FeedRefused):
        look_at(content)


def test_big5_is_told_by_its_bytes_and_by_hand() -> None:
    content = "標題,網址\r\n臺灣的論文,https://n.example/1".encode("big5")
    assert look_at(content).first_rows[0][0] == "臺灣的論文"
    assert look_at(content, "big5").headings[0] == "標題"


@pytest.mark.parametrize(
    ("value", "wanted"),
    [("1781000000", "2026-06-09T10:13:20"), (20260609, "2026-06-08T16:00:00"),
     ("Tue, 09 Jun 2026 08:00:00 +0000", "2026-06-09T08:00:00"),
     ("2026年6月9日 8时5分", "2026-06-09T00:05:00"), ("yesterday", None), (None, None), ("9" * 16, None), (True, None)],
)  # fmt: skip
def test_moments_as_programs_write_them(value: Any, wanted: str | None) -> None:
    found = moment_of(value)
    assert (found.replace(tzinfo=None).isoformat() if found else None) == wanted
