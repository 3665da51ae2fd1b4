"""The COUNTER API: every report valid by COUNTER's own schema, the same sums in all of them, exceptions with the right codes."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator

from scicomm.journals import actions, queries
from scicomm.journals.actions import UsageHour
from scicomm.journals.models import Article, Authorship, ReportKey, UsageMonth
from scicomm.journals.permissions import key_with_secret
from scicomm.journals.rules.counter.asking import read_request
from scicomm.journals.rules.counter.counting import Kind, UsageEvent
from scicomm.journals.rules.counter.definitions import DEFINITIONS
from scicomm.organisation.enums import Role
from tests.factories.newsroom import make_article

WORLD = "0000000000000000"
USAGE = ("Total_Item_Investigations", "Total_Item_Requests", "Unique_Item_Investigations", "Unique_Item_Requests")


def second(*moment: int) -> int:
    return int(dt.datetime(*moment, tzinfo=timezone.get_default_timezone()).timestamp())  # type: ignore[misc]


@pytest.fixture
def used(academy: Any) -> list[Article]:
    """Three articles of two journals, read in January, February and April 2026; counted until the middle of May."""
    full = make_article(academy.north_lake, doi="10.5555/full", body_html="<p>x</p>", published_on=dt.date(2025, 3, 1))
    free = make_article(
        academy.north_lake,
        doi="10.5555/free",
        is_open_access=False,
        published_on=dt.date(2024, 3, 1),
        state="corrected",
    )
    far = make_article(academy.south_sea, doi="10.5555/far(1)<2>", language="en", body_html="<p>x</p>")
    journal = full.journal
    journal.issn, journal.eissn = "0028-0836", "2050-084X"
    journal.save()
    for place, name in enumerate(("Zhi Shen", "Na Li", "Wei Zhang", "Bo Wu"), 1):
        Authorship.objects.create(
            article=far, position=place, name_en=name, orcid="0000-0002-1825-0097" if place == 1 else ""
        )
    for month in (1, 2, 4):
        start = second(2026, month, 10, 9)
        events = [UsageEvent(start + 40 * n, f"r{n % 4}", f"/{n}", Kind.PAGE, full.doi) for n in range(10 + month)]
        events += [UsageEvent(start + 7 * n, f"q{n}", "/f", Kind.PAGE, free.doi) for n in range(5)]
        events += [
            UsageEvent(start + 9, "z", "/far.pdf", Kind.FILE, far.doi),
            UsageEvent(start, "z", "/s", Kind.SEARCH),
        ]
        assert actions.count_usage(UsageHour(f"2026{month:02d}1001", {f"{month}.log": events}))
    actions.note_usage_counted(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    actions.note_usage_counted(dt.datetime(2026, 5, 15, tzinfo=dt.UTC))
    # What the house has none of today: sold content, and text and data mining.
    UsageMonth.objects.create(
        article=free, month=dt.date(2026, 2, 1), access_type="Controlled", access_method="Regular", yop=2024,
        total_investigations=9, unique_investigations=8, total_requests=7, unique_requests=6,
    )  # fmt: skip
    UsageMonth.objects.create(
        article=full, month=dt.date(2026, 2, 1), access_type="Open", access_method="TDM", yop=2025,
        total_investigations=50, unique_investigations=50, total_requests=50, unique_requests=50,
    )  # fmt: skip
    return [full, free, far]


@pytest.fixture
def ask(academy: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`ask("tr", yop="2025")`: the answer's data; the fixture's key is the academy's."""
    monkeypatch.setattr(timezone, "localdate", _on_the_third_of_june)
    _key, secret = actions.make_report_key(unit=academy.top, name="Library", acting_user=academy.superuser)

    def asked(report: str, *, status: int = 200, client: Client | None = None, **given: str) -> Any:
        base = {"customer_id": WORLD, "api_key": secret, "begin_date": "2026-01", "end_date": "2026-04"}
        response = (client or Client()).get(f"/r51/reports/{report}", {**base, **given}, headers={"host": "localhost"})
        assert response.status_code == status, response.content
        assert response["Cache-Control"] == "private, no-store"
        return response.json()

    return asked


