"""The arithmetic of figures: laws that hold for whatever numbers come."""

from __future__ import annotations

import datetime as dt
import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from scicomm.channels.rules import figure_files, inspections, matrix, measures, patrol, sheets, timing

NOW = dt.datetime(2026, 3, 4, 20, tzinfo=dt.UTC)
numbers = st.lists(st.integers(0, 10**9), min_size=1, max_size=40)


@given(numbers, st.floats(0, 1), st.floats(0, 1))
def test_quantiles_stay_among_the_values_and_rise(values: list[int], one: float, other: float) -> None:
    low, high = sorted([one, other])
    a, b = measures.quantile(values, low), measures.quantile(values, high)
    assert a is not None and b is not None and min(values) <= a <= b <= max(values)
    spread = measures.spread_of(values)
    assert spread.low <= spread.median <= spread.high  # type: ignore[operator]


@given(st.integers(0, 40 * 86400))
def test_a_platform_is_asked_ever_more_seldom_and_never_for_what_was_slept_through(age: int) -> None:
    now = NOW + dt.timedelta(seconds=age)
    step = measures.step_after(NOW, now)
    following = measures.next_ask(NOW, step)
    assert (following is None) == (step == len(measures.ASK_AT))
    assert following is None or following > now
    assert all(later > earlier for earlier, later in pairwise(measures.ASK_AT))
    waits = [measures.retry_at(NOW, failures, None) for failures in range(1, 12)]
    assert waits == sorted(waits) and waits[-1] - NOW <= dt.timedelta(days=1)


def test_what_is_unknown_is_no_zero() -> None:
    assert measures.per_thousand(None, 10) is measures.per_thousand(5, 0) is measures.per_thousand(5, None) is None
    assert measures.hours_between(NOW, None) is measures.hours_between(NOW, NOW - dt.timedelta(1)) is None
    assert measures.hours_between(dt.date(2026, 3, 4), NOW) == 28
    effect = measures.effect_of([(100, None), (300, 100.0), (100, 100.0)], None, {}, 2)
    assert (effect.against_usual, effect.per_reach, effect.mentions, effect.compared) == (2.0, None, 2, 2)
    states = [("sent", ["pupils"]), ("failed", ["pupils"]), ("cancelled", []), ("visible", [])]
    fit = measures.fit_of(states, ["pupils"], arrived=["sent", "visible"], wrong=["failed"], corrections=1)
    assert (fit.planned, fit.reached, fit.for_audience, fit.problems, fit.share) == (3, 2, 1, 1, 2 / 3)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=9), st.integers(0, 20), st.integers(1, 50))
def test_a_shrunk_mean_lies_between_its_cell_and_the_whole(cell: list[int], overall: int, k: int) -> None:
    found = timing.shrunk(cell, overall, k)
    mean = sum(cell) / len(cell)
    assert min(mean, overall) - 1e-9 <= found <= max(mean, overall) + 1e-9


def _posts(count: int, hour: int, reach: int, *, weekday: int = 2, holiday: bool = False) -> list[timing.Post]:
    first = dt.datetime(2026, 1, 5, hour) + dt.timedelta(days=weekday)
    return [timing.Post(first + dt.timedelta(weeks=week), reach + week, holiday) for week in range(count)]


def test_steady_evenings_win_over_three_lucky_nights_and_few_posts_say_nothing() -> None:
    steady = _posts(40, 20, 1000) + _posts(40, 9, 400)
    lucky = [*steady, *_posts(2, 3, 100_000, weekday=6)]
    best = timing.best_slots(lucky, 3)
    assert not best.too_few and (best.slots[0].weekday, best.slots[0].hour) == (2, 20)
    assert best.slots[0].lift <= best.slots[0].raw
    assert timing.best_slots(steady[:19], 3).too_few
    holidays = timing.best_slots([*steady, *_posts(9, 20, 5000, holiday=True)], 5)
    assert holidays.slots[0].weekday is None, "public holidays stand apart from the Wednesdays they fall on"
    assert all(math.isfinite(slot.lift) for slot in holidays.slots)
    # Wednesday to Friday off: the weekend that touches them is a holiday too, unless it is worked.
    days = [dt.date(2026, 4, day) for day in (29, 30)] + [dt.date(2026, 5, 1)]
    found = timing.holiday_days(days, {dt.date(2026, 5, 3)})
    assert dt.date(2026, 5, 2) in found and dt.date(2026, 5, 3) not in found


