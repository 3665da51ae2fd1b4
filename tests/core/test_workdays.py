"""Promise: a deadline in working days is the day an office in China would name, and we say when it may still move."""

import json
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scicomm.core import workdays

FIRST, LAST = date(2018, 1, 1), date(2026, 12, 31)
near = st.dates(min_value=FIRST, max_value=date(2028, 12, 31))


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_every_day_2018_to_2026_agrees_with_chinesecalendar() -> None:
    wrong = [day for day in days(FIRST, LAST) if workdays.is_working_day(day) != chinese_calendar.is_workday(day)]
    assert wrong == []


def test_every_day_2018_to_2028_agrees_with_holidays() -> None:
    official = holidays.country_holidays("CN", years=range(2018, 2029))
    assert [
        d for d in days(FIRST, date(2028, 12, 31)) if workdays.is_working_day(d) != official.is_working_day(d)
    ] == []


def test_published_years_are_settled_and_later_ones_are_provisional() -> None:
    assert not any(workdays.is_provisional(date(year, 6, 1)) for year in range(2018, 2027))
    assert all(workdays.is_provisional(date(year, 6, 1)) for year in (2017, 2027, 2028, 2031))


def test_outside_the_table_monday_to_friday_is_assumed() -> None:
    assert workdays.is_working_day(date(2031, 6, 2))
    assert not workdays.is_working_day(date(2031, 6, 1))


def test_make_up_day_counts_and_day_of_receipt_does_not() -> None:
    # Received on Friday 13 Feb 2026: Saturday 14 is worked, the Spring Festival runs to Monday 23.
    assert workdays.add_working_days(date(2026, 2, 13), 1) == date(2026, 2, 14)
    assert workdays.add_working_days(date(2026, 2, 13), 2) == date(2026, 2, 24)


def test_twenty_working_days_across_the_national_day_of_2025() -> None:
    # 28 September is a worked Sunday; 1 to 8 October are free; 11 October is a worked Saturday.
    assert workdays.deadline(date(2025, 9, 26), 20) == date(2025, 10, 30)


def test_time_spent_asking_third_parties_is_left_out() -> None:
    pause = (date(2025, 3, 10), date(2025, 3, 14))
    assert workdays.deadline(date(2025, 3, 3), 20) == date(2025, 3, 31)
    assert workdays.deadline(date(2025, 3, 3), 20, [pause]) == date(2025, 4, 8)
    assert workdays.deadline(date(2025, 3, 3), 20, [pause, pause]) == date(2025, 4, 8)


def test_a_suspension_over_the_weekend_changes_nothing() -> None:
    weekend = (date(2025, 3, 8), date(2025, 3, 9))
    assert workdays.deadline(date(2025, 3, 3), 20, [weekend]) == workdays.deadline(date(2025, 3, 3), 20)


def test_zero_days_is_the_day_itself_and_overdue_is_negative() -> None:
    day = date(2026, 3, 7)
    assert workdays.add_working_days(day, 0) == day
    assert workdays.working_days_between(date(2026, 3, 6), date(2026, 3, 2)) == -4


@pytest.mark.parametrize(("term", "pauses"), [(-1, []), (5, [(date(2026, 3, 9), date(2026, 3, 6))])])
def test_nonsense_is_refused(term: int, pauses: list[workdays.Suspension]) -> None:
    with pytest.raises(ValueError):
        workdays.deadline(date(2026, 3, 2), term, pauses)


@given(near, st.integers(min_value=1, max_value=60))
def test_adding_and_counting_are_inverse(start: date, term: int) -> None:
    end = workdays.add_working_days(start, term)
    assert workdays.is_working_day(end)
    assert workdays.working_days_between(start, end) == term


@pytest.mark.parametrize(
    "year",
    [
        {"provisional": False, "holidays": ["2029-01-06"], "working_weekends": []},
        {"provisional": False, "holidays": [], "working_weekends": ["2029-01-05"]},
        {"provisional": False, "holidays": ["2030-01-01"], "working_weekends": []},
    ],
)
def test_a_slip_in_next_years_table_is_refused(year: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"20(29|30)-01"):
        workdays.read_calendar({"version": "x", "years": {"2029": year}})


def test_each_year_names_its_source() -> None:
    table = json.loads(files("scicomm.core").joinpath("data/working_days.json").read_text(encoding="utf-8"))
    assert sorted(table["years"]) == [str(year) for year in range(2018, 2029)]
    assert all(entry["source"] for entry in table["years"].values())
    assert all(entry["addresses"] for entry in table["years"].values() if not entry["provisional"])


def test_subjects_are_the_62_first_level_disciplines() -> None:
    table = json.loads(files("scicomm.core").joinpath("data/subjects.json").read_text(encoding="utf-8"))
    rows = table["subjects"]
    codes = [row["code"] for row in rows]
    assert len(rows) == len(set(codes)) == 62
    assert codes == sorted(codes) and (codes[0], codes[-1]) == ("110", "910")
    assert len({row["name_zh"] for row in rows}) == len({row["name_en"] for row in rows}) == 62