def _on_the_third_of_june(value: dt.datetime | None = None, timezone: Any = None) -> dt.date:
    return value.astimezone(dt.timezone(dt.timedelta(hours=8))).date() if value else dt.date(2026, 6, 3)


def summed(data: Any, metric: str, **attributes: str) -> int:
    """All counts of a metric in a report, of the groups with these attributes."""
    items = [inner for item in data["Report_Items"] for inner in item.get("Items", [item])]
    groups = [group for item in items for group in item["Attribute_Performance"]]
    chosen = [group for group in groups if all(group.get(name) == value for name, value in attributes.items())]
    return sum(sum(group["Performance"].get(metric, {}).values()) for group in chosen)


def codes(data: Any) -> list[int]:
    return [problem["Code"] for problem in data["Report_Header"].get("Exceptions", [])]


FULL = {
    "pr": {"attributes_to_show": "Access_Method"},
    "tr": {"attributes_to_show": "YOP|Access_Type|Access_Method"},
    "ir": {
        "attributes_to_show": "YOP|Access_Type|Access_Method|Authors|Publication_Date|Article_Version",
        "include_parent_details": "True",
    },
}
ASKED = [
    *((one.lower(), FULL.get(one.lower(), {})) for one in DEFINITIONS),
    ("pr", {}), ("tr", {"granularity": "Total"}), ("ir", {}), ("tr", {"begin_date": "2025-11", "end_date": "2026-12"}),
    ("tr", {"yop": "2025-2026", "item_id": "2050-084X", "metric_type": "Total_Item_Requests|Unique_Item_Requests"}),
    ("ir", {"author": "0000-0002-1825-0097", "item_id": "10.5555/far(1)<2>", "access_type": "Open"}),
    ("tr", {"colour": "red", "data_type": "Nonsense", "granularity": "Day", "country_code": "CN"}),
    ("tr", {"yop": "1999"}), ("tr", {"begin_date": "2026-05", "end_date": "2026-05"}),
]  # fmt: skip


@pytest.mark.samples
def test_every_answer_is_valid_by_counters_schema(samples: Path, used: Any, ask: Any, academy: Any) -> None:
    described = json.loads((samples / "counter" / "COUNTER_API.json").read_text(encoding="utf-8"))

    def check(name: str, data: Any) -> None:
        schema = {**described, "$ref": f"#/components/schemas/{name}"}
        wrong = sorted(Draft202012Validator(schema).iter_errors(data), key=lambda error: error.path)
        assert not wrong, f"{name}: {wrong[0].message[:500]}"

    for report, given in ASKED:
        check(report.upper(), ask(report, **given))
    client = Client(headers={"host": "localhost"})
    key = actions.make_report_key(unit=academy.north, name="Branch", acting_user=academy.superuser)[1]
    for path, name in (("status", "Status"), ("members", "Member"), ("reports", "Report")):
        for customer in (WORLD, "north"):
            rows = client.get(f"/r51/{path}", {"customer_id": customer, "api_key": key}).json()
            assert rows
            for row in rows:
                check(name, row)


@pytest.mark.samples
@pytest.mark.parametrize("report", ["PR", "TR", "IR", "PR_P1", "TR_J1", "TR_J2", "TR_J3", "TR_J4", "IR_A1"])
def test_the_head_and_the_rows_are_built_like_counters_samples(samples: Path, used: Any, ask: Any, report: str) -> None:
    sample = json.loads(
        (samples / "counter" / f"{report.replace('_', '')}_sample_r51.json").read_text(encoding="utf-8")
    )
    mine = ask(report.lower(), **FULL.get(report.lower(), {}))
    head, theirs = mine["Report_Header"], sample["Report_Header"]
    assert {**head, "Exceptions": None}.keys() == {**theirs, "Exceptions": None}.keys()
    for name in ("Release", "Report_ID", "Report_Name", "Report_Attributes"):
        assert _unordered(head.get(name)) == _unordered(theirs.get(name))
    times = {"Begin_Date", "End_Date"}
    assert {k: v for k, v in head["Report_Filters"].items() if k not in times} == {
        k: v for k, v in theirs["Report_Filters"].items() if k not in times
    }
    assert _shape(mine["Report_Items"]) <= _shape(sample["Report_Items"]) | {"Print_ISSN", "ORCID", "Article_Version"}


