"""Addresses meet in one form, DOIs and titles are found as the press writes them, and a watch says why it matched."""

from __future__ import annotations

import datetime as dt

import pytest

from scicomm.core.outside import address_problem
from scicomm.listening.rules.addresses import normalise_url, url_hash, web_address
from scicomm.listening.rules.dois import dois_in
from scicomm.listening.rules.language import language_of
from scicomm.listening.rules.markup import excerpt, plain_text
from scicomm.listening.rules.schedule import wait_after
from scicomm.listening.rules.titles import TitleIndex
from scicomm.listening.rules.watches import Item, QueryError, compiled, explain, fits, terms


@pytest.mark.parametrize(
    "other",
    [
        "http://www.news.example/a/b/", "https://NEWS.example:443/a/b?utm_source=x&utm_medium=y", "https://news.example/a/b#top",
        "https://news.example/%61/b?fbclid=1",
    ],
)  # fmt: skip
def test_addresses_of_one_page_meet(other: str) -> None:
    assert url_hash(other) == url_hash("https://news.example/a/b")


@pytest.mark.parametrize(
    "other", ["https://news.example/a/c", "https://news.example/a/b?id=2", "https://news.example:8443/a/b"]
)
def test_addresses_of_other_pages_stay_apart(other: str) -> None:
    assert url_hash(other) != url_hash("https://news.example/a/b")


def test_order_of_parameters_and_foreign_letters_do_not_matter() -> None:
    assert normalise_url("https://a.example/?b=2&a=1") == normalise_url("https://a.example/?a=1&b=2")
    assert normalise_url("https://例子.example/草") == normalise_url("https://xn--fsqu00a.example/%E8%8D%89")


@pytest.mark.parametrize(
    "bad", ["javascript:alert(1)", "data:text/html,x", "//x", "", "https://", "http://[", "ftp://a.example/"]
)
def test_only_addresses_of_the_web_are_kept(bad: str) -> None:
    assert web_address(bad) is None


def test_a_password_in_an_address_is_not_kept() -> None:
    assert web_address("https://me:secret@news.example/a") == "https://news.example/a"
    assert address_problem("https://me:secret@news.example/a")


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("见 doi:10.5555/ABC.123。", "10.5555/abc.123"),
        ("(https://doi.org/10.5555/abc.123).", "10.5555/abc.123"),
        ("https://doi.org/10.5555%2Fabc.123, says", "10.5555/abc.123"),
        ("DOI：10.1016/S0140-6736(05)71088-1；后文", "10.1016/s0140-6736(05)71088-1"),
        ("论文（10.5555/abc）已发表", "10.5555/abc"),
        ("https://www.publisher.example/articles/10.5555/abc.1/full?utm_source=x", "10.5555/abc.1"),
        ("https://www.publisher.example/10.5555/abc.1.pdf", "10.5555/abc.1"),
        ('<a href="https://dx.doi.org/10.5555/abc">', "10.5555/abc"),
    ],
)
def test_dois_are_found_without_the_punctuation_around_them(text: str, doi: str) -> None:
    assert doi in dois_in(text)


@pytest.mark.parametrize("text", ["版本 10.12/34", "110.5555/abc", "10.5555/", "电话 10.5555", "no digits"])
def test_what_only_looks_like_a_doi_is_none(text: str) -> None:
    assert dois_in(text) == []


INDEX = TitleIndex(
    [
        ("斑纹", "草原上的斑纹，可作为沙漠化的早期信号"),
        ("band", "Band spacing as an early signal of desertification"),
        ("water", "Water"),
        ("short", "水"),
        ("long", "Band spacing as an early signal of desertification in dry grassland"),
    ]
)


def test_a_chinese_title_is_found_whatever_its_punctuation() -> None:
    found = INDEX.find("新研究：“草原上的斑纹:可作为沙漠化的早期信号”")
    assert found is not None
    assert (found.key, found.score, found.whole) == ("斑纹", 1.0, True)


def test_an_english_title_is_found_in_the_summary() -> None:
    found = INDEX.find(
        "New paper", "Their study, “Band Spacing as an Early Signal of Desertification”, appeared today."
    )
    assert found is not None and found.key == "band"


