"""Promise: whatever a reader types is understood as far as it can be, said so where it cannot, and never raises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from scicomm.search.query import parse
from scicomm.search.tree import And, DateRange, Doi, Exact, Not, Or, Phrase, Term, YearRange


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """What is said is compared in English, the language of the source."""
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("", None),
        ("  ，。 ", None),
        ("deep sea", And((Term("deep"), Term("sea")))),
        ('"deep sea"', Phrase("deep sea")),
        ("“深海 探测”", Phrase("深海 探测")),
        ("title:sea", Term("sea", "title")),
        ("标题：深海", Term("深海", "title")),
        ('作者:"张伟"', Phrase("张伟", "author")),
        ("sea -fish", And((Term("sea"), Not(Term("fish"))))),
        ("sea －fish", And((Term("sea"), Not(Term("fish"))))),
        ("sea NOT fish", And((Term("sea"), Not(Term("fish"))))),
        ("sea OR lake", Or((Term("sea"), Term("lake")))),
        ("海 或 湖", Or((Term("海"), Term("湖")))),
        ("a1 (sea OR lake)", And((Term("a1"), Or((Term("sea"), Term("lake")))))),
        ("（海｜湖）", Or((Term("海"), Term("湖")))),
        ("title:(sea lake)", And((Term("sea", "title"), Term("lake", "title")))),
        ("aero*", Term("aero", prefix=True)),
        ("aerodynamcs~", Term("aerodynamcs", fuzzy=2)),
        ("wing~1", Term("wing", fuzzy=1)),
        ("self-organised", Term("self-organised")),
        ("kind:article", Exact("kind", ("article",))),
        ("类别:论文,故事", Exact("kind", ("article", "story"))),
        ("状态：撤稿", Exact("state", ("retracted",))),
        ("oa:yes", Exact("open_access", ("yes",))),
        ("date:2024-03", DateRange(date(2024, 3, 1), date(2024, 3, 31))),
        ("date:2024-01..2024-06", DateRange(date(2024, 1, 1), date(2024, 6, 30))),
        ("日期：2024年3月5日至2024年4月", DateRange(date(2024, 3, 5), date(2024, 4, 30))),
        ("date:2024-06..2023", DateRange(date(2023, 1, 1), date(2024, 6, 30))),
        ("date:>2024-02", DateRange(date(2024, 3, 1), None)),
        ("date:<2024", DateRange(None, date(2023, 12, 31))),
        ("date:..2024-02-29", DateRange(None, date(2024, 2, 29))),
        ('关于"白化"的 研究', And((Term("关于"), Term("白化"), Term("的"), Term("研究")))),
        ("《海洋》研究", And((Term("海洋"), Term("研究")))),
        ("苔藓(Bryum argenteum)研究", And((Term("苔藓"), Term("Bryum"), Term("argenteum"), Term("研究")))),
        ("at -50", And((Term("at"), Term("-50")))),
        ("10.1000/ABC.1", Doi("10.1000/abc.1")),
        ("https://doi.org/10.1016/S0140-6736(05)67-8", Doi("10.1016/s0140-6736(05)67-8")),
        ("doi:10.1000/ab*", Doi("10.1000/ab", prefix=True)),
        ("year:2020", YearRange(2020, 2020)),
        ("年：2020..2024", YearRange(2020, 2024)),
        ("年:2020至2024年", YearRange(2020, 2024)),
        ("year:2024-2020", YearRange(2020, 2024)),
        ("year:2020..", YearRange(2020, None)),
        ("year:>2020", YearRange(2021, None)),
        ("year:<=2020", YearRange(None, 2020)),
    ],
)
def test_the_language(text: str, node: object) -> None:
    parsed = parse(text)
    assert parsed.node == node
    assert parsed.problems == ()


@pytest.mark.parametrize(
    ("text", "node", "said"),
    [
        ('"deep sea', Phrase("deep sea"), "quotation mark"),
        ("(sea lake", And((Term("sea"), Term("lake"))), "not closed"),
        ("sea) lake", And((Term("sea"), Term("lake"))), "closing bracket"),
        ("colour:sea", And((Term("colour"), Term("sea"))), "colour"),
        ("sea year:soon", Term("sea"), "soon"),
        ("sea date:2024-13", Term("sea"), "2024-13"),
        ("sea date:2024-02-30", Term("sea"), "2024-02-30"),
        ("a*", Term("a"), "star"),
        ("sea " * 200, None, "very long"),
    ],
)
def test_what_cannot_be_used_is_said_in_words(text: str, node: object, said: str) -> None:
    parsed = parse(text)
    assert any(said in problem for problem in parsed.problems)
    assert node is None or parsed.node == node


def test_deep_nesting_ends_in_a_remark() -> None:
    assert any("deeply" in problem for problem in parse("(" * 300 + "sea").problems)


def test_what_is_not_wanted_is_no_leaf() -> None:
    assert list(parse("sea -fish (lake OR -pond)").leaves()) == [Term("sea"), Term("lake")]


_PIECES = st.sampled_from(
    ["(", ")", '"', "“", "-", "OR", "NOT", "AND", "title:", "年：", "year:", "*", "~", "~9", "doi:", "10.1000/x", "海", "sea",
     "|", " ", "2020..", ":", "\\", "\x00", "或", "非", "²", "title:title:"]
)  # fmt: skip


@settings(deadline=None)  # the first example loads the dictionary
@given(st.one_of(st.text(max_size=500), st.lists(_PIECES, max_size=60).map("".join), st.lists(_PIECES).map(" ".join)))
def test_the_parser_never_raises(text: str) -> None:
    parsed = parse(text)
    assert len(list(parsed.leaves())) <= 2 * len(text) + 1
