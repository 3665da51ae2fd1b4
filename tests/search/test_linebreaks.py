"""Promise: a title never breaks inside a word, before a comma, or between a number and its unit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scicomm.search import analysis
from scicomm.search.linebreaks import NO_BREAK_SPACE, WORD_JOINER, hold_ranges, join_units, phrase_pieces


def test_words_stay_whole_and_particles_and_marks_lean_on_the_word_before() -> None:
    assert phrase_pieces("研究“光合作用”的新方法，发布了") == ["研究", "“光合作用”的", "新", "方法，", "发布了"]


def test_a_number_keeps_its_unit() -> None:
    assert phrase_pieces("提高5亿元、300 km") == ["提高", "5亿元、", f"300{NO_BREAK_SPACE}km"]


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("300 km away", "300~km away"),
        ("2027 年 4 月 2 日", "2027~年~4~月~2~日"),
        ("12 monkeys", "12 monkeys"),
        ("25 °C", "25~°C"),
        ("1 500 people", "1 500 people"),
    ],
)
def test_numbers_are_joined_to_units_and_to_nothing_else(text: str, joined: str) -> None:
    assert join_units(text) == joined.replace("~", NO_BREAK_SPACE)


def test_without_the_dictionary_a_line_may_break_between_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "SEGMENTER", "bigrams")
    assert phrase_pieces("光合作用。") == ["光", "合", "作", "用。"]


@settings(deadline=None)  # the first example loads the dictionary
@given(st.text(alphabet="光合作用，。（）“” 的a1.-km年亿\u00a0", max_size=40))
def test_the_pieces_put_together_are_the_text(text: str) -> None:
    assert "".join(phrase_pieces(text)) == join_units(text)


def test_a_range_of_years_and_a_half_stay_with_their_number() -> None:
    pieces = phrase_pieces("北坡 2001—2023 年雪草间隔，湖面热浪多了一倍半")
    assert any(f"2001—2023{NO_BREAK_SPACE}年" in piece for piece in pieces)
    assert not any(piece.startswith("半") for piece in pieces)
    assert hold_ranges("2001—2023 年——到今天") == f"2001{WORD_JOINER}—{WORD_JOINER}2023 年——到今天"
