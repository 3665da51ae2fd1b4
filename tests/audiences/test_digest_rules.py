"""The digest's decisions, without a database: levels, kinds and regions, turns, trials of subject lines."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as some

from scicomm.audiences.rules.digest_kinds import medium_of_event
from scicomm.audiences.rules.digest_levels import level_of, reading_of
from scicomm.audiences.rules.digest_marks import edition_mark, marked, read_mark
from scicomm.audiences.rules.digest_turns import edition_day, is_public_holiday, is_quiet, next_edition_day
from scicomm.audiences.rules.regions import region_named_in
from scicomm.audiences.rules.subject_tests import compared, group_of
from scicomm.core.workdays import china

DAY = dt.date


# ---------- Levels ----------

CHILD = (
    "小鸟会飞。它有两只翅膀。翅膀上有羽毛。羽毛很轻。风来了，小鸟就飞起来。它飞得很高，看见了山、河和房子。妈妈说，鸟儿飞得快，是因为它的骨头里面是空的。"
    * 2
)
EXPERT = (
    "本研究基于高通量测序与宏基因组组装，系统解析了多年冻土活动层中甲烷氧化菌群落的功能基因丰度随冻融循环梯度的变化，"
    "并以稳定同位素探针技术对其甲烷单加氧酶的底物亲和力及异化硝酸盐还原耦合过程进行了定量约束与动力学参数反演。" * 2
)


def test_a_text_for_children_is_easier_than_one_for_specialists() -> None:
    easy, hard = reading_of(CHILD), reading_of(EXPERT)
    assert easy.sentence < hard.sentence and easy.rare < hard.rare
    assert level_of(easy)[0] <= 2 and level_of(hard)[0] >= 4
    english = reading_of(
        "The bird can fly. It has two wings. The wings are light. It sees the river and the hill. " * 6
    )
    assert english.language == "en" and level_of(english)[0] <= 3


def test_whom_it_is_for_comes_before_how_it_reads_and_nothing_is_said_of_a_few_words() -> None:
    hard = reading_of(EXPERT)
    assert level_of(hard, "news", [2]) == (3, "audience"), "one step harder at most"
    assert level_of(reading_of(CHILD), "news", [4, 5])[0] == 4, "never easier than its public"
    assert level_of(reading_of("冰。"), "news") == (3, "short")
    assert level_of(reading_of("冰。"), "brief") == (4, "kind")
    assert level_of(hard, "explainer") == (3, "kind")


# ---------- Kinds and regions ----------


@pytest.mark.parametrize(
    ("place", "region"),
    [("武汉市洪山区示范路 1 号", "4201"), ("中科路, Wuhan", "4201"), ("内蒙古草原站", "15"), ("Xi'an", "6101"),
     ("某楼三层报告厅", ""), ("Shanxi", "14"), ("Shaanxi", "61"), ("湖北省武汉市", "4201"), ("西藏林芝", "5404"),
     ("上海市南京东路", "31"), ("中山大道二号", ""), ("Ürümqi, Xinjiang", "6501"), ("Urumqi", "6501"),
     ("延边朝鲜族自治州", "2224")],
)  # fmt: skip
def test_a_place_gives_the_smallest_region_it_names(place: str, region: str) -> None:
    assert region_named_in(place) == region


def test_events_are_talks_exhibitions_or_courses() -> None:
    begins = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
    assert medium_of_event("湖冰讲座", begins, begins + dt.timedelta(hours=2)) == "talk"
    assert medium_of_event("湖冰", begins, begins + dt.timedelta(days=30)) == "exhibition"
    assert medium_of_event("Exhibition of ice", begins, None) == "exhibition"
    assert medium_of_event("教师培训", begins, begins + dt.timedelta(days=5)) == "course"


# ---------- Turns ----------


def test_editions_have_their_days() -> None:
    thursday = DAY(2026, 11, 26)
    assert [edition_day(name, thursday) for name in ("daily", "weekly", "monthly")] == [
        thursday, DAY(2026, 11, 20), DAY(2026, 11, 1),
    ]  # fmt: skip
    assert edition_day("weekly", DAY(2026, 11, 27)) == DAY(2026, 11, 27)
    assert next_edition_day("weekly", DAY(2026, 11, 27)) == DAY(2026, 12, 4)
    assert next_edition_day("monthly", DAY(2026, 12, 31)) == DAY(2027, 1, 1)


@given(some.dates(DAY(2024, 1, 1), DAY(2028, 1, 1)), some.sampled_from(["daily", "weekly", "monthly"]))
def test_the_open_edition_is_never_in_the_future_and_the_next_is_later(today: dt.date, frequency: str) -> None:
    current, following = edition_day(frequency, today), next_edition_day(frequency, today)
    assert current <= today < following
    assert edition_day(frequency, following) == following


def test_a_public_holiday_has_its_weekends_and_a_plain_weekend_is_none() -> None:
    calendar = china()
    assert is_public_holiday(calendar, DAY(2025, 10, 1)) and is_public_holiday(calendar, DAY(2025, 10, 4))
    assert not is_public_holiday(calendar, DAY(2025, 11, 15)), "an ordinary Saturday"
    assert not is_public_holiday(calendar, DAY(2025, 9, 28)), "a Sunday that is worked"


def test_quiet_hours_go_over_midnight() -> None:
    assert [hour for hour in range(24) if not is_quiet(21, 7, hour)] == list(range(7, 21))
    assert [hour for hour in range(24) if is_quiet(12, 14, hour)] == [12, 13]
    assert not any(is_quiet(5, 5, hour) for hour in range(24))


# ---------- Two subject lines ----------


def test_groups_are_stable_and_a_tenth_each() -> None:
    groups = Counter(group_of(7, number) for number in range(20_000))
    assert all(abs(groups[name] / 20_000 - share) < 0.01 for name, share in (("a", 0.1), ("b", 0.1), ("", 0.8)))
    assert [group_of(7, number) for number in range(50)] == [group_of(7, number) for number in range(50)]
    both = sum(bool(group_of(7, number)) and bool(group_of(8, number)) for number in range(20_000))
    assert abs(both / 20_000 - 0.04) < 0.006, "two editions choose independently"


def test_the_z_test_and_fishers_agree_with_published_figures() -> None:
    # 15 % against 10 % of 1,000 each: z = 3.381, p = 0.00072.
    seen = compared(150, 1000, 100, 1000)
    assert seen.winner == "a" and not seen.is_exact and abs(1 - seen.certainty - 0.00072) < 0.00001
    # Fisher's own example, the lady tasting tea: 3 of 4 against 1 of 4, two-sided p = 0.4857.
    tea = compared(3, 4, 1, 4)
    assert tea.is_exact and tea.winner == "" and abs(1 - tea.certainty - 0.485714) < 1e-6
    assert compared(0, 100, 9, 100).winner == "b"


@given(some.integers(0, 400), some.integers(0, 400), some.integers(0, 500), some.integers(0, 500))
def test_a_trial_is_symmetric_and_never_more_certain_than_certain(sent_a: int, sent_b: int, a: int, b: int) -> None:
    one, other = compared(a, sent_a, b, sent_b), compared(b, sent_b, a, sent_a)
    assert 0 <= one.certainty <= 1 and abs(one.certainty - other.certainty) < 1e-9
    assert {"a": "b", "b": "a", "": ""}[one.winner] == other.winner
    if one.rate_a == one.rate_b:
        assert one.winner == ""


def test_a_mark_names_an_edition_and_a_line_and_cannot_be_forged() -> None:
    mark = edition_mark(12, "b")
    assert read_mark(mark) == (12, "b") and len(mark) < 16
    for forged in (mark.replace("12", "13", 1), mark[:-1] + ("0" if mark[-1] != "0" else "1"), "", "12b", "x" * 20):
        assert read_mark(forged) is None
    assert marked("https://a.example/x/?page=2#top", mark) == f"https://a.example/x/?page=2&dg={mark}#top"