def test_the_longer_of_two_whole_titles_wins() -> None:
    found = INDEX.find("Band spacing as an early signal of desertification in dry grassland")
    assert found is not None and found.key == "long"


def test_a_similar_title_is_found_with_its_score() -> None:
    found = INDEX.find("Spacing of bands is an early signal for desertification")
    assert found is not None
    assert (found.key, found.whole) == ("band", False)
    assert 0.8 <= found.score <= 1


@pytest.mark.parametrize(
    "title", ["Water", "Water on Mars", "水", "草原上的羊", "An early signal of rain", "Bandspacing", ""]
)
def test_short_and_distant_titles_are_not_linked(title: str) -> None:
    assert INDEX.find(title) is None


def test_words_of_a_field_are_parted_by_lines_and_all_commas() -> None:
    assert terms("草原，斑纹、gene editing\n 草原 ;；, ") == ["草原", "斑纹", "gene editing"]


def _fits(text: str, any_terms: str = "", all_terms: str = "", none_terms: str = "") -> bool:
    return fits(compiled(any_terms, all_terms, none_terms), Item("", text))


def test_chinese_words_are_found_inside_a_sentence_and_english_ones_as_words() -> None:
    assert _fits("研究人员发现草原上的斑纹", any_terms="斑纹")
    assert _fits("Two cells divide", any_terms="cell")
    assert not _fits("In the cellar", any_terms="cell")
    assert _fits("about gene-editing today", any_terms="Gene editing")
    assert not _fits("editing a gene", any_terms="gene editing")
    assert _fits("新的CO2排放数据", any_terms="CO2排放")
    assert not _fits("BCO2排放", any_terms="CO2排放")


def test_any_all_none() -> None:
    assert _fits("草原 斑纹", any_terms="湖\n草原", all_terms="斑纹")
    assert not _fits("草原", any_terms="草原", all_terms="斑纹")
    assert not _fits("草原 广告", any_terms="草原", none_terms="广告")
    with pytest.raises(QueryError):
        compiled("", "，", "广告")


def test_a_verdict_says_which_words_matched() -> None:
    node = compiled("草原\n湖", "斑纹", "广告")
    assert explain(node, Item("", "草原上的斑纹")).words == ("斑纹", "草原")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("草原上的斑纹", "zh"), ("用 CRISPR 编辑 DNA", "zh"), ("Bands in grass", "en"), ("草原の縞模様", "other"),
        ("한국어 뉴스", "other"),
        ("Новости науки", "other"), ("2026", "other"),
    ],
)  # fmt: skip
def test_language_by_script(text: str, language: str) -> None:
    assert language_of(text) == language


def test_nothing_that_runs_survives() -> None:
    raw = (
        '<p onclick="x()">a<script>alert(1)</script><img src=x onerror=y>'
        '<a href="javascript:z">b</a><iframe src="//q"></iframe></p>'
    )
    clean = excerpt(raw)
    for bad in ("script", "alert", "onclick", "onerror", "javascript", "iframe", "img"):
        assert bad not in clean
    assert plain_text("<p>一</p><p>二 &lt;三&gt;</p><style>x{}</style>") == "一 二 <三>"


def test_a_cut_excerpt_is_closed_and_a_cut_text_says_so() -> None:
    assert excerpt("<b>" + "字" * 9000).endswith("</b>")
    assert plain_text("word " * 200, 50).endswith("word…")
    assert len(plain_text("字" * 900, 600)) == 600


def test_back_off_doubles_up_to_a_day_and_heeds_the_server() -> None:
    minutes = [wait_after(60, failures) / dt.timedelta(minutes=1) for failures in range(7)]
    assert minutes == [60, 120, 240, 480, 960, 1440, 1440]
    assert wait_after(60, 1000) == dt.timedelta(days=1)
    assert wait_after(10080, 3) == dt.timedelta(days=7)
    assert wait_after(60, 1, asked=7200 * 2) == dt.timedelta(hours=4)
    assert wait_after(60, 1, asked=10**7) == dt.timedelta(days=1)
