"""Promise: marks stand on the original text, on every form that was found, and no HTML gets through."""

from __future__ import annotations

import pytest
from django.utils.html import strip_tags
from hypothesis import given, settings
from hypothesis import strategies as st

from scicomm.search.highlight import highlight, marks_for, snippet
from scicomm.search.query import parse


def marked(text: str, query: str) -> str:
    return highlight(text, marks_for(parse(query)))


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Running dogs run", "runs", "<mark>Running</mark> dogs <mark>run</mark>"),
        ("光合作用的研究", "光合作用", "<mark>光合作用</mark>的研究"),
        ("ＣＯ₂ 与 Müller", "co2 muller", "<mark>ＣＯ₂</mark> 与 <mark>Müller</mark>"),
        ("面积 3㎞ 的", "km", "面积 3<mark>㎞</mark> 的"),
        ("共 5mg 与 5 mg", "5mg", "共 <mark>5mg</mark> 与 <mark>5</mark> <mark>mg</mark>"),
        ("在二〇二四年", "2024", "在<mark>二〇二四</mark>年"),
        ("CO<sub>2</sub> 排放", "co2", "<mark>CO&lt;sub&gt;2</mark>&lt;/sub&gt; 排放"),
        ("a &lt; sea <b>", "sea", "a &amp;lt; <mark>sea</mark> &lt;b&gt;"),
        ("the sea", "the sea", "the <mark>sea</mark>"),
        ("to be", "to be", "<mark>to</mark> <mark>be</mark>"),
        ("aerodynamics", "aero*", "<mark>aerodynamics</mark>"),
        ("oscillations", "osilations~", "<mark>oscillations</mark>"),
        ("sea fish", "sea -fish", "<mark>sea</mark> fish"),
        ("sea", "", "sea"),
        ("张伟和李娜", "author:李娜", "张伟和<mark>李娜</mark>"),
    ],
)
def test_what_was_found_is_marked(text: str, query: str, expected: str) -> None:
    assert marked(text, query) == expected


def test_a_snippet_is_short_shows_what_was_found_and_says_that_more_stands_around_it() -> None:
    text = "word " * 200 + "the deep sea " + "word " * 200
    found = snippet(["", "nothing here", text], marks_for(parse("deep sea")), width=80)
    assert "<mark>deep</mark> <mark>sea</mark>" in found
    assert found.startswith("…word")
    assert found.endswith("word…")
    assert len(strip_tags(found)) <= 84


def test_a_chinese_snippet_counts_two_columns_a_character() -> None:
    found = snippet(["前" * 100 + "光合作用" + "后" * 100], marks_for(parse("光合作用")), width=40)
    assert "<mark>光合作用</mark>" in found
    assert len(strip_tags(found)) <= 22


def test_where_nothing_was_found_the_beginning_is_shown() -> None:
    assert snippet(["", "<b>first"], marks_for(parse("sea"))) == "&lt;b&gt;first"
    assert snippet([], marks_for(parse("sea"))) == ""


def test_what_was_found_loosely_shows_the_words_inside_a_long_word() -> None:
    query = parse("图像识别")
    assert highlight("识别图像", marks_for(query)) == "识别图像"
    assert highlight("识别与图像", marks_for(query, parts=True)) == "<mark>识别</mark>与<mark>图像</mark>"


@settings(deadline=None)  # the first example loads the dictionary
@given(st.text(max_size=80), st.text(max_size=20))
def test_no_text_and_no_query_can_smuggle_html_or_lose_a_character(text: str, query: str) -> None:
    import html

    shown = marked(text, query)
    bare = shown.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert html.unescape(bare) == html.unescape(html.escape(text))