@given(st.sets(st.integers(1, 10_000), max_size=80), st.integers(0, 30))
def test_a_draw_is_the_same_for_everybody_and_has_no_favourites(numbers_: set[int], count: int) -> None:
    once = patrol.draw(numbers_, count, "2026-03")
    assert once == patrol.draw(sorted(numbers_, reverse=True), count, "2026-03")
    assert len(once) == len(set(once)) == min(count, len(numbers_)) and set(once) <= numbers_


@given(st.integers(-20, 100))
def test_a_reminder_never_comes_twice_for_one_step(days: int) -> None:
    today = dt.date(2026, 3, 4)
    step = matrix.reminder_due(today + dt.timedelta(days=days), today)
    assert (step is None) == (days > max(matrix.REMIND_BEFORE) or days < -7)
    assert step is None or step >= days


def test_accounts_are_silent_or_orphaned_by_rule() -> None:
    assert matrix.is_idle(60, 400) and not matrix.is_idle(59, 400)
    assert not matrix.is_idle(None, 89) and matrix.is_idle(None, 90)
    current = frozenset({1, 2})
    orphan = matrix.orphan_of
    assert orphan(unit_active=True, owner=3, deputy=2, current=current) == ""
    assert orphan(unit_active=True, owner=3, deputy=None, current=current) == "left"
    assert orphan(unit_active=True, owner=None, deputy=None, current=current) == "no_owner"
    assert orphan(unit_active=False, owner=1, deputy=2, current=current) == "unit_closed"


def test_files_of_figures_are_read_in_both_languages_and_wrong_lines_named() -> None:
    text = "地址,指标,数值,日期,估计\nhttps://x.example/1,阅读,1.5万,2026-01-02,是\n12,likes,7,2026/1/3,\n,reads,1,2026-01-01,\n1,fame,1,2026-01-01,\n1,reads,=1+1,2026-01-01,\n1,reads,1,2030-01-01,\n"
    good, bad = figure_files.figure_lines(text.encode("gb18030"), dt.date(2026, 3, 4))
    assert [(one.metric, one.value, one.is_estimate) for one in good] == [("reads", 15000, True), ("likes", 7, False)]
    assert [(one.line, one.code) for one in bad] == [(4, "place"), (5, "metric"), (6, "value"), (7, "future")]


@given(st.text(max_size=40), st.binary(max_size=200))
def test_no_cell_becomes_a_formula_and_no_file_breaks_the_reader(cell: str, content: bytes) -> None:
    line = sheets.csv_bytes(["a"], [[f"={cell}"]]).decode("utf-8-sig").split("\r\n", 1)[1]
    assert line.lstrip('"').startswith("'=")
    sheets.follower_rows(content, dt.date(2026, 1, 1))
    figure_files.figure_lines(content, dt.date(2026, 1, 1))
    sheets.count_of(cell), sheets.day_of(cell)


def test_a_self_check_needs_every_answer_and_words_to_a_no() -> None:
    questions = inspections.default_questions()
    full = {one["code"]: {"answer": "yes"} for one in questions}
    assert inspections.lacks(questions, full) == []
    lacking = full | {"rights": {"answer": "no", "words": " "}, "people": {"answer": "maybe"}}
    assert {(one.code, one.why) for one in inspections.lacks(questions, lacking)} == {
        ("rights", "words"),
        ("people", "missing"),
    }
