"""Promise: HTML is let through without the sanitiser only when it holds nothing that the sanitiser would take out."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scicomm.journals.rules.jats import clean, read_article
from scicomm.journals.rules.jats.clean import clean_each, clean_html, clean_with_text, clean_written, text_of
from scicomm.journals.rules.jats.refusal import JatsRefused

DATA = Path(__file__).parent / "data"
PIECES = (
    "<p>", "</p>", '<p id="j-1">', "<i>", "</i>", "<br>", "<table>", "<tr>", "<td>", "</td>", "</tr>", "</table>",
    '<a href="#j-r1">', '<a href="https://doi.org/10.1000/x?a=1&amp;b=2" rel="nofollow noopener">', "</a>",
    '<math display="block">', "<mi>", "</mi>", '<mo stretchy="true">', "</mo>", "</math>", "水", "a b\n c", "\xa0",
    "&amp;", "&lt;", "&gt;", "&", "&nbsp;", "&quot;", "&lt;script&gt;", "<", ">", "=", '"', "'", " ", "/",
    "<script>", "</script>", "alert(1)", "<style>", "<svg>", "<title>", "<!--", "-->", "<![CDATA[", "]]>", "<?x?>",
    '<p onclick="x()">', '<a href="javascript:x()">', '<a href="&#106;avascript:x()">', '<a href="java&amp;script:x">',
    '<img src="https://x.example/p.png">', '<p style="color:red">', "<P>", "<p/>", "<p id='a'>", "<p id=a>", "<mglyph>",
    '<mi href="https://x.example">', '<td colspan="2">', '<i colspan="2">', "<annotation-xml>", "<xmp>", "<p\nid='a'>",
)  # fmt: skip


class _Tags(HTMLParser):
    """What another reader of HTML sees: every tag with its attributes, comments and declarations too."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, attrs))

    def handle_comment(self, data: str) -> None:
        self.seen.append(("comment", []))

    def handle_decl(self, decl: str) -> None:
        self.seen.append(("declaration", []))

    unknown_decl = handle_pi = handle_decl


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@example("x>p<script>/p<")
@example('x>p<img src="https://x.example">/p<')
@example("<p>a</p>>script<")
@example('<p id="a>b"><i>')
def test_whatever_is_let_through_holds_nothing_but_what_is_allowed(raw: str) -> None:
    cleaned, text = clean_with_text(raw)
    assert clean_written(raw) == cleaned
    for tag, attributes in _Tags(cleaned).seen:
        assert tag in clean._TAGS | clean.MATH_TAGS
        for name, value in attributes:
            assert name in clean._GLOBAL | clean._OWN.get(tag, set())
            assert name != "href" or urlsplit(value or "").scheme in ("", "http", "https", "ftp", "mailto")
    if clean._words_if_clean(raw) is not None:
        assert _Tags(cleaned).seen == _Tags(raw).seen
        assert text == text_of(cleaned)


@pytest.mark.parametrize(
    "raw",
    [
        '<p id="j-1" class="x">a <i>b</i> &amp; 水&lt;&gt;<br>\xa0c</p>',
        '<a href="#j-r1">1</a><a href="https://doi.org/10.1000/x?a=1&amp;b=2" rel="nofollow noopener">x</a>',
        '<table><tbody><tr><td colspan="2">1</td><th scope="row">2</th></tr></tbody></table>',
        '<math display="block"><mi>x</mi><mo stretchy="true">=</mo><mspace width="1em"></mspace></math>',
        '<ol type="a"><li>a</li></ol><ruby>水<rp>(</rp><rt>shui</rt><rp>)</rp></ruby>',
    ],
)
def test_what_is_clean_is_let_through_as_the_sanitiser_would_write_it(raw: str) -> None:
    assert clean._words_if_clean(raw) is not None
    assert clean_written(raw) == clean_html(raw) == clean._CLEANER.clean(raw)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("<p>a<script>alert(1)</script></p>", "<p>a</p>"),
        ('<p onclick="x()">a</p>', "<p>a</p>"),
        ('<a href="javascript:x()">a</a>', "<a>a</a>"),
        ('<a href="&#106;avascript:x()">a</a>', "<a>a</a>"),
        ('<a href=" javascript:x()">a</a>', "<a>a</a>"),
        ('<img src="https://x.example/p.png">a', "a"),
        ('<p style="color:red">a</p>', "<p>a</p>"),
        ('<i colspan="2">a</i>', "<i>a</i>"),
        ("<svg><p>a</p></svg>", "<p>a</p>"),
        ("a<!-- b -->c", "ac"),
        ("<P>a</P>", "<p>a</p>"),
        ("<p id='a'>a</p>", '<p id="a">a</p>'),
        ("a & b > c", "a &amp; b &gt; c"),
    ],
)
def test_everything_else_goes_through_the_sanitiser(raw: str, cleaned: str) -> None:
    assert clean_written(raw) == clean_html(raw) == cleaned


@pytest.mark.parametrize(
    ("raw", "cleaned"), [("<p>a", "<p>a</p>"), ("a</div></div>b", "ab"), ("<div>a</p>", "<div>a<p></p></div>")]
)
def test_what_others_wrote_is_closed_where_they_did_not(raw: str, cleaned: str) -> None:
    assert clean_html(raw) == cleaned


def test_many_small_pieces_keep_their_places() -> None:
    pieces = ["a <i>b</i>", "", "<script>x</script>c", "水&amp;", '<p onclick="x()">d</p>']
    assert clean_each(pieces) == ["a <i>b</i>", "", "c", "水&amp;", "<p>d</p>"]


def test_what_stands_for_tags_is_forgotten_before_it_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clean, "_REMEMBERED", 3)
    for number in range(9):
        assert clean_written(f'<p id="j-{number}">x</p>') == f'<p id="j-{number}">x</p>'
    assert clean_written('<p onclick="x()">x</p>') == "<p>x</p>"


def _raw_of(data: bytes, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything that reading hands to the cleaner."""
    raw: list[str] = []
    words = clean._words_if_clean

    def seen(one: str) -> str | None:
        raw.append(one)
        return words(one)

    with monkeypatch.context() as patch:
        patch.setattr(clean, "_words_if_clean", seen)
        try:
            read_article(data, name="a.xml")
        except JatsRefused:
            return []
    return raw


def _same_as_the_sanitiser(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> int:
    let_through = 0
    for path in files:
        for raw in _raw_of(path.read_bytes(), monkeypatch):
            cleaned, text = clean_with_text(raw)
            assert cleaned == clean._CLEANER.clean(raw), path.name
            assert text == text_of(cleaned), path.name
            let_through += clean._words_if_clean(raw) is not None
    return let_through


def test_our_own_articles_come_out_as_the_sanitiser_would_write_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _same_as_the_sanitiser(sorted(DATA.rglob("*.xml")), monkeypatch) > 5


def test_real_articles_come_out_as_the_sanitiser_would_write_them(
    samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _same_as_the_sanitiser(sorted([*samples.glob("jats*/**/*.xml")]), monkeypatch) > 200
