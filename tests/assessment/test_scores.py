"""Promises: scores come from facts alone; the same facts give the same sum; every number opens to what it counts."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from scicomm.assessment.actions import compute_scores
from scicomm.assessment.models import AssessmentRun, Score, ScoreFact
from scicomm.assessment.queries import points_of, scores_of, scores_table
from scicomm.assessment.rules import CountedFact, Measure, Outcome, checksum, outcome, total
from scicomm.assessment.tasks import compute_nightly
from scicomm.core.ledger import record
from scicomm.core.models import FactRecord
from scicomm.core.text import safe_cell
from scicomm.facts.base import ref
from scicomm.facts.newsroom import StoryPublished
from scicomm.facts.responses import AnswerPublished
from scicomm.organisation.enums import Role
from scicomm.organisation.models import Unit

YEAR = timezone.localdate().year
DAY = dt.date(2026, 5, 12)


def fact(pk: int, *, name: str = "a.b", about: tuple[str, ...] = (), on: dt.date = DAY, **payload: Any) -> CountedFact:
    return CountedFact(pk, name, 1, f"newsroom.story:{pk}", about, on, payload)


def test_counting_stops_at_the_limit_and_keeps_all_evidence() -> None:
    measure = Measure("stories", "a.b", "count", Decimal(1), Decimal(2))
    found = outcome(measure, [fact(3), fact(1), fact(2), fact(4, name="a.c")], {})
    assert (found.value, found.points, found.facts) == (3, Decimal("2.00"), (1, 2, 3))
    assert found.each * 3 == found.points


@pytest.mark.parametrize(("days", "counts"), [(0, True), (30, True), (31, False), (-5, True)])
def test_soon_after_the_paper_means_thirty_days(days: int, counts: bool) -> None:
    measure = Measure("timeliness", "a.b", "within_days", Decimal(20), days=30)
    papers = {"journals.article:1": DAY - dt.timedelta(days=days)}
    found = outcome(measure, [fact(1, about=("journals.article:1",)), fact(2)], papers)
    assert found.base == 1
    assert bool(found.value) is counts
    assert found.points == (Decimal("20.00") if counts else Decimal("0.00"))


def test_a_share_of_nothing_is_nothing() -> None:
    measure = Measure("answers", "a.b", "flag", Decimal(20), flag="in_time")
    assert outcome(measure, [], {}) == Outcome("answers", 0, 0, Decimal("0.00"), ())
    assert outcome(measure, [fact(1, in_time=True), fact(2, in_time=False), fact(3)], {}).points == Decimal("6.67")


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown rule"):
        outcome(Measure("x", "a.b", "magic", Decimal(1)), [], {})


def test_sums_count_each_fact_once_and_only_like_with_like() -> None:
    one = Outcome("a", 1, 2, Decimal(1), (1,))
    assert total([one, Outcome("a", 1, 1, Decimal(2), (2,))]) == Outcome("a", 2, 3, Decimal(3), (1, 2))
    with pytest.raises(ValueError, match="one indicator"):
        total([one, Outcome("b", 0, 0, Decimal(0), ())])


def test_the_checksum_follows_the_facts_not_their_order() -> None:
    rows = [("x", Outcome("a", 1, 1, Decimal("1.0"), (1,))), ("y", Outcome("a", 1, 1, Decimal("1.00"), (2,)))]
    assert checksum(2026, 1, rows) == checksum(2026, 1, reversed(rows))
    assert checksum(2026, 1, rows) != checksum(2026, 2, rows)
    assert checksum(2026, 1, rows) != checksum(2026, 1, rows[:1])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", " =1"])
def test_a_cell_never_computes(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert safe_cell("草原 = 草") == "草原 = 草"


@transaction.atomic
def published(unit: Unit, number: int, article: str = "") -> FactRecord:
    about = (article,) if article else ()
    return record(
        StoryPublished(
            unit_id=unit.pk, subject=ref("newsroom", "story", number), about=about, title=f"=稿件{number}",
            url=f"/s/{number}/", language="zh-hans", revision_id=1,
        )
    )  # fmt: skip


@transaction.atomic
def answered(unit: Unit, number: int, *, in_time: bool = True) -> FactRecord:
    return record(
        AnswerPublished(
            unit_id=unit.pk, subject=ref("responses", "answer", number), url="", working_days=3, in_time=in_time
        )
    )


@pytest.mark.django_db
class TestScores:
    def test_three_indicators_come_for_every_unit(self, academy: Any) -> None:
        published(academy.north_lake, 1)
        answered(academy.north_lake, 1, in_time=False)
        for row in scores_table(Unit.objects.all(), YEAR):
            assert [one.indicator.code for one in row.own] == ["stories", "timeliness", "answers"]
        row = scores_of(academy.north_lake, YEAR)
        assert [(one.result.value, one.result.base) for one in row.own] == [(1, 1), (0, 0), (0, 1)]

    def test_a_branch_is_the_sum_of_what_stands_below_it(self, academy: Any) -> None:
        published(academy.north_lake, 1)
        published(academy.north_hill, 2)
        published(academy.north, 3)
        published(academy.south_sea, 4)
        north, top = scores_of(academy.north, YEAR), scores_of(academy.top, YEAR)
        assert (north.own[0].result.value, north.summed[0].result.value) == (1, 3)
        assert (top.own[0].result.value, top.summed[0].result.value) == (0, 4)

    def test_recomputing_gives_the_same_run_and_new_facts_a_new_one(self, academy: Any) -> None:
        published(academy.north_lake, 1)
        first = compute_scores(YEAR)
        assert compute_scores(YEAR).pk == first.pk
        compute_nightly()
        assert AssessmentRun.objects.filter(year=YEAR).count() == 1
        assert FactRecord.objects.filter(name="assessment.scores_computed", payload__year=YEAR).count() == 1
        published(academy.north_lake, 2)
        second = compute_scores(YEAR)
        assert second.checksum != first.checksum
        before = {(s.unit_id, s.indicator_id): s.points for s in first.scores.all()}
        first_again = {(s.unit_id, s.indicator_id): s.points for s in Score.objects.filter(run=first)}
        assert before == first_again

    def test_the_record_holds_exactly_the_facts_it_counts(self, academy: Any) -> None:
        facts = {published(academy.north_lake, number).pk for number in (1, 2)}
        run = compute_scores(YEAR)
        score = Score.objects.get(run=run, unit=academy.north_lake, indicator__code="stories")
        assert set(ScoreFact.objects.filter(score=score).values_list("fact_id", flat=True)) == facts
        for other in run.scores.all():
            assert other.evidence.count() == other.value

    def test_the_points_of_things_add_up_to_the_number(self, academy: Any) -> None:
        for number in range(3):
            answered(academy.north_lake, number, in_time=number < 2)
        parts = points_of([ref("responses", "answer", number) for number in range(3)])
        assert len(parts) == 2
        whole = scores_of(academy.north_lake, YEAR).own[2].result.points
        assert abs(sum(part.points for part in parts) - whole) < Decimal("0.000001")

    def test_only_assessors_and_the_system_compute(self, academy: Any) -> None:
        with pytest.raises(PermissionDenied):
            compute_scores(YEAR, acting_user=academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
        with pytest.raises(PermissionDenied):
            # The record is of all units, so a branch does not make it for the others.
            compute_scores(YEAR, acting_user=academy.user(Role.ASSESSOR, academy.north))
        assert compute_scores(YEAR, acting_user=academy.user(Role.ASSESSOR, academy.top)).computed_by is not None

    def test_the_table_costs_the_same_for_any_number_of_units(self, academy: Any) -> None:
        published(academy.north_lake, 1, "journals.article:1")
        with CaptureQueriesContext(connection) as queries:
            scores_table(Unit.objects.all(), YEAR)
        assert len(queries) <= 6


@pytest.mark.django_db
class TestPages:
    def test_a_number_opens_to_as_many_facts_as_it_says(self, academy: Any, client_for: Any) -> None:
        for number in (1, 2, 3):
            published(academy.north_lake, number)
        published(academy.south_sea, 4)
        client = client_for(academy.user(Role.OBSERVER, academy.north))
        page = client.get(reverse("assessment_evidence", args=[YEAR, "north", "stories"]))
        assert page.context["scored"].result.value == len(page.context["page"].object_list) == 3
        own = client.get(reverse("assessment_evidence", args=[YEAR, "north", "stories"]) + "?own=1")
        assert own.context["scored"].result.value == 0

    def test_another_units_numbers_do_not_exist(self, academy: Any, client_for: Any) -> None:
        client = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea))
        for name, args in (("unit", [YEAR, "north-lake"]), ("evidence", [YEAR, "north-lake", "stories"])):
            assert client.get(reverse(f"assessment_{name}", args=args)).status_code == 404
        overview = client.get(reverse("assessment_overview")).content.decode()
        assert "海洋研究所" in overview
        assert "湖泊研究所" not in overview

    def test_contributors_have_no_assessment(self, academy: Any, client_for: Any) -> None:
        client = client_for(academy.user(Role.CONTRIBUTOR, academy.north_lake))
        assert client.get(reverse("assessment_export")).status_code in {302, 403}

    def test_pages_stand_with_no_data(self, academy: Any, client_for: Any) -> None:
        client = client_for(academy.user(Role.ASSESSOR, academy.top))
        for name, args in (("overview", []), ("unit", [YEAR, "academy"]), ("evidence", [YEAR, "academy", "answers"])):
            assert client.get(reverse(f"assessment_{name}", args=args)).status_code == 200
        assert client.get(reverse("assessment_evidence", args=[YEAR, "academy", "nothing"])).status_code == 404
        assert client.get(reverse("assessment_unit", args=[1999, "academy"])).status_code == 404

    def test_the_file_has_the_numbers_and_no_formula(self, academy: Any, client_for: Any) -> None:
        published(academy.north_lake, 1)
        Unit.objects.filter(pk=academy.north_lake.pk).update(name_zh="=SUM(A1)", name_en="=SUM(A1)")
        client = client_for(academy.user(Role.ASSESSOR, academy.top))
        rows = list(csv.reader(io.StringIO(client.get(reverse("assessment_export")).content.decode("utf-8-sig"))))
        row = next(row for row in rows if row[2] == "north-lake")
        assert row[1] == "'=SUM(A1)"
        assert row[4:7] == ["1", "1", "1.00"]
        assert len(rows) == 1 + 3 * Unit.objects.count()

    def test_the_button_records_once(self, academy: Any, client_for: Any) -> None:
        published(academy.north_lake, 1)
        client = client_for(academy.user(Role.ASSESSOR, academy.top))
        for _time in range(2):
            assert client.post(reverse("assessment_compute", args=[YEAR])).status_code == 302
        assert AssessmentRun.objects.count() == 1
        assert client.get(reverse("assessment_compute", args=[YEAR])).status_code == 405
