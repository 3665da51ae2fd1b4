"""Prepared reads give what the ORM gives, whatever the parameters, and refuse what they cannot keep."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.db.models import Value
from django.test.utils import CaptureQueriesContext

from scicomm.core.models import FactRecord
from scicomm.core.prepared import CannotPrepare, Prepared

pytestmark = pytest.mark.django_db

WHEN = dt.datetime(2026, 3, 18, 9, 30, tzinfo=dt.UTC)
COLUMNS = ("subject", "unit_id", "occurred_at", "payload")


@pytest.fixture(autouse=True)
def _facts() -> None:
    for unit in (1, 2):
        FactRecord.objects.create(
            name="a.b", unit_id=unit, subject=f"journals.article:{unit}", occurred_at=WHEN, payload={"n": [unit, "湖"]}
        )


@pytest.mark.parametrize("unit", [1, 2, 3])
def test_rows_are_those_of_the_queryset_with_their_types(unit: int) -> None:
    read = Prepared(lambda pk: FactRecord.objects.filter(unit_id=pk).values_list(*COLUMNS), int)
    for _again in range(2):
        assert read(unit) == list(FactRecord.objects.filter(unit_id=unit).values_list(*COLUMNS))


def test_texts_are_bound_and_never_become_sql() -> None:
    read = Prepared(lambda text: FactRecord.objects.filter(subject=text).values_list("unit_id"), str)
    assert read("journals.article:2") == [(2,)]
    assert read("journals.article:2' OR 1=1 --") == []
    assert read("%s") == []


def test_each_argument_goes_to_its_own_places_in_a_union() -> None:
    rows = FactRecord.objects.order_by()
    read = Prepared(
        lambda one, other, text: rows.filter(unit_id=one).values_list(Value("one"), "occurred_at").union(
            rows.filter(unit_id=other, subject=text).values_list(Value("other"), "occurred_at"), all=True
        ),
        int, int, str,
    )  # fmt: skip
    assert sorted(read(1, 2, "journals.article:2")) == [("one", WHEN), ("other", WHEN)]
    assert read(2, 1, "journals.article:2") == [("one", WHEN)]
    assert read(3, 3, "") == []


def test_it_is_one_query_each_time() -> None:
    read = Prepared(lambda pk: FactRecord.objects.filter(unit_id=pk).values_list("pk"), int)
    with CaptureQueriesContext(connection) as asked:
        read(1)
        read(2)
    assert len(asked) == 2


def test_a_query_that_loses_a_parameter_is_refused() -> None:
    read = Prepared(lambda pk, _unused: FactRecord.objects.filter(unit_id=pk).values_list("pk"), int, int)
    with pytest.raises(CannotPrepare):
        read(1, 2)
