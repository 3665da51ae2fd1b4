"""Each platform gets a story within its limits, counted as it counts, and shows before sending how it will look."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scicomm.channels.clients.pictures import UnfitPicture, fit, formula
from scicomm.channels.rules import wechat_html
from scicomm.channels.rules.counting import graphemes, shorten, utf16_units, weibo_units
from scicomm.channels.rules.formulas import typst_source
from scicomm.channels.rules.packages import Account, Picture, Severity
from scicomm.channels.rules.pictures import PictureRule
from scicomm.channels.rules.platforms import PLATFORMS
from scicomm.channels.rules.platforms.bluesky import facets, record_key, shown_link, units
from scicomm.channels.rules.platforms.weibo import short_name
from tests.channels.contents import LINK, MATHML, content, file

KINDS = ("wechat", "weibo", "telegram", "bluesky")
ACCOUNTS = {kind: Account(1, kind, "zh-hans", name='<b>"所"</b>', secrets={"token": "hush-hush"}) for kind in KINDS}
LONG = "很长的一句话，" * 80
NASTY = '<script>alert(1)</script>" onload="x" & \'y\''
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def adapted(kind: str, edits: dict[str, str] | None = None, **changes: Any) -> Any:
    return PLATFORMS[kind].adapt(content(**changes), ACCOUNTS[kind], edits or {})


@given(anything, st.integers(1, 60), st.sampled_from([len, utf16_units, graphemes, weibo_units, units]))
def test_a_text_is_cut_to_its_bound_and_is_a_beginning_of_what_it_was(text: str, most: int, measure: Any) -> None:
    cut = shorten(text, most, measure)
    assert measure(cut) <= most
    assert cut == text or text.startswith(cut.removesuffix("…"))
    assert (cut == text) == (measure(text) <= most) or cut == text


@given(anything)
def test_characters_are_counted_as_the_platforms_count_them(text: str) -> None:
    assert utf16_units(text) == len(text.encode("utf-16-le")) // 2
    assert graphemes(text) <= len(text)
    assert weibo_units(text.replace("http", "")) <= max(1, utf16_units(text)) * 2


def test_well_known_counts() -> None:
    assert weibo_units("中文ab") == 3 and weibo_units("中文abc") == 4
    assert weibo_units("看 https://example.cn/" + "a" * 60) == weibo_units("看 ") + 10
    assert graphemes("👨‍👩‍👧e\u0301🇨🇳") == 3 and utf16_units("👨‍👩‍👧") == 8
    assert shorten("two words more", 10) == "two words…" and shorten("two words more", 8) == "two…"
    assert short_name("3501756485200075") == "z0JH2lOMb"
    assert re.fullmatch(r"[234567abcdefghij][2-7a-z]{12}", record_key("k1")) and record_key("k1") != record_key("k2")


@given(anything, anything)
def test_facets_lead_to_the_bytes_of_each_link(before: str, after: str) -> None:
    shown = shown_link(LINK)
    status = f"{before} https://example.org/a 中 {after}\n\n{shown}"
    said = status.encode()
    found = [(said[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode(), f) for f in facets(status, shown, LINK)]
    assert found[-1][0] == shown and found[-1][1]["features"][0]["uri"] == LINK
    assert "https://example.org/a" in [text for text, _facet in found]


@pytest.mark.parametrize("kind", KINDS)
def test_a_story_of_any_length_fits_and_the_same_words_make_the_same_package(kind: str) -> None:
    for changes in ({}, {"title": LONG, "standfirst": LONG}, {"pictures": ()}, {"title": "A headline " * 30}):
        package = adapted(kind, **changes)
        assert not package.is_blocked, package.problems
        assert package.digest == adapted(kind, **changes).digest
        own = {name: package.fields[name] for name in PLATFORMS[kind].editable}
        assert adapted(kind, own, **changes).fields == package.fields, "an editor who changes nothing changes nothing"
    first = PLATFORMS[kind].editable[0]
    blocked = adapted(kind, {first: LONG * 9})
    assert blocked.is_blocked and blocked.problems[0].where == first
    assert blocked.fields[first] == (LONG * 9).strip(), "somebody's own words are never cut"
    hidden = replace(content().pictures[0], problem="授权到期")
    package = adapted(kind, pictures=(hidden,))
    assert not any(picture.key == "7" for picture in package.pictures)
    assert any("授权到期" in problem.words and problem.severity == Severity.WARNING for problem in package.problems)


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_of_a_story_can_become_markup(kind: str) -> None:
    picture = Picture("8", "image/png", 400, 300, alt=NASTY, caption=NASTY, credit=NASTY, is_cover=True)
    shown = replace(picture, key="9", url='https://e.cn/x.png"onerror="x', is_cover=False)
    package = adapted(kind, title=NASTY, standfirst=NASTY, unit=NASTY, pictures=(picture, shown))
    for html in (package.preview, package.fields.get("html", "")):
        assert "<script" not in html and '" onload' not in html and '"onerror' not in html
    for html in (adapted(kind, {"text": NASTY, "digest": NASTY}).preview, package.preview):
        assert "<script" not in html and "&lt;b&gt;" in html and "hush-hush" not in html


def test_telegram_says_it_in_its_html_and_leaves_the_pictures_where_the_text_is_long() -> None:
    package = adapted("telegram", title="a < b & c")
    assert package.fields["html"].startswith("<b>a &lt; b &amp; c</b>\n\n") and len(package.pictures) == 2
    assert package.pictures[0].mime == "image/jpeg" and package.pictures[0].width == 2560
    assert adapted("telegram", standfirst=LONG * 2).pictures == ()


def test_weibo_says_when_the_link_is_not_on_the_apps_domain() -> None:
    elsewhere = replace(ACCOUNTS["weibo"], settings={"domain": "https://kepu.example.cn/"})
    package = PLATFORMS["weibo"].adapt(content(), elsewhere, {})
    assert package.is_blocked and package.problems[0].code == "domain_not_bound"
    fine = PLATFORMS["weibo"].adapt(content(url="https://news.kepu.example.cn/a"), elsewhere, {})
    assert not fine.is_blocked and fine.fields["status"].endswith(" https://news.kepu.example.cn/a")


def test_bluesky_shows_the_story_as_a_card_or_its_pictures_with_the_link_in_the_text() -> None:
    assert adapted("bluesky").fields["status"] == adapted("bluesky").fields["text"]
    pictures = replace(ACCOUNTS["bluesky"], settings={"layout": "pictures"})
    package = PLATFORMS["bluesky"].adapt(content(standfirst=LONG), pictures, {})
    assert len(package.pictures) == 2 and package.fields["status"].endswith(shown_link(LINK))
    assert graphemes(package.fields["status"]) <= 300


def test_wechat_gets_a_body_of_its_own_styles_with_pictures_formulas_and_numbered_links() -> None:
    package = adapted("wechat", pictures=(*content().pictures, Picture("99", "image/png", 10, 10)))
    html = package.fields["html"]
    keys = re.findall(r'src="picture:([^"]*)"', html)
    assert keys[:2] == ["7", "8"] and keys[2].startswith("formula:") and [p.key for p in package.pictures] == keys
    assert 'href="https://mp.weixin.qq.com/s/abc"' in html and "javascript:" not in html
    assert "论文</span><sup>[1]</sup>" in html and "[1] 论文：https://doi.org/10.1/x" in html
    assert "3 &lt; 4" in html and "class=" not in html and "data-" not in html and "<h2 style=" in html
    assert 'src="picture:' not in package.preview and "草坡" in package.preview
    assert (package.fields["author"], package.fields["title"]) == ("北湖研究所（虚构）", "草原上的斑纹")
    assert formula(package.fields[keys[2]]).startswith(b"\x89PNG")


@given(st.lists(st.text("草<&\"' ", min_size=1, max_size=900), max_size=60))
def test_wechat_bodies_always_fit_and_say_when_the_end_was_left_off(paragraphs: list[str]) -> None:
    html = "".join(f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>" for text in paragraphs)
    made = wechat_html.article(html, lambda _key: True)
    assert wechat_html.fits(made.html)
    assert made.was_cut or all(
        text.strip()[:1].replace("'", "") in made.html for text in paragraphs if text.strip("<&\"' ")
    )


@pytest.mark.parametrize(
    "mathml",
    [
        MATHML,
        "<math><mi>x</mi><mo>=</mo><mo>(</mo><mfrac><mn>1</mn><msqrt><mi>λ</mi></msqrt></mfrac><mo>)</mo></math>",
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover></math>',
        '<math><mtable><mtr><mtd><mi>a</mi></mtd><mtd><mo>,</mo></mtd></mtr></mtable><mtext>常数 " \\</mtext></math>',
        "<math><mover><mi>v</mi><mo>→</mo></mover><msubsup><mi>n</mi><mn>1</mn><mn>2</mn></msubsup><mo>#</mo></math>",
    ],
)
def test_formulas_become_pictures(mathml: str) -> None:
    assert formula(typst_source(mathml)).startswith(b"\x89PNG")


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12))
def test_nothing_in_a_formula_can_call_the_typesetter(text: str) -> None:
    said = text.replace("&", "&amp;").replace("<", "&lt;")
    source = typst_source(f"<math><mtext>{said}</mtext><mo>{said}</mo><mi>#</mi></math>")
    code = re.sub(r'"(?:\\.|[^"\\])*"', "", source.split("$ ", 1)[1])
    assert not re.search(r"(?<!\\)#", code), source


def test_pictures_are_made_to_fit_and_keep_their_rights() -> None:
    rule = PictureRule(("image/jpeg", "image/png"), most_bytes=120_000, most_side=600)
    picture = Picture("7", "image/webp", 900, 600, credit="摄影 李某", licence="CC BY 4.0")
    exif_said = file("JPEG", (900, 600), exif=_exif("© North Lake"))
    for data in (file("WEBP", (900, 600)), file("PNG", (50, 4000)), file("GIF", (700, 700)), exif_said):
        made = fit(data, rule, picture)
        assert made.mime == "image/jpeg" and len(made.data) <= 120_000 and max(made.width, made.height) <= 600
        assert b"CC BY 4.0" in made.data and "摄影 李某".encode() in made.data
    assert b"North Lake" in made.data
    small = file("PNG", (80, 60))
    assert fit(small, rule, picture).data == small
    for broken in (b"", b"GIF89a", b"<svg/>", file("PNG")[:300]):
        with pytest.raises((UnfitPicture, OSError)):
            fit(broken, rule, picture)


def _exif(notice: str) -> bytes:
    from PIL import Image

    exif = Image.Exif()
    exif[0x8298] = notice
    return exif.tobytes()
