"""The statutory clock, the report's figures, letters and redaction: rules without a database."""

from __future__ import annotations

import datetime as dt
import io
from functools import cache

import chinese_calendar
import holidays
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from scicomm.core.workdays import china
from scicomm.responses.clients.disclosure_pages import pages_of, redact_pdf
from scicomm.responses.enums import LetterKind, Outcome
from scicomm.responses.rules.disclosure import (
    ANSWER_DAYS,
    Course,
    Pause,
    item_due_on,
    item_standing,
    pause_days,
    receipt_day,
    report_due_on,
    statutory_clock,
)
from scicomm.responses.rules.disclosure_letters import MUST, SHIPPED, fill, wrong_places
from scicomm.responses.rules.disclosure_redaction import CannotRedact, read_boxes, read_cuts, redact_text
from scicomm.responses.rules.disclosure_report import AppealLine, ItemLine, RequestLine, report_figures
from tests.pdf_text import text_of_pdf

DAY = dt.date
CHINA = china()
FIRST, LAST = DAY(2023, 1, 1), DAY(2026, 9, 30)


@cache
def _holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=range(2022, 2027))


def oracle(start: dt.date, days: int, left_out: set[dt.date], worked: object) -> dt.date:
    """Day by day, by another library's word on what is a working day."""
    day = start
    while days:
        day += dt.timedelta(days=1)
        if day not in left_out and worked(day):  # type: ignore[operator]
            days -= 1
    return day


# Received, due; each crosses a holiday with make-up days. The days are those on which two other libraries agree.
VECTORS = [
    (DAY(2023, 1, 9), DAY(2023, 2, 9)),  # Spring Festival 2023: 28 and 29 January worked
    (DAY(2023, 4, 14), DAY(2023, 5, 15)),  # 23 April and 6 May worked
    (DAY(2023, 9, 18), DAY(2023, 10, 20)),  # 7 and 8 October worked
    (DAY(2024, 1, 31), DAY(2024, 3, 4)),  # 4 and 18 February worked
    (DAY(2024, 9, 9), DAY(2024, 10, 12)),  # 14 and 29 September, 12 October worked
    (DAY(2025, 1, 20), DAY(2025, 2, 21)),  # 26 January and 8 February worked
    (DAY(2025, 9, 15), DAY(2025, 10, 17)),  # 28 September and 11 October worked
    (DAY(2026, 2, 9), DAY(2026, 3, 13)),  # 14 and 28 February worked
]


@pytest.mark.parametrize(("received", "due"), VECTORS)
def test_twenty_working_days_without_the_day_of_receipt(received: dt.date, due: dt.date) -> None:
    for worked in (chinese_calendar.is_workday, _holidays().is_working_day):
        assert oracle(received, ANSWER_DAYS, set(), worked) == due
    assert statutory_clock(Course(received), received, CHINA).due_on == due


@settings(max_examples=150, deadline=None)
@given(
    received=st.dates(FIRST, DAY(2026, 3, 1)),
    extension=st.integers(0, 20),
    clarified=st.none() | st.integers(1, 25),
    asked=st.none() | st.integers(0, 15),
    took=st.none() | st.integers(0, 40),
    organ=st.none() | st.tuples(st.integers(0, 15), st.integers(0, 30)),
)
def test_the_clock_agrees_with_two_libraries_for_every_rule_at_once(
    received: dt.date, extension: int, clarified: int | None, asked: int | None, took: int | None, organ: object
) -> None:
    start = received + dt.timedelta(days=clarified) if clarified else received
    pauses: list[Pause] = []
    left_out: set[dt.date] = set()
    for worked in (chinese_calendar.is_workday, _holidays().is_working_day):
        left_out.clear()
        pauses.clear()
        if asked is not None:
            first = start + dt.timedelta(days=asked)
            answered = first + dt.timedelta(days=took) if took is not None else None
            term = oracle(first, 15, set(), worked)
            last = min(term, answered) if answered else term
            left_out |= {first + dt.timedelta(days=n) for n in range(1, (last - first).days + 1)}
            pauses.append(Pause("third_party", first, answered))
        if isinstance(organ, tuple):
            first, last = start + dt.timedelta(days=organ[0]), start + dt.timedelta(days=sum(organ))
            left_out |= {first + dt.timedelta(days=n) for n in range(1, organ[1] + 1)}
            pauses.append(Pause("organ", first, last))
        course = Course(received, start if clarified else None, extension, tuple(pauses))
        clock = statutory_clock(course, received, CHINA)
        assert clock.due_on == oracle(start, 20 + extension, left_out, worked)
        assert clock.starts_on == start
        assert clock.clarify_until == oracle(received, 7, set(), worked)


