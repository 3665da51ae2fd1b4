"""COUNTER's rules: what counts once, who is a program; a slow plain count of whole streams agrees with the hourly one."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scicomm.journals.rules.counter.asking import month_of, read_request
from scicomm.journals.rules.counter.counting import (
    AccessType,
    Counts,
    Kind,
    Tally,
    UsageEvent,
    UsedItem,
    counted,
    folded,
)
from scicomm.journals.rules.counter.definitions import DEFINITIONS
from scicomm.journals.rules.counter.problems import Refused
from scicomm.journals.rules.counter.robots import is_robot, list_version, patterns

SHANGHAI = ZoneInfo("Asia/Shanghai")
# Twenty seconds before the last midnight of a month: hours, days and months all end here.
NEAR_MONTH_END = int(dt.datetime(2026, 4, 30, 23, 59, 40, tzinfo=SHANGHAI).timestamp())
ITEMS = {
    "10.1/full": UsedItem(1, 2025, AccessType.OPEN, True),
    "10.1/abstract": UsedItem(2, 2024, AccessType.FREE, False),
}


def local_day(second: int) -> dt.date:
    return dt.datetime.fromtimestamp(second, SHANGHAI).date()


def event(second: int, person: str = "a", doi: str = "10.1/full", kind: Kind = Kind.PAGE) -> UsageEvent:
    """What the spool would note of a person: another reader each day, the one before during the first 30 seconds."""
    day = local_day(second)
    midnight = dt.datetime.combine(day, dt.time(), SHANGHAI).timestamp()
    before = f"{person}{day - dt.timedelta(days=1)}" if second - midnight < 30 else ""
    link = f"{kind}:{doi}"
    return UsageEvent(second, f"{person}{day}", link, kind, "" if kind is Kind.SEARCH else doi, before)


def plainly(stream: list[tuple[int, str, str, Kind]]) -> dict[tuple[dt.date, int], tuple[int, ...]]:
    """The rules once more, with people known by name and every pair of clicks compared."""
    kept = [
        one
        for place, one in enumerate(stream)
        if one[3] is Kind.SEARCH
        or not any(later[1:] == one[1:] and later[0] - one[0] <= 30 for later in stream[place + 1 :])
    ]
    found: dict[tuple[dt.date, int], tuple[int, ...]] = {}
    for month in {local_day(one[0]).replace(day=1) for one in kept}:
        here = [one for one in kept if local_day(one[0]).replace(day=1) == month]
        searches = [one for one in here if one[3] is Kind.SEARCH]
        if searches:
            found[month, 0] = (len(searches),)
        for doi, item in ITEMS.items():
            seen = [one for one in here if one[2] == doi and one[3] is not Kind.SEARCH]
            asked = [one for one in seen if one[3] is Kind.FILE or item.has_full_text]
            if seen:
                found[month, item.pk] = (len(seen), _sessions(seen), len(asked), _sessions(asked))
    return found


def _sessions(clicks: list[tuple[int, str, str, Kind]]) -> int:
    return len({(person, local_day(second), second // 3600) for second, person, _doi, _kind in clicks})


clicks = st.tuples(
    st.one_of(st.integers(0, 90), st.integers(0, 4000), st.integers(-90_000, 90_000)),
    st.sampled_from("ab"),
    st.sampled_from(sorted(ITEMS)),
    st.sampled_from(list(Kind)),
)


@given(st.lists(clicks, max_size=40))
@settings(max_examples=300, deadline=None)
def test_counting_hour_by_hour_equals_a_plain_count_of_the_whole_stream(
    steps: list[tuple[int, str, str, Kind]],
) -> None:
    stream = sorted([(NEAR_MONTH_END + step, *rest) for step, *rest in steps], key=lambda one: one[0])
    events = [event(*one) for one in stream]
    months: dict[tuple[dt.date, int], tuple[int, ...]] = {}
    whole: dict[dt.date, Tally] = {}
    for hour in sorted({one.second // 3600 for one in events}):
        batch = [one for one in events if one.second // 3600 == hour]
        ahead = [one for one in events if one.second // 3600 == hour + 1 and one.second % 3600 <= 30]
        tally = counted(batch, ITEMS, local_day, ahead=ahead)
        for month in {key[0] for key in tally.items} | set(tally.searches):
            whole.setdefault(month, Tally()).take(tally, month)
    for month, tally in whole.items():
        if month in tally.searches:
            months[month, 0] = (tally.searches[month],)
        for key, counts in tally.items.items():
            months[month, key[1]] = (
                counts.total_investigations, counts.unique_investigations, counts.total_requests, counts.unique_requests,
            )  # fmt: skip
    assert months == plainly(stream)
    for (_month, item), figures in months.items():
        if item:
            total, unique, requests, unique_requests = figures
            assert total >= unique >= unique_requests and total >= requests >= unique_requests


def test_of_two_clicks_within_thirty_seconds_the_last_stays() -> None:
    start = NEAR_MONTH_END - 7000
    kept = folded([event(start), event(start + 30), event(start + 60), event(start + 91), event(start + 60, "b")])
    assert [(one.second - start, one.reader[0]) for one in kept] == [(60, "a"), (60, "b"), (91, "a")]


def test_a_double_click_over_midnight_counts_once_in_the_new_month() -> None:
    tally = counted([event(NEAR_MONTH_END)], ITEMS, local_day, ahead=[event(NEAR_MONTH_END + 25)])
    assert not tally.items and tally.folded == 1


def test_searches_are_not_double_clicks_and_an_abstract_is_no_request() -> None:
    start = NEAR_MONTH_END - 7000
    tally = counted(
        [event(start, kind=Kind.SEARCH), event(start + 1, kind=Kind.SEARCH), event(start, doi="10.1/abstract")],
        ITEMS,
        local_day,
    )
    assert tally.searches == {dt.date(2026, 4, 1): 2}
    assert list(tally.items.values()) == [Counts(total_investigations=1, unique_investigations=1)]


def test_the_page_and_its_file_are_two_requests_of_one_item() -> None:
    start = NEAR_MONTH_END - 7000
    tally = counted([event(start), event(start + 5, kind=Kind.FILE)], ITEMS, local_day)
    assert list(tally.items.values()) == [Counts(2, 1, 2, 1, 1)]


@pytest.mark.samples
def test_the_list_of_robots_is_counters_own(samples: Path) -> None:
    listed = json.loads((samples / "counter" / "COUNTER_Robots_list.json").read_text(encoding="utf-8"))
    assert set(patterns()) == {row["pattern"] for row in listed}
    assert f"/{len(listed)}/" in list_version()


@pytest.mark.parametrize(
    ("agent", "robot"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1)", True),
        ("GPTBot/1.0", True),
        ("Sogou web Spider/4.0", True),
        ("Wget/1.21", True),
        ("", True),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", False),
        # A pattern of the list is `core`; readers with a phone of this maker are no robots.
        (
            "Mozilla/5.0 (Linux; Android 10; NOH-AN00; HMSCore 6.1) Chrome/88.0 HuaweiBrowser/11.1 Mobile Safari/537.36",
            False,
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0.42 Language/zh_CN", False),
    ],
)
def test_programs_by_the_list_or_by_their_own_words_are_left_out(agent: str, robot: bool) -> None:
    assert is_robot(agent) is robot


def ask(report: str = "TR", **given: str) -> object:
    given = {"begin_date": "2026-01", "end_date": "2026-03", **given}
    return read_request(DEFINITIONS[report], given, today=dt.date(2026, 6, 3), platform="House", namespace="us")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"begin_date": ""}, 1030),
        ({"begin_date": "2026-13"}, 3020),
        ({"begin_date": "2026-01-02"}, 3020),
        ({"end_date": "2026-02-27"}, 3020),
        ({"begin_date": "2026-04"}, 3020),
        ({"begin_date": "2026-06", "end_date": "2026-07"}, 3020),
        ({"begin_date": "0000-01"}, 3020),
        ({"begin_date": "今年"}, 3020),
    ],
)
def test_a_wrong_time_ends_the_request(given: dict[str, str], code: int) -> None:
    with pytest.raises(Refused) as refused:
        ask(**given)
    assert (refused.value.problem.code, refused.value.problem.status) == (code, 400)


@pytest.mark.parametrize(
    ("report", "given", "codes"),
    [
        ("TR", {"begin_date": "2026-01-01", "end_date": "2026-03-31"}, []),
        ("TR", {"end_date": "2026-08"}, [3031]),
        ("TR", {"colour": "red"}, [3050]),
        ("TR_J3", {"metric_type": "Total_Item_Requests"}, [3050]),
        ("TR", {"metric_type": "Total_Item_Requests|Nonsense"}, [3060]),
        ("TR", {"yop": "2020-2024|1999"}, []),
        ("TR", {"yop": "2024-2020"}, [3060]),
        ("TR", {"country_code": "CN"}, [3060]),
        ("TR", {"platform": "Elsewhere"}, [3060]),
        ("TR", {"platform": "House"}, []),
        ("TR", {"item_id": "2050-084X"}, []),
        ("TR", {"item_id": "10.5555/a"}, [3060]),
        ("IR", {"item_id": "10.5555/a|doi:10.5555/b"}, []),
        ("IR", {"item_id": "10.5555/a|2050-084X"}, [3061]),
        ("TR", {"attributes_to_show": "YOP|Country_Name"}, [3062]),
        ("TR", {"granularity": "Day"}, [3062]),
        ("IR", {"include_component_details": "True"}, [3063]),
        ("IR", {"author": "0000-0002-1825-0097"}, []),
        ("IR", {"author": "Zhang"}, [3060]),
    ],
)
def test_what_can_be_passed_over_is_told_by_its_code(report: str, given: dict[str, str], codes: list[int]) -> None:
    assert [problem.code for problem in ask(report, **given).problems] == codes


def test_a_month_that_has_not_ended_is_cut_off_and_all_values_are_no_filter() -> None:
    asked = ask(end_date="2026-08", access_type="Open|Free_To_Read|Controlled", metric_type="Nonsense")
    assert asked.end == dt.date(2026, 5, 31) and asked.filters == {} and asked.metrics == ()
    assert month_of("2024-02", last=True) == dt.date(2024, 2, 29)
