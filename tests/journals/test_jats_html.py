"""Promise: full text becomes semantic HTML in the order of the source, with nothing lost and nothing loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from scicomm.journals.rules.jats import ParsedArticle, read_article, read_article_file

PAIR = Path(__file__).parent / "data" / "pair.xml"
META = (
    "<front><article-meta><article-id pub-id-type='doi'>10.1000/x</article-id>"
    "<title-group><article-title>T</article-title></title-group></article-meta></front>"
)
NAMES = 'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:mml="http://www.w3.org/1998/Math/MathML"'


def body(inner: str) -> ParsedArticle:
    return read_article(f"<article {NAMES}>{META}<body>{inner}</body></article>".encode(), name="a.xml")


@pytest.fixture(scope="module")
def pair() -> ParsedArticle:
    return read_article_file(PAIR)


@pytest.mark.parametrize(
    "piece",
    [
        '<section class="jats-sec" id="j-s1" data-type="intro"><h2><span class="jats-label">1</span> 引言</h2>',
        '<p id="j-p1">见 <a href="#j-r1" class="jats-xref" data-type="bibr">[1]</a>',
        'href="https://example.org/a?b=1&amp;c=2" rel="nofollow noopener">数据</a>。</p><ol><li><p>第一</p></li></ol>',
        "<h3>方法</h3>",
        '<math display="block"><mrow><mo fence="true">[</mo><mi>x</mi><mo separator="true">,</mo><mi>y</mi>',
        '<div class="jats-graphic" data-href="https://evil.example/f1.tif" role="img" aria-label="一条上升的曲线">',
        '<span class="jats-caption-title">通量</span><p>曲线。</p></figcaption></figure>',
        '<th colspan="2" scope="col">年</th>',
        '<td class="jats-align-right">1</td>',
        '<aside class="jats-boxed-text"><h3>盒子</h3><p>盒中文字</p></aside>',
        '<blockquote class="jats-disp-quote"><p>引文</p></blockquote>',
        "<pre><code>a &lt; b</code></pre>",
        'id="j-x1" data-href="s1.csv"',
        '<section class="jats-footnotes" role="doc-endnotes"><div class="jats-note" id="j-n1"><p>脚注</p></div>',
    ],
)
def test_each_part_has_its_html(pair: ParsedArticle, piece: str) -> None:
    assert piece in pair.body_html


def test_back_matter_and_search_text(pair: ParsedArticle) -> None:
    assert '<section class="jats-appendix" id="j-app1" role="doc-appendix"><h2>附录</h2>' in pair.back_html
    assert "致谢\n谢谢。" in pair.body_text
    assert "湿地碳" not in pair.back_html
    assert pair.references[0].anchor == "j-r1"


def test_nothing_is_loaded_from_anywhere(pair: ParsedArticle) -> None:
    assert "src=" not in pair.body_html
    assert "<img" not in pair.body_html
    assert {(one.href, one.kind) for one in pair.full_text.media} == {
        ("https://evil.example/f1.tif", "graphic"),
        ("s1.csv", "supplement"),
    }


def test_the_account_names_what_is_left_out_and_finds_no_loss(pair: ParsedArticle) -> None:
    account = pair.conservation
    assert account.lost == 0
    assert account.omitted == {"tex-math": 5, "alt-text": 7}
    assert account.source - 12 == account.html - account.added


def test_unknown_elements_are_counted_and_their_words_kept() -> None:
    article = body("<p>a <wonder>b</wonder> <wonder>c</wonder></p>")
    assert article.unknown_elements == {"wonder": 2}
    assert article.body_html == "<p>a b c</p>"


def test_sections_below_level_six_stay_headings() -> None:
    article = body("<sec><title>x</title>" * 8 + "<p>end</p>" + "</sec>" * 8)
    assert article.body_html.count("<h6>") == 4
    assert article.conservation.lost == 0


def test_a_main_part_without_an_id_can_still_be_jumped_to() -> None:
    article = body(
        '<sec><title>a</title><sec><title>b</title></sec></sec><sec id="c"><title>c</title></sec><sec><title>d</title></sec>'
    )
    assert [one.split('"')[0] for one in article.body_html.split(' id="')[1:]] == ["jpart-1", "j-c", "jpart-2"]


def test_links_inside_links_keep_their_words() -> None:
    article = body('<p><ext-link xlink:href="https://a.example/">x <xref rid="b">y</xref></ext-link> z</p>')
    assert article.body_html.count("<a ") == 1
    assert article.body_text == "x y z"


def test_a_mixed_and_a_field_citation_of_one_reference_show_once() -> None:
    data = (
        f"<article>{META}<back><ref-list><ref id='r'><mixed-citation>Lee. Peat. 2019.</mixed-citation>"
        "<element-citation publication-type='book'><source>Peat</source><year>2019</year></element-citation></ref>"
        "</ref-list></back></article>"
    )
    article = read_article(data.encode(), name="a.xml")
    assert (article.references[0].text, article.references[0].source) == ("Lee. Peat. 2019.", "Peat")
    assert article.conservation.lost == 0


def test_notes_of_authors_stay_together(pair: ParsedArticle) -> None:
    assert pair.author_notes_html == (
        '<div class="jats-notes"><p id="j-c1">E-mail: <a href="mailto:zhangwei@wetland.example.cn" '
        'rel="nofollow noopener">zhangwei@wetland.example.cn</a></p>'
        '<div class="jats-note" id="j-fn1"><p>同等贡献</p></div></div>'
    )


def test_forged_numbers_and_paths_do_no_harm() -> None:
    many = "9" * 5000
    article = body(
        f'<table-wrap><table><tr><td colspan="{many}" rowspan="x">a</td></tr></table></table-wrap>'
        '<fig><graphic xlink:href="javascript:alert(1)"/></fig>'
    )
    assert '<td colspan="500">a</td>' in article.body_html
    assert article.full_text.media == ()
    assert "javascript" not in article.body_html


def test_lost_text_is_said() -> None:
    article = body('<fig><graphic xlink:href="a.png">stray words</graphic></fig>')
    assert article.conservation.lost == 10
    assert "text-lost" in {note.code for note in article.notes}


def test_oasis_tables_become_html_tables() -> None:
    names = 'xmlns:o="http://www.niso.org/standards/z39-96/ns/oasis-exchange/table"'
    article = body(
        f'<table-wrap><o:table {names}><o:tgroup cols="2"><o:colspec colname="a"/><o:colspec colname="b"/><o:tbody>'
        '<o:row><o:entry namest="a" nameend="b" morerows="1">x</o:entry></o:row></o:tbody></o:tgroup></o:table>'
        "</table-wrap>"
    )
    assert '<td colspan="2" rowspan="2">x</td>' in article.body_html