def test_each_rule_has_its_days_in_a_year_with_make_up_days() -> None:
    received = DAY(2025, 9, 15)
    # Extension: at most twenty more, all together.
    assert statutory_clock(Course(received, extension=20), received, CHINA).due_on == DAY(2025, 11, 14)
    for wrong in (-1, 21):
        with pytest.raises(ValueError, match="extension"):
            statutory_clock(Course(received, extension=wrong), received, CHINA)
    # Clarification: seven working days to ask; the clock begins anew on the clarified request.
    clock = statutory_clock(Course(received, clarified_on=DAY(2025, 9, 28)), received, CHINA)
    assert (clock.clarify_until, clock.starts_on, clock.due_on) == (
        DAY(2025, 9, 24),
        DAY(2025, 9, 28),
        DAY(2025, 10, 31),
    )
    # Third party: the day of asking counts, the fifteen working days do not, however long it stays silent.
    silent = pause_days(Pause("third_party", DAY(2025, 9, 17)), DAY(2026, 1, 1), CHINA)
    assert silent == (DAY(2025, 9, 18), DAY(2025, 10, 14))
    late = Pause("third_party", DAY(2025, 9, 17), DAY(2025, 12, 1))
    assert pause_days(late, received, CHINA) == silent
    early = Pause("third_party", DAY(2025, 9, 17), DAY(2025, 9, 19))
    assert statutory_clock(Course(received, pauses=(early,)), received, CHINA).due_on == DAY(2025, 10, 21)
    assert pause_days(Pause("organ", received, received), received, CHINA) is None
    # Another organ: still today, as long as it takes; the deadline moves with the day, and the days left do not shrink.
    waiting = Course(received, pauses=(Pause("organ", DAY(2025, 9, 17)),))
    one, two = (statutory_clock(waiting, day, CHINA) for day in (DAY(2025, 9, 19), DAY(2025, 10, 17)))
    assert one.is_stopped and two.is_stopped and one.days_left == two.days_left == 18
    assert not two.is_late
    # A year without a notice makes the day provisional; one with does not.
    assert statutory_clock(Course(DAY(2026, 12, 20)), received, CHINA).is_provisional
    assert not statutory_clock(Course(received), received, CHINA).is_provisional
    late_clock = statutory_clock(Course(received), DAY(2025, 10, 21), CHINA)
    assert late_clock.is_late and late_clock.days_over == 2


def test_the_day_of_receipt_follows_the_way_a_request_came() -> None:
    came, confirmed = DAY(2026, 3, 2), DAY(2026, 3, 5)
    assert receipt_day("in_person", came, confirmed) == receipt_day("registered", came, None) == came
    for way in ("online", "ordinary"):
        assert receipt_day(way, came, None) is None
        assert receipt_day(way, came, confirmed) == confirmed


def test_items_are_due_twenty_working_days_after_they_were_made_or_changed() -> None:
    made = DAY(2024, 9, 9)
    due = item_due_on(made, CHINA)
    assert due == DAY(2024, 10, 12) and report_due_on(2025) == DAY(2026, 1, 31)
    assert item_standing("draft", made, None, due, due) == "due"
    assert item_standing("review", made, None, due, due + dt.timedelta(days=1)) == "late"
    assert item_standing("public", made, made, due, due) == "published"
    assert item_standing("draft", made, DAY(2024, 1, 1), due, due) == "update"
    assert item_standing("none", made, None, due, DAY(2026, 1, 1)) == "none"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["person", "research", "other"]),
            st.dates(DAY(2023, 1, 1), DAY(2026, 12, 31)),
            st.none() | st.integers(0, 400),
            st.sampled_from(Outcome.values),
        ),
        max_size=25,
    )
)
def test_nothing_is_lost_between_two_years(rows: list[tuple[str, dt.date, int | None, str]]) -> None:
    lines = [
        RequestLine(who, day, day + dt.timedelta(days=took) if took is not None else None, outcome)
        for who, day, took, outcome in rows
    ]
    one, two = (report_figures(lines, [], [], year, DAY(2027, 1, 1)) for year in (2024, 2025))
    for figures in (one, two):
        for column in range(7):
            ended = sum(row[column] for row in figures["results"].values())
            assert figures["new"][column] + figures["carried_in"][column] == ended + figures["carried_out"][column]
            assert ended == figures["ended"][column]
    assert one["carried_out"] == two["carried_in"]
    # As of the same day the same figures, whatever happened later.
    as_of = DAY(2025, 6, 30)
    known = [line for line in lines if line.received_on <= as_of]
    again = [line if not line.ended_on or line.ended_on <= as_of else RequestLine(line.applicant, line.received_on, None, "")
             for line in known]  # fmt: skip
    assert report_figures(lines, [], [], 2025, as_of) == report_figures(again, [], [], 2025, as_of)