def _unordered(value: Any) -> Any:
    return {name: sorted(inner) for name, inner in value.items()} if isinstance(value, dict) else value


def _shape(value: Any) -> set[str]:
    """The names in a report, wherever they stand; months apart."""
    if isinstance(value, list):
        return set().union(*map(_shape, value)) if value else set()
    if not isinstance(value, dict):
        return set()
    return {name for name in value if not name[0].isdigit()} | set().union(*map(_shape, value.values()))


def test_the_same_usage_is_the_same_sum_in_every_report(used: Any, ask: Any) -> None:
    reports = {name: ask(name, **FULL.get(name, {})) for name in ("pr", "tr", "ir")}
    for metric in USAGE:
        journal = summed(reports["tr"], metric, Data_Type="Journal")
        assert journal > 0
        assert journal == summed(reports["pr"], metric, Data_Type="Journal") == summed(reports["ir"], metric)
        assert journal == summed(ask("tr"), metric) == summed(ask("tr", granularity="Total"), metric)
        regular = summed(reports["tr"], metric, Access_Method="Regular")
        assert journal - regular == 50 and regular == summed(ask("tr_j3"), metric)
    for metric in ("Total_Item_Requests", "Unique_Item_Requests"):
        regular = summed(reports["tr"], metric, Access_Method="Regular")
        assert regular == summed(ask("pr_p1"), metric) == summed(ask("ir_a1"), metric)
        controlled = summed(reports["tr"], metric, Access_Type="Controlled")
        assert (
            controlled
            == summed(ask("tr_j1"), metric)
            == summed(ask("tr_j4"), metric)
            == summed(ask("tr_j4"), metric, YOP="2024")
        )
    assert summed(reports["pr"], "Searches_Platform", Data_Type="Platform") == 3


def test_counts_are_by_the_rules_and_empty_months_are_left_out(used: Any, ask: Any) -> None:
    data = ask("tr", attributes_to_show="Access_Type|Access_Method")
    (journal,) = [item for item in data["Report_Items"] if item["Item_ID"].get("Online_ISSN") == "2050-084X"]
    (opened,) = [
        g for g in journal["Attribute_Performance"] if (g["Access_Type"], g["Access_Method"]) == ("Open", "Regular")
    ]
    assert opened["Performance"]["Total_Item_Requests"] == {"2026-01": 11, "2026-02": 12, "2026-04": 14}
    assert opened["Performance"]["Unique_Item_Investigations"] == {"2026-01": 4, "2026-02": 4, "2026-04": 4}
    (free,) = [g for g in journal["Attribute_Performance"] if g["Access_Type"] == "Free_To_Read"]
    assert set(free["Performance"]) == {"Total_Item_Investigations", "Unique_Item_Investigations"}
    assert journal["Item_ID"]["Print_ISSN"] == "0028-0836"
    (article,) = ask("ir_a1", end_date="2026-01")["Report_Items"][-1]["Items"]
    assert [author["Name"] for author in article["Authors"]] == ["Zhi Shen", "Na Li", "Wei Zhang"]
    assert article["Authors"][0]["ORCID"] == "0000-0002-1825-0097" and article["Article_Version"] == "VoR"


@pytest.mark.parametrize(
    ("report", "given", "expected"),
    [
        ("tr_j2", {}, [3030]),
        ("tr", {"yop": "1999"}, [3030]),
        ("tr", {"end_date": "2026-05"}, [3031]),
        ("tr", {"begin_date": "2026-05", "end_date": "2026-08"}, [3031, 3031]),
        ("tr", {"begin_date": "2025-11"}, [3032]),
        ("tr", {"begin_date": "2025-01", "end_date": "2025-02"}, [3032]),
        ("tr", {"colour": "red", "yop": "x"}, [3050, 3060]),
    ],
)
def test_an_answer_says_what_it_lacks(
    used: Any, ask: Any, report: str, given: dict[str, str], expected: list[int]
) -> None:
    assert codes(ask(report, **given)) == expected


