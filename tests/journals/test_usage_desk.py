"""The staff page of usage and the keys of reports: who sees what, tables with the prescribed head, files that compute nothing."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any

import pytest
from django.core import checks
from django.urls import reverse
from django.utils import timezone

from scicomm.journals import actions
from scicomm.journals.actions import UsageHour
from scicomm.journals.models import ReportKey
from scicomm.journals.rules.counter.counting import Kind, UsageEvent
from scicomm.organisation.enums import Role
from tests.factories.newsroom import make_article

MONTH = "2026-04"
PAGE = "/admin/journals/usage/"


@pytest.fixture
def read(academy: Any) -> Any:
    """An article of each of two institutes, read in April 2026; one has a title that a spreadsheet would compute."""
    articles = [
        make_article(academy.north_lake, doi="10.5555/a", body_html="<p>x</p>", title_zh="=1+1"),
        make_article(academy.south_sea, doi="10.5555/b", body_html="<p>x</p>"),
    ]
    start = int(dt.datetime(2026, 4, 9, 9, tzinfo=timezone.get_default_timezone()).timestamp())
    events = [
        UsageEvent(start + n, f"r{n}", article.doi, Kind.PAGE, article.doi) for article in articles for n in range(1200)
    ]
    actions.count_usage(UsageHour("2026040901", {"a.log": events}))
    actions.note_usage_counted(dt.datetime(2026, 4, 1, tzinfo=dt.UTC))
    actions.note_usage_counted(dt.datetime(2026, 5, 2, tzinfo=dt.UTC))
    return articles


def shown(client: Any, **given: str) -> str:
    query = {"report": "TR_J3", "begin": MONTH, "end": MONTH, **given}
    response = client.get(PAGE, query)
    assert response.status_code == 200
    return str(response.content.decode())


def table(client: Any, kind: str, **given: str) -> list[list[str]]:
    response = client.get(PAGE, {"report": "TR", "begin": MONTH, "end": MONTH, "file": kind, **given})
    assert response["Content-Disposition"].endswith(f'.{kind}"')
    text = response.content.decode("utf-8")
    assert text[0] == "\ufeff"
    return list(csv.reader(io.StringIO(text[1:]), delimiter="\t" if kind == "tsv" else ","))


def test_an_editor_sees_the_own_journals_and_nobody_elses(read: Any, academy: Any, client_for: Any) -> None:
    editor = client_for(academy.user(Role.JOURNAL_EDITOR, academy.north_lake))
    first = editor.get(PAGE).content.decode()
    assert "journal-north-lake" in first and "south-sea" not in first and 'value="world"' not in first
    page = shown(editor, whose="unit:north-lake")
    assert "1200" in page and "<svg" in page and "south-sea" not in page
    for choice in ("world", "unit:south-sea", "journal:journal-south-sea", "nonsense"):
        assert "1200" not in shown(editor, whose=choice)
    assert client_for(academy.user(Role.CONTRIBUTOR, academy.north_lake)).get(PAGE).status_code in {302, 403}


def test_the_page_opens_with_the_last_month_counted_and_says_when_there_is_nothing(
    read: Any, academy: Any, client_for: Any
) -> None:
    client = client_for(academy.superuser)
    assert f'value="{MONTH}"' in client.get(PAGE).content.decode()
    assert "2400" in shown(client, report="PR", whose="world")
    empty = shown(client, report="TR_J1", whose="world")
    assert 'class="empty"' in empty
    assert "1999-01" in shown(client, whose="world", begin="1999-01")
    for given in ({"begin": "soon"}, {"begin": "2026-05", "end": MONTH}, {"end": "2999-01"}, {"report": "DR"}):
        assert 'class="field__err"' in shown(client, whose="world", **given)


def test_files_have_the_prescribed_head_and_columns(read: Any, academy: Any, client_for: Any) -> None:
    client = client_for(academy.superuser)
    rows = table(client, "tsv", whose="world", shown="YOP", report="TR")
    assert [row[0] for row in rows[:13]] == [
        "Report_Name", "Report_ID", "Release", "Institution_Name", "Institution_ID", "Metric_Types", "Report_Filters",
        "Report_Attributes", "Exceptions", "Reporting_Period", "Created", "Created_By", "Registry_Record",
    ]  # fmt: skip
    assert rows[2][1] == "5.1" and rows[3][1] == "The World" and rows[4][1] == "scicomm:0000000000000000"
    assert rows[7][1] == "Attributes_To_Show=YOP" and rows[9][1] == "Begin_Date=2026-04-01; End_Date=2026-04-30"
    assert rows[13] == [] and rows[14] == [
        "Title", "Publisher", "Publisher_ID", "Platform", "DOI", "Proprietary_ID", "ISBN", "Print_ISSN", "Online_ISSN", "URI",
        "Data_Type", "YOP", "Metric_Type", "Reporting_Period_Total", "Apr-2026",
    ]  # fmt: skip
    assert {row[-1] for row in rows[15:]} == {"1200"} and len(rows) == 15 + 2 * 4
    items = table(client, "csv", whose="journal:journal-north-lake", report="IR_A1")
    assert items[14] == [
        "Item", "Publisher", "Publisher_ID", "Platform", "Authors", "Publication_Date", "Article_Version", "DOI",
        "Proprietary_ID", "Print_ISSN", "Online_ISSN", "URI", "Parent_Title", "Parent_Authors", "Parent_Article_Version",
        "Parent_DOI", "Parent_Proprietary_ID", "Parent_Print_ISSN", "Parent_Online_ISSN", "Parent_URI", "Access_Type",
        "Metric_Type", "Reporting_Period_Total", "Apr-2026",
    ]  # fmt: skip
    assert items[15][0] == "'=1+1" and items[8][1].startswith("0: ")
    totals = table(client, "csv", whose="world", report="PR", totals="on")
    assert totals[14] == ["Platform", "Data_Type", "Metric_Type", "Reporting_Period_Total"]
    data = client.get(PAGE, {"report": "IR", "begin": MONTH, "end": MONTH, "whose": "world", "file": "json"}).json()
    assert data["Report_Header"]["Report_ID"] == "IR" and len(data["Report_Items"][0]["Items"]) == 2


def test_a_key_is_shown_once_and_ended_by_administrators_only(academy: Any, client_for: Any) -> None:
    administrator = client_for(academy.user(Role.ADMINISTRATOR, academy.north_lake))
    made = administrator.post(reverse("report_keys:add"), {"unit": academy.north_lake.pk, "name": "  City   library "})
    key = ReportKey.objects.get()
    assert key.name == "City library" and made.status_code == 200 and "no-store" in made["Cache-Control"]
    secret = made.content.decode().split('id="secret">')[1].split("<")[0]
    assert len(secret) > 40 and key.digest not in secret
    assert secret not in administrator.get(reverse("report_keys:index")).content.decode()
    for outsider in (
        academy.user(Role.JOURNAL_EDITOR, academy.north_lake),
        academy.user(Role.ADMINISTRATOR, academy.south),
    ):
        assert client_for(outsider).post(reverse("journals_end_report_key", args=[key.pk])).status_code in {
            302,
            403,
            404,
        }
        assert ReportKey.objects.get().ended_at is None
        client_for(outsider).post(reverse("report_keys:add"), {"unit": academy.north_lake.pk, "name": "Mine"})
        assert ReportKey.objects.count() == 1
    administrator.post(reverse("report_keys:add"), {"unit": academy.north_lake.pk, "name": "   "})
    assert ReportKey.objects.count() == 1
    assert "form" in administrator.get(reverse("report_keys:inspect", args=[key.pk])).content.decode()
    administrator.post(reverse("journals_end_report_key", args=[key.pk]))
    assert ReportKey.objects.get().ended_at is not None


def test_readers_see_views_and_downloads_until_which_day(read: Any, client: Any) -> None:
    page = client.get("/en/articles/10.5555/a/", headers={"host": "localhost"}).content.decode()
    assert "1,200" in page and "1 May 2026" in page
    journal = client.get("/en/journals/journal-north-lake/", headers={"host": "localhost"}).content.decode()
    assert "1,200 views" in journal


def test_wrong_names_of_the_platform_are_said_at_the_start(settings: Any) -> None:
    settings.SCICOMM_COUNTER_PLATFORM, settings.SCICOMM_COUNTER_REGISTRY = "科传", "https://example.org/"
    settings.SCICOMM_COUNTER_BASE = "Counter api"
    assert {wrong.id for wrong in checks.run_checks()} >= {"scicomm.E211", "scicomm.E212", "scicomm.E213"}
    assert json.dumps([str(wrong) for wrong in checks.run_checks()])