def test_appeals_and_items_are_counted_in_their_year() -> None:
    appeals = [
        AppealLine("review", DAY(2024, 12, 1), "upheld", DAY(2025, 2, 1)),
        AppealLine("review", DAY(2025, 5, 1), "corrected", DAY(2026, 1, 5)),
        AppealLine("lawsuit", DAY(2023, 5, 1), "other", DAY(2024, 1, 5)),
    ]
    items = [ItemLine("rules", DAY(2024, 1, 1), None), ItemLine("rules", DAY(2025, 1, 1), DAY(2025, 3, 1))]
    found = report_figures([], appeals, items, 2025, DAY(2026, 6, 1))
    assert found["appeals"]["review"] == {"upheld": 1, "corrected": 0, "other": 0, "pending": 1}
    assert sum(found["appeals"]["lawsuit"].values()) == 0
    assert found["items"] == {"rules": {"new": 1, "ended": 1, "in_force": 1}}


def test_shipped_letters_name_what_the_law_asks_for_and_nothing_in_a_value_is_evaluated() -> None:
    assert {kind for kind, _language in SHIPPED} == set(LetterKind.values) == set(MUST)
    for (kind, _language), words in SHIPPED.items():
        assert wrong_places(kind, words.body) == ([], [])
    assert wrong_places("receipt", "{number} {nobody} {due_on} }") == (["nobody", "{ }"], ["received_on"])
    assert (
        fill("{number}: {wanted}", {"number": "1", "wanted": "{number} {0.__class__}"}) == "1: {number} {0.__class__}"
    )


def test_words_removed_from_a_text_are_gone_however_they_were_written() -> None:
    text, found = redact_text("张 三丰, ZHANG sanfeng, 张三丰", read_cuts("张三丰 | 个人隐私\nZhang Sanfeng | privacy"))
    assert "三" not in text and "sanfeng" not in text.lower() and found == {"张三丰": 2, "Zhang Sanfeng": 1}
    for wrong, code in (("没有竖线", "line"), ("不在文中 | 理由", "not_found"), ("", "nothing")):
        with pytest.raises(CannotRedact) as caught:
            redact_text("文", read_cuts(wrong))
        assert caught.value.code == code


def test_words_under_a_box_are_not_in_the_pdf_any_more() -> None:
    source = "#set page(width: 200pt, height: 100pt, margin: 20pt)\nsecretword #h(60pt) stays #pagebreak() second"
    original = bytes(typst.compile(source.encode()))
    assert "secretword" in text_of_pdf(original)
    made = redact_pdf(original, read_boxes("1, 0, 0, 50, 60, 个人隐私"))
    assert text_of_pdf(made) == "" and b"secretword" not in made and b"/Font" not in made
    first, second = (Image.open(io.BytesIO(page)).convert("L") for page in pages_of(made))
    wide, high = first.size
    assert max(first.crop((0, 0, int(wide * 0.49), int(high * 0.58))).tobytes()) < 40
    assert min(first.crop((int(wide * 0.52), 0, wide, high)).tobytes()) < 128, "what stays is still there"
    assert min(second.tobytes()) < 128
    for wrong, code in (("7 0 0 5 5 why", "page"), ("1 90 0 50 5 why", "outside"), ("x", "line")):
        with pytest.raises(CannotRedact) as caught:
            redact_pdf(original, read_boxes(wrong))
        assert caught.value.code == code
    with pytest.raises(CannotRedact) as caught:
        redact_pdf(b"no pdf", read_boxes("1 0 0 5 5 why"))
    assert caught.value.code == "pdf"
