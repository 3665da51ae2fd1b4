"""Deadlines in working days, masking, sources and text: pure decisions."""

from __future__ import annotations

import datetime as dt

import pytest

from scicomm.core.workdays import china
from scicomm.responses import rules


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2025-09-29", "2025-10-10"),  # Monday before National Day: 30 Sept, then 9 and 10 Oct
        ("2025-10-09", "2025-10-13"),  # Thursday: Friday, the make-up Saturday 11 Oct, Monday
        ("2025-09-25", "2025-09-29"),  # Thursday: Friday, the make-up Sunday 28 Sept, Monday
        ("2025-10-03", "2025-10-11"),  # in the middle of the holiday: 9, 10 and the make-up Saturday 11 Oct
        ("2026-03-06", "2026-03-11"),  # an ordinary Friday
    ],
)
def test_a_first_answer_is_due_in_three_working_days_not_counting_the_day_of_receipt(received: str, due: str) -> None:
    assert rules.due_on(dt.date.fromisoformat(received), china()).isoformat() == due


def test_a_deadline_in_a_year_without_its_holiday_notice_is_marked_provisional() -> None:
    settled = rules.deadline(dt.date(2025, 3, 3), dt.date(2025, 3, 6), dt.date(2025, 3, 3), china())
    crossing = rules.deadline(dt.date(2026, 12, 30), dt.date(2027, 1, 5), dt.date(2026, 12, 30), china())
    assert not settled.is_provisional
    assert crossing.is_provisional


@pytest.mark.parametrize(
    ("today", "left", "late", "soon", "over"),
    [
        ("2025-09-29", 3, False, False, 0),
        ("2025-10-05", 2, False, False, 0),
        ("2025-10-09", 1, False, True, 0),
        ("2025-10-10", 0, False, True, 0),
        ("2025-10-11", -1, True, False, 1),
        ("2025-10-12", -1, True, False, 1),
        ("2025-10-13", -2, True, False, 2),
    ],
)
def test_days_left_and_lateness_are_counted_in_working_days(
    today: str, left: int, late: bool, soon: bool, over: int
) -> None:
    stands = rules.deadline(dt.date(2025, 9, 29), dt.date(2025, 10, 10), dt.date.fromisoformat(today), china())
    assert (stands.days_left, stands.is_late, stands.is_soon, stands.days_over) == (left, late, soon, over)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("写信到 li.ming@demo.example，谢谢", "写信到 …@…，谢谢"),
        ("我的电话13800138000。", "我的电话…。"),
        ("call +86 138 0013 8000 please", "call … please"),
        ("2025 年 640 次，0.5 级", "2025 年 640 次，0.5 级"),
        ("doi:10.5555/sesl.2026.012", "doi:10.5555/sesl.2026.012"),
        ("小行星 2041 年会撞地球，概率三百分之一", "小行星 2041 年会撞地球，概率三百分之一"),
    ],
)
def test_addresses_and_telephone_numbers_are_masked_and_figures_are_not(text: str, masked: str) -> None:
    assert rules.masked(text) == masked


def test_sources_are_read_one_a_line_and_can_be_edited_again() -> None:
    text = "示范学报 2026, 1 https://doi.org/10.5555/x\n\nhttps://demo.example/data\n样地数据，未发表"
    read = rules.read_sources(text)
    assert read == [
        {"label": "示范学报 2026, 1", "url": "https://doi.org/10.5555/x"},
        {"label": "https://demo.example/data", "url": "https://demo.example/data"},
        {"label": "样地数据，未发表", "url": ""},
    ]
    assert rules.read_sources(rules.write_sources(read)) == read


def test_a_source_never_carries_a_script_address() -> None:
    assert rules.read_sources("click javascript:alert(1)")[0]["url"] == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("一段。\n\n二段。", "<p>一段。</p>\n\n<p>二段。</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("<p>好<script>alert(1)</script></p>", "<p>好</p>"),
        ('<a href="javascript:alert(1)">x</a>', '<a rel="nofollow noopener">x</a>'),
        ('<img src=x onerror="alert(1)">', ""),
    ],
)
def test_a_body_is_harmless_html_whatever_was_typed(typed: str, kept: str) -> None:
    assert rules.rich(typed) == kept


@pytest.mark.parametrize("text", ["一段。\n\n二段。\n第三行", "a < b & c", "", "只有一段"])
def test_plain_paragraphs_come_back_into_the_form_as_they_were_typed(text: str) -> None:
    assert rules.typed(rules.rich(text)) == text


def test_richer_text_comes_back_as_its_html_and_stays_the_same() -> None:
    markup = rules.rich('<p>见<a href="https://demo.example/">这里</a></p><ul><li>一</li></ul>')
    assert rules.rich(rules.typed(markup)) == markup


def test_the_address_of_an_answer_is_unique_by_its_case_and_readable_in_english() -> None:
    assert rules.answer_slug(12, "Is it true?") == "is-it-true-12"
    assert rules.answer_slug(12, "") == "q-12"


def test_english_is_optional_but_not_half() -> None:
    whole = {"question_zh": "问", "body_zh": "答", "not_known_zh": "无"}
    assert rules.missing_in(whole) == []
    assert len(rules.missing_in({**whole, "question_en": "Q"})) == 1
    assert len(rules.missing_in({"question_zh": "问"})) == 2
