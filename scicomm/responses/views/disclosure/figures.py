"""Figures of information disclosure at the desk, as a page and as a table to take away: those of the yearly report, any day."""

from __future__ import annotations

import csv
import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from scicomm.core.text import safe_cell
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import units_under
from scicomm.responses.enums import RequestState
from scicomm.responses.permissions import disclosure as permissions
from scicomm.responses.queries.disclosure.catalogue import figures_of
from scicomm.responses.views.disclosure.papers import days_words, report_tables

FIRST_YEAR = 2019  # the regulations as they are now came into force


def _year(text: str, today: dt.date) -> int:
    """The year that is asked for, this one where it is none."""
    return int(text) if text.isdecimal() and len(text) == 4 and FIRST_YEAR <= int(text) <= today.year else today.year


def _month(year: int, month: int) -> str:
    return date_format(dt.date(year, month, 1), "YEAR_MONTH_FORMAT")


def _unit_rows(figures: dict[str, Any]) -> list[dict[str, Any]]:
    names = {unit.slug: unit.name for unit in Unit.objects.filter(slug__in=list(figures["units"]))}
    return [
        {**row, "name": names.get(slug, slug), "median": days_words(row["median_days"])}
        for slug, row in figures["units"].items()
    ]


@require_safe
def disclosure_figures(request: HttpRequest) -> HttpResponse:
    """A year of a unit and all below it: requests by month, outcome and unit, in time or late, days, appeals."""
    units = list(units_under(request.user, permissions.OFFICERS).order_by("path"))
    if not units:
        raise PermissionDenied
    today = timezone.localdate()
    year = _year(request.GET.get("year", ""), today)
    unit = next((one for one in units if one.slug == request.GET.get("unit", "")), units[0])
    as_of = min(today, dt.date(year, 12, 31))
    figures = figures_of(unit, year, as_of)
    if request.GET.get("format") == "csv":
        return _csv(figures, unit, year, as_of)
    months = [{**row, "name": _month(year, row["month"]), "median": days_words(row["median_days"])}
              for row in figures["months"]]  # fmt: skip
    most = max((row["new"] for row in months), default=0)
    late_now = permissions.requests_for(request.user).live().filter(unit__path__startswith=unit.path, due_on__lt=today)
    context = {
        "page_title": _("Figures of information disclosure"),
        "page_note": unit.name,
        "figures": figures,
        "is_empty": not any(row["new"] or row["ended"] for row in months) and not figures["carried_in"][-1],
        "received": figures["new"][-1],
        "ended": figures["ended"][-1],
        "open": figures["carried_out"][-1],
        "late_now": late_now.exclude(state=RequestState.CLARIFY).count() if year == today.year else None,
        "median": days_words(figures["median_days"]),
        "months": months,
        "bars": [{"label": row["name"], "value": row["new"], "text": str(row["new"]), "here": bool(most) and row["new"] == most}
                 for row in months],
        "unit_rows": _unit_rows(figures),
        "tables": report_tables(figures)[2:],
        "units": units[:300],
        "unit": unit,
        "year": year,
        "years": range(today.year, FIRST_YEAR - 1, -1),
        "as_of": as_of,
        "query": urlencode({"unit": unit.slug, "year": year}),
    }  # fmt: skip
    return render(request, "responses/disclosure/figures.html", context)


def _csv(figures: dict[str, Any], unit: Unit, year: int, as_of: dt.date) -> HttpResponse:
    """The same figures as a table; cells are never formulas."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="disclosure-{unit.slug}-{year}.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer.write("\ufeff")
    writer = csv.writer(answer)
    writer.writerows([(_("Unit"), safe_cell(unit.name)), (_("Year"), year), (_("as of"), as_of.isoformat()), ()])
    columns = [_("received"), pgettext("request", "ended"), _("in time"), _("late"), _("working days, median")]
    keys = ("new", "ended", "in_time", "late", "median_days")
    writer.writerow([_("Month"), *columns])
    for row in figures["months"]:
        writer.writerow([f"{year}-{row['month']:02d}", *("" if row[key] is None else row[key] for key in keys)])
    writer.writerows([(), [_("Unit"), *columns, _("open"), _("appeals")]])
    for row in _unit_rows(figures):
        cells = ("" if row[key] is None else row[key] for key in (*keys, "open", "appeals"))
        writer.writerow([safe_cell(row["name"]), *cells])
    for table in report_tables(figures):
        writer.writerows([(), [safe_cell(table["title"])], [safe_cell(cell) for cell in table["head"]]])
        writer.writerows([safe_cell(cell) for cell in row] for row in table["rows"])
    return answer
