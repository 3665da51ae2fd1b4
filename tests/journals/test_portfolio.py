"""A journal's portfolio: what its editors keep, the figures taken in by table, goals with their reasoning, the way of a title."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.http import Http404
from django.urls import reverse
from wagtail.models import ModelLogEntry

from scicomm.core.models import FactRecord
from scicomm.journals import actions
from scicomm.journals.models import Article, IndicatorValue, Journal, JournalEditor, JournalIndicator
from scicomm.journals.permissions import get_public_journal
from scicomm.journals.queries import goals_standing, resource_sums
from scicomm.journals.rules.goals import State, Why, standing
from scicomm.journals.rules.indicator_files import decoded, journal_key
from scicomm.journals.rules.serials import cn_number, coden
from scicomm.organisation.enums import Role
from tests.factories.journals import jats, take


@pytest.fixture
def journal(academy: Any) -> Journal:
    return actions.create_journal(
        unit=academy.north_lake, title_zh="湖泊学报", title_en="Journal of Lakes", issn="2050-084X",
        cn_number="ＣＮ １１－１２３４／Ｑ", coden="JACSAT", languages=["en", "zh"],
        apc_amount=Decimal("9800"), apc_currency="cny",
    )  # fmt: skip


@pytest.fixture
def editor(academy: Any) -> Any:
    return academy.user(Role.JOURNAL_EDITOR, academy.north_lake)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("CN 11-1234/Q", "CN 11-1234/Q"),
        ("11－1234／tp", "CN 11-1234/TP"),
        ("CN 99-1234/Q", ""),
        ("CN 11-123/Q", ""),
        ("CN 11-1234/W", ""),
        ("CN 11-1234", ""),
    ],
)
def test_a_cn_number_has_one_spelling(given: str, kept: str) -> None:
    assert cn_number(given) == kept


def test_a_coden_is_checked_by_its_last_sign() -> None:
    assert (coden("jacsat"), coden("JACSAU"), coden("JACS")) == ("JACSAT", "", "")


def _values(**pairs: str) -> dict[int, Decimal]:
    return {int(year[1:]): Decimal(value) for year, value in pairs.items()}


@pytest.mark.parametrize(
    ("values", "direction", "state", "why"),
    [
        ({}, "more", State.UNKNOWN, Why.UNMEASURED),
        ({"y2024": "2", "y2025": "5"}, "more", State.REACHED, Why.MET),
        ({"y2024": "2", "y2026": "3.5"}, "more", State.ON_COURSE, Why.AT_LEAST_EXPECTED),
        ({"y2024": "2", "y2026": "3.4"}, "more", State.BEHIND, Why.BELOW_EXPECTED),
        ({"y2025": "2"}, "more", State.ON_COURSE, Why.FIRST),
        ({"y2024": "2"}, "more", State.BEHIND, Why.OLD),
        ({"y2024": "9", "y2026": "7.1"}, "less", State.BEHIND, Why.BELOW_EXPECTED),
        ({"y2024": "9", "y2026": "4"}, "less", State.REACHED, Why.MET),
    ],
)
def test_a_goal_says_where_it_stands(values: dict[str, str], direction: str, state: State, why: Why) -> None:
    found = standing(
        _values(**values), direction=direction, target=Decimal(5), from_year=2024, by_year=2028, this_year=2026
    )
    assert (found.state, found.why) == (state, why)


def test_a_goal_whose_year_is_over_is_overdue() -> None:
    late = {"direction": "more", "target": Decimal(5), "from_year": 2020, "by_year": 2024, "this_year": 2026}
    assert standing(_values(y2023="4"), **late).state == State.OVERDUE  # type: ignore[arg-type]
    # A value that came after the year is over does not make the goal good.
    assert standing(_values(y2023="4", y2026="6"), **late).state == State.OVERDUE  # type: ignore[arg-type]
    assert standing({}, **late).why == Why.PAST_UNMEASURED  # type: ignore[arg-type]


def test_particulars_are_kept_in_one_spelling_and_refused_with_the_reason(journal: Journal, editor: Any) -> None:
    assert (journal.cn_number, journal.languages, journal.apc_currency) == ("CN 11-1234/Q", ["zh", "en"], "CNY")
    for name, value in {"cn_number": "CN 11-12/Q", "coden": "JACSAU", "apc_currency": "元"}.items():
        with pytest.raises(ValidationError) as refused:
            actions.edit_journal(journal, acting_user=editor, **{name: value})
        assert name in refused.value.message_dict


def test_rows_are_kept_by_the_unit_and_goals_also_from_above(journal: Journal, editor: Any, academy: Any) -> None:
    above = academy.user(Role.COORDINATOR, academy.north)
    elsewhere = academy.user(Role.JOURNAL_EDITOR, academy.south_sea)
    chief = {"role": "chief", "name_zh": "沈知", "orcid": "0000-0002-1825-0097"}
    row = actions.put_row(journal, "editors", chief, acting_user=editor)
    with pytest.raises(ValidationError):
        actions.put_row(journal, "editors", {"orcid": "0000-0002-1825-0098"}, acting_user=editor, row_id=row.pk)
    for who in (above, elsewhere):
        with pytest.raises(PermissionDenied):
            actions.put_row(journal, "editors", chief, acting_user=who)
    goal = {
        "indicator": JournalIndicator.objects.get(code="citescore"), "target": Decimal("5"), "from_year": 2025, "by_year": 2028,
        "owner": academy.north,
    }  # fmt: skip
    actions.put_row(journal, "goals", goal, acting_user=above)
    with pytest.raises(ValidationError):
        actions.put_row(journal, "goals", goal, acting_user=editor)
    assert goals_standing([journal.pk])[0].standing.state == State.UNKNOWN
    for amount in ("100.50", "20"):
        line = {"unit": academy.north, "year": 2026, "kind": "money", "amount": Decimal(amount), "measure": "CNY"}
        actions.put_row(journal, "resources", line, acting_user=above)
    assert [row["total"] for row in resource_sums(Journal.objects.all())] == [Decimal("120.50")]
    actions.remove_row(journal, "editors", row.pk, acting_user=editor)
    assert not JournalEditor.objects.exists()
    assert ModelLogEntry.objects.filter(action="journals.portfolio.remove").exists()


def test_a_new_title_is_unknown_outside_until_its_launch(academy: Any, editor: Any, client: Any) -> None:
    title = actions.create_journal(unit=academy.north_lake, title_zh="新湖学报", stage="idea", acting_user=editor)
    leader = academy.user(Role.COORDINATOR, academy.north)
    address = title.get_absolute_url()
    assert (
        client.get(address).status_code == 404
        and "新湖学报" not in client.get(reverse("portal:journals")).content.decode()
    )
    with pytest.raises(Http404):
        get_public_journal(title.slug)
    with pytest.raises(ValidationError):
        actions.take_step(title, "launched", acting_user=editor)
    actions.take_step(title, "proposed", acting_user=editor, note="两个所同意")
    with pytest.raises(PermissionDenied):
        actions.take_step(title, "approved", acting_user=editor)
    actions.take_step(title, "approved", acting_user=leader, seen="proposed")
    with pytest.raises(ValidationError):  # a second leader saw the older stage
        actions.take_step(title, "stopped", acting_user=leader, seen="proposed", note="x")
    with pytest.raises(ValidationError, match="ISSN"):
        actions.take_step(title, "launched", acting_user=editor)
    actions.edit_journal(title, acting_user=editor, eissn="2050-084X")
    refused = actions.take_in([], default_unit=academy.north_lake)
    assert refused == []
    with pytest.raises(PermissionDenied):  # its papers wait for the launch
        take(academy.north_lake, journal="新湖学报")
    with pytest.raises(ValidationError):
        actions.take_step(title, "launched", acting_user=editor, on=dt.date(2100, 1, 1))
    actions.take_step(title, "launched", acting_user=editor)
    page = client.get(address)
    assert page.status_code == 200
    take(academy.north_lake, jats(journal="新湖学报"))
    assert Article.objects.get().journal == title
    assert FactRecord.objects.filter(name="journals.journal_step_taken").count() == 3


WIDE = "ISSN;年份;影响因子;录用率;来源\n２０５０－０８４Ｘ;２０２４;３．２１０;25.5%;JCR\n2050-084X;2025;1,234.5;25;\n"


def test_a_table_is_looked_at_then_stored_then_known(journal: Journal, editor: Any) -> None:
    data = WIDE.encode("gb18030")
    looked = actions.import_values(data, acting_user=editor)
    assert looked.counts == {"new": 4} and not looked.wrong and not IndicatorValue.objects.exists()
    assert actions.import_values(data, acting_user=editor, store=True, source="编辑部").stored
    value = IndicatorValue.objects.get(indicator__code="impact-factor", year=2024)
    assert (value.value, value.source, value.version) == (Decimal("3.21"), "JCR", 1)
    assert actions.import_values(data, acting_user=editor, store=True).counts == {"unchanged": 4}
    corrected = WIDE.replace("３．２１０", "3.3").encode("utf-8-sig")
    assert actions.import_values(corrected, acting_user=editor, store=True).counts == {"unchanged": 3, "corrected": 1}
    value.refresh_from_db()
    assert (value.value, value.version) == (Decimal("3.3"), 2)
    entry = ModelLogEntry.objects.get(action="journals.values.correct")
    assert (entry.data["old"]["value"], entry.data["new"]["value"]) == ("3.2100", "3.3")


def test_every_wrong_cell_has_its_place_and_what_is_expected(journal: Journal, editor: Any, academy: Any) -> None:
    actions.create_journal(unit=academy.south_sea, title_zh="海洋学报", issn="0317-8471")
    rows = [
        "journal,cn,indicator,year,value",
        "湖泊学报,,citescore,2024,3.14",  # one decimal
        "湖泊学报,,citescore,1850,3",
        "湖泊学报,,no-such,2024,3",
        "湖泊学报,,submissions,2024,abc",
        "湖泊学报,,acceptance-rate,2024,140",
        "海洋学报,,citescore,2024,3",
        "没有的刊,,citescore,2024,3",
        ",11-12/Q,citescore,2024,3",
        '"湖泊\n学报",,citescore,2024,3',  # a quoted line end: the next line is two further on
        "Journal of Lakes,,citescore,2023,3.0,extra",
        "Journal of Lakes,CN 11-1234/Q,citescore,2024,3.0",
        "Journal of Lakes,,citescore,2024,3.1",
    ]
    found = actions.import_values("\n".join(rows).encode(), acting_user=editor, store=True)
    assert not found.stored and not IndicatorValue.objects.exists()
    assert [(one.line, one.column, one.expected) for one in found.wrong] == [
        (2, "value", "decimals-1"),
        (3, "year", "year"),
        (4, "indicator", "indicator"),
        (5, "value", "number"),
        (6, "value", "share"),
        (7, "journal", "own-journal"),
        (8, "journal", "journal"),
        (9, "cn", "cn"),
        (10, "journal", "journal"),
        (12, "", "as-many-cells"),
        (14, "value", "same-as-line-13"),
    ]
    right = actions.import_values("\n".join(rows).encode(), acting_user=editor, store=True, all_or_nothing=False)
    assert right.stored and IndicatorValue.objects.get().value == Decimal("3.0")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "not-empty"),
        (b"\x00\x01\x02", "encoding"),
        (b"\xff", "encoding"),
        (b"foo,bar\n1,2", "known-heading"),
        (b"issn,citescore\n", "column-year"),
        (b"year,citescore\n", "column-journal"),
        (b"issn,year\n", "column-value"),
    ],
)
def test_what_is_no_table_is_refused_as_a_whole(db: None, data: bytes, expected: str) -> None:
    found = actions.import_values(data, store=True, all_or_nothing=False)
    assert expected in [one.expected for one in found.wrong] and not found.taken


def test_text_is_found_in_any_of_the_encodings() -> None:
    for name in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        assert decoded("期刊\t年".encode(name)) == "期刊\t年"
    assert journal_key(" 《湖泊  学报》 ") == journal_key("湖泊 学报")


def test_the_command_says_line_and_column(journal: Journal, tmp_path: Path) -> None:
    file = tmp_path / "values.csv"
    file.write_text("issn\tyear\tCiteScore\n2050-084X\t2024\tx\n", encoding="utf-8")
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("import", "indicators", str(file), "--store", stderr=err, stdout=StringIO())
    assert ":2 [CiteScore]" in err.getvalue()
    file.write_text("issn\tyear\tCiteScore\n2050-084X\t2024\t4.1\n", encoding="utf-8")
    call_command("import", "indicators", str(file), "--store", stdout=StringIO())
    assert IndicatorValue.objects.get().value == Decimal("4.1")


def test_the_desk_looks_first_and_stores_what_was_looked_at(
    journal: Journal, editor: Any, academy: Any, client_for: Any
) -> None:
    client, url = client_for(editor), reverse("journals_import_values")
    template = client.get(reverse("journals_values_template")).content.decode("utf-8-sig")
    assert "2050-084X" in template and "CN 11-1234/Q" in template
    page = client.post(url, {"upload": SimpleUploadedFile("x.csv", WIDE.encode())})
    assert page.status_code == 200 and not IndicatorValue.objects.exists()
    kept = page.context["kept"]
    other = client_for(academy.user(Role.JOURNAL_EDITOR, academy.south_sea))
    assert other.post(url, {"kept": kept}).status_code == 400
    assert client.post(url, {"kept": kept + "x"}).status_code == 400
    assert client.post(url, {"kept": kept}).status_code == 302
    assert IndicatorValue.objects.count() == 4
    wrong = client.post(url, {"upload": SimpleUploadedFile("x.csv", b"issn,year,citescore\n2050-084X,2024,<b>\n")})
    assert "&lt;b&gt;" in wrong.content.decode() and not wrong.context["kept"]


def test_the_desk_keeps_rows_and_steps(journal: Journal, editor: Any, academy: Any, client_for: Any) -> None:
    person = academy.person(academy.north_lake, orcid="0000-0002-1825-0097")
    client = client_for(editor)
    add = reverse("journals_row_add", args=[journal.pk, "editors"])
    refused = client.post(add, {"role": "chief", "person": "没有这个人"})
    assert refused.status_code == 400 and "没有这个人" in refused.content.decode()
    assert client.post(add, {"role": "chief", "person": person.name_zh}).status_code == 302
    row = JournalEditor.objects.get()
    assert row.person == person
    assert person.orcid in client.get(reverse("journals_row", args=[journal.pk, "editors", row.pk])).content.decode()
    assert client.get(reverse("journals_row_add", args=[journal.pk, "nothing"])).status_code == 404
    late = client.post(reverse("journals_step", args=[journal.pk]), {"stage": "launched", "taken_on": "2026-01-01"})
    assert late.status_code == 400
    edit = client.get(reverse("journals:edit", args=[journal.pk])).content.decode()
    assert 'name="cn_number"' in edit and 'name="languages"' in edit and 'name="stage"' not in edit
    public = client.get(journal.get_absolute_url()).content.decode()
    assert "CN 11-1234/Q" in public and person.name_zh in public
