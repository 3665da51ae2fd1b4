"""Figures of information disclosure: the yearly report's, counted once, by month and unit; the screen, its table, its walls."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from scicomm.organisation.permissions import Role
from scicomm.responses.actions import disclosure as actions
from scicomm.responses.models import DisclosureRequest
from scicomm.responses.queries.disclosure.catalogue import figures_of
from scicomm.responses.rules.disclosure_figures import AppealLine, RequestLine, median_days
from scicomm.responses.rules.disclosure_report import report_figures
from scicomm.responses.views.disclosure.papers import report_tables
from tests.factories.disclosure import make_request, officers, send

DAY = dt.date


def line(
    received: DAY, ended: DAY | None = None, in_time: bool = True, unit: str = "lake", days: int | None = 5
) -> RequestLine:
    return RequestLine("person", received, ended, "granted" if ended else "", in_time, unit, days if ended else None)


def test_months_and_units_add_up_to_the_years_numbers_and_the_future_is_not_there() -> None:
    lines = [
        line(DAY(2025, 12, 20), DAY(2026, 1, 15), days=18),
        line(DAY(2026, 1, 5), DAY(2026, 3, 9), in_time=False, days=40),
        line(DAY(2026, 1, 31), DAY(2026, 3, 31), unit="sea", days=None),
        line(DAY(2026, 3, 1), DAY(2026, 6, 1)),
        line(DAY(2026, 6, 2)),
    ]
    appeals = [
        AppealLine("review", DAY(2026, 2, 1), "upheld", DAY(2026, 3, 1), "sea"),
        AppealLine("review", DAY(2025, 2, 1), "upheld", DAY(2025, 3, 1), "gone"),
    ]
    found = report_figures(lines, appeals, [], 2026, DAY(2026, 3, 31))
    assert [row["new"] for row in found["months"]] == [2, 0, 1]
    assert [(row["ended"], row["in_time"], row["late"]) for row in found["months"]] == [(1, 1, 0), (0, 0, 0), (2, 1, 1)]
    assert [row["median_days"] for row in found["months"]] == [18.0, None, 40.0]
    assert (found["in_time"], found["late"], found["median_days"]) == (2, 1, 29.0)
    assert found["units"] == {
        "lake": {"new": 2, "ended": 2, "in_time": 1, "late": 1, "median_days": 29.0, "open": 1, "appeals": 0},
        "sea": {"new": 1, "ended": 1, "in_time": 1, "late": 0, "median_days": None, "open": 0, "appeals": 1},
    }
    for name in ("new", "ended", "in_time", "late"):
        total = found[name][-1] if isinstance(found[name], list) else found[name]
        months, units = (sum(row[name] for row in rows) for rows in (found["months"], found["units"].values()))
        assert months == units == total, name
    assert median_days([]) is None


@pytest.mark.django_db
def test_the_screen_shows_the_reports_numbers_in_few_queries_and_gives_them_as_a_table(academy: Any) -> None:
    unit, today = academy.north_lake, timezone.localdate()
    officer, top = officers(academy, unit)
    desk = Client()
    desk.force_login(top)
    there = reverse("responses_disclosure_figures")
    assert desk.get(there).context["is_empty"]
    send(academy, make_request(academy, unit), "decision", outcome="granted")
    late = make_request(academy, academy.south_sea)
    DisclosureRequest.objects.filter(pk=late.pk).update(due_on=today - dt.timedelta(days=1))
    make_request(academy, academy.south_star)
    counts = []
    for _round in range(2):
        desk.get(there)
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(there).status_code == 200
        counts.append(len(seen))
        make_request(academy, academy.north_lake)
        make_request(academy, academy.south_star)
    assert counts[0] == counts[1], counts
    page = desk.get(there)
    shown = page.context
    assert (shown["received"], shown["ended"], shown["open"], shown["late_now"]) == (7, 1, 6, 1)
    report = actions.write_report(academy.top, today.year, acting_user=top)
    assert report.figures == shown["figures"] == figures_of(academy.top, today.year, today), "nothing is counted twice"
    assert len(report_tables(report.figures)) == 4
    older = {name: value for name, value in report.figures.items() if name != "median_days"}
    assert len(report_tables(older)) == 3, "a report from before has no such table"
    given = desk.get(there, {"format": "csv", "unit": unit.slug})
    rows = list(csv.reader(io.StringIO(given.content.decode("utf-8-sig"))))
    month = next(row for row in rows if row and row[0] == f"{today.year}-{today.month:02d}")
    assert month[1:5] == ["3", "1", "1", "0"] and given["Content-Disposition"].endswith(
        f'{unit.slug}-{today.year}.csv"'
    )
    own = Client()
    own.force_login(officer)
    asked = own.get(there, {"unit": academy.south_sea.slug, "year": "1999"}).context
    assert [one.pk for one in asked["units"]] == [unit.pk] == [asked["unit"].pk] and asked["year"] == today.year
    for who in (academy.user(Role.COORDINATOR, unit), academy.user(Role.OBSERVER, academy.top)):
        other = Client()
        other.force_login(who)
        assert other.get(there).status_code in {302, 403}