def test_who_may_ask_for_what(used: Any, ask: Any, academy: Any) -> None:
    for given, status, code in (
        ({"customer_id": ""}, 400, 1030),
        ({"api_key": ""}, 400, 1030),
        ({"api_key": "wrong"}, 401, 2020),
        ({"requestor_id": "somebody"}, 401, 2000),
        ({"customer_id": "nobody"}, 403, 2010),
        ({"begin_date": ""}, 400, 1030),
        ({"end_date": "2025-01"}, 400, 3020),
    ):
        assert ask("tr", status=status, **given)["Code"] == code
    assert Client().get("/r51/status", headers={"host": "localhost"}).status_code == 200
    for path in ("dr", "TR", "nonsense"):
        assert Client().get(f"/r51/reports/{path}", headers={"host": "localhost"}).status_code == 404
    assert Client().post("/r51/status", headers={"host": "localhost"}).status_code == 405


def test_a_unit_asks_about_its_own_journals_and_searches_are_not_its(used: Any, ask: Any, academy: Any) -> None:
    administrator = academy.user(Role.ADMINISTRATOR, academy.north)
    key, secret = actions.make_report_key(unit=academy.north, name="Branch", acting_user=administrator)
    mine = ask("tr", api_key=secret, customer_id="north-lake", requestor_id=key.requestor)
    assert [item["Item_ID"]["Proprietary"] for item in mine["Report_Items"]] == ["scicomm:journal-north-lake"]
    assert mine["Report_Header"]["Institution_ID"] == {"Proprietary": ["scicomm:north-lake"]}
    assert "Searches_Platform" not in json.dumps(ask("pr", api_key=secret, customer_id="north"))
    assert summed(ask("tr", api_key=secret), USAGE[0]) == summed(ask("tr"), USAGE[0])
    assert ask("tr", status=403, api_key=secret, customer_id="south-sea")["Code"] == 2010
    actions.end_report_key(key, acting_user=administrator)
    assert ask("tr", status=401, api_key=secret)["Code"] == 2020
    assert key_with_secret(secret) is None and secret not in ReportKey.objects.get(pk=key.pk).digest


def test_a_key_that_asks_without_end_is_told_to_wait(used: Any, ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scicomm.journals.views.counter.ASKED_AN_HOUR", 2)
    for _again in range(2):
        ask("pr")
    assert ask("pr", status=429)["Code"] == 1020


def test_nothing_counted_yet_is_said_and_not_taken_for_no_usage(academy: Any, ask: Any) -> None:
    data = ask("tr")
    assert codes(data) == [3031] and data["Report_Items"] == []


@pytest.mark.parametrize(("report", "most"), [("PR", 4), ("TR", 4), ("IR_A1", 6)])
def test_a_report_costs_a_fixed_number_of_queries(
    used: Any, django_assert_max_num_queries: Any, report: str, most: int
) -> None:
    asked = read_request(
        DEFINITIONS[report], {"begin_date": "2026-01", "end_date": "2026-04"}, today=dt.date(2026, 6, 3), platform="x",
        namespace="scicomm",
    )  # fmt: skip
    with django_assert_max_num_queries(most):
        assert queries.counter_report(asked).entries


def test_figures_of_journals_and_articles_come_in_one_query(used: Any, django_assert_num_queries: Any) -> None:
    full, _free, far = used
    with django_assert_num_queries(1):
        year = queries.usage_by_journal(2026)
    assert year[far.journal_id].downloads == 3 and year[far.journal_id].total_requests == 3
    with django_assert_num_queries(1):
        figures = queries.figures_from(*queries.article_clock(full.pk).values_list("until", "all", "files").get())
    assert (figures.views, figures.downloads, figures.until) == (11 + 12 + 14 + 50, 0, dt.date(2026, 5, 14))
    with django_assert_num_queries(1):
        assert queries.journal_figures(far.journal).downloads == 3
