"""Staff pages of the assessment: all units of a year, one unit, the facts behind one number, and the file to take away."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scicomm.assessment import actions, permissions, queries
from scicomm.core.text import safe_cell
from scicomm.organisation.models import Unit

A_PAGE = 50


def _year(request: HttpRequest) -> int:
    """The year of the address, this year where it names none we could have facts of."""
    text = request.GET.get("year", "")
    this = timezone.localdate().year
    return int(text) if text.isascii() and text.isdecimal() and 2000 <= int(text) <= this else this


def _checked_year(year: int) -> int:
    if not 2000 <= year <= timezone.localdate().year:
        raise Http404
    return year


def _record_note(year: int) -> str:
    run = queries.latest_run(year)
    if run is None:
        return _("Counted from the facts at this moment. Nothing has been recorded for this year yet.")
    return _("Counted from the facts at this moment. Recorded last on %(when)s, checksum %(checksum)s.") % {
        "when": date_format(timezone.localtime(run.confirmed_at), "DATETIME_FORMAT"),
        "checksum": run.checksum[:12],
    }


def overview(request: HttpRequest) -> HttpResponse:
    """Units and indicators of a year; every number opens to its facts."""
    if not permissions.can_see_scores(request.user):
        raise PermissionDenied
    year = _year(request)
    rows = queries.scores_table(permissions.scored_units_for(request.user), year)
    context = {
        "page_title": _("Assessment %(year)s") % {"year": year},
        "page_note": _record_note(year),
        "page_actions": [
            {"url": f"{reverse('assessment_export')}?year={year}", "label": _("Export CSV"), "icon": "download"}
        ],
        "year": year,
        "years": queries.years_with_facts(),
        "rows": rows,
        "indicators": queries.indicators_for(year),
        "may_compute": permissions.can_compute(request.user),
    }
    return render(request, "assessment/overview.html", context)


def unit(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """One unit: its indicators with how they count, its place among its neighbours, the units below it."""
    found = permissions.get_scored_unit_for(request.user, slug)
    _checked_year(year)
    table = queries.scores_table(Unit.objects.filter(path__startswith=found.path, is_active=True), year)
    scores, below = table[0], [row for row in table if row.unit.depth == found.depth + 1]
    last_year = queries.scores_of(found, year - 1)
    context = {
        "page_title": _("%(unit)s, %(year)s") % {"unit": found.name, "year": year},
        "page_note": _record_note(year),
        "page_actions": [
            {"url": f"{reverse('assessment_overview')}?year={year}", "label": _("All units"), "icon": "board"}
        ],
        "year": year,
        "unit": found,
        "scores": scores,
        "last_year": last_year,
        "below": below,
        "bars": [
            {
                "label": row.unit.short_name,
                "value": float(row.summed_points),
                "text": f"{row.summed_points:.1f}",
                "url": reverse("assessment_unit", args=[year, row.unit.slug]),
            }
            for row in sorted(below, key=lambda row: -row.summed_points)
        ],
    }
    return render(request, "assessment/unit.html", context)


def evidence(request: HttpRequest, year: int, slug: str, code: str) -> HttpResponse:
    """The facts that one number counts, with the things they are about."""
    found = permissions.get_scored_unit_for(request.user, slug)
    scores = queries.scores_of(found, _checked_year(year))
    with_below = scores.has_below and request.GET.get("own") != "1"
    scored = next((one for one in (scores.summed if with_below else scores.own) if one.indicator.code == code), None)
    if scored is None:
        raise Http404
    units = Unit.objects.filter(path__startswith=found.path)
    rows = queries.evidence_of(scored, units)
    context = {
        "page_title": _("%(indicator)s: the facts behind the number") % {"indicator": scored.indicator.name},
        "page_note": _("%(unit)s, %(year)s") % {"unit": found.name, "year": year},
        "page_actions": [
            {"url": reverse("assessment_unit", args=[year, found.slug]), "label": _("All indicators"), "icon": "score"}
        ],
        "year": year,
        "unit": found,
        "scored": scored,
        "with_below": with_below,
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "assessment/evidence.html", context)


def export(request: HttpRequest) -> HttpResponse:
    """All numbers of a year as a file for a spreadsheet."""
    if not permissions.can_see_scores(request.user):
        raise PermissionDenied
    year = _year(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="assessment-{year}.csv"'
    response.write("\ufeff")  # so that spreadsheets read the Chinese as UTF-8
    writer = csv.writer(response)
    writer.writerow(
        [_("Year"), _("Unit"), _("Short address"), _("Indicator"), _("Counted"), _("Out of"), _("Points"),
         _("Counted, with units below"), _("Out of, with units below"), _("Points, with units below")]
    )  # fmt: skip
    for row in queries.scores_table(permissions.scored_units_for(request.user), year):
        writer.writerows(_lines(year, row))
    return response


def _lines(year: int, row: queries.UnitScores) -> list[list[Any]]:
    return [
        [
            year, safe_cell(row.unit.name), safe_cell(row.unit.slug), safe_cell(own.indicator.name),
            own.result.value, own.result.base, own.result.points,
            summed.result.value, summed.result.base, summed.result.points,
        ]
        for own, summed in zip(row.own, row.summed, strict=True)
    ]  # fmt: skip


@require_POST
def compute(request: HttpRequest, year: int) -> HttpResponse:
    """Record the year now."""
    if not permissions.can_see_scores(request.user):
        raise PermissionDenied
    before = queries.latest_run(_checked_year(year))
    try:
        run = actions.compute_scores(year, acting_user=request.user)
    except actions.NoIndicators:
        messages.error(request, _("There are no indicators to count by."))
    else:
        if before is not None and before.pk == run.pk:
            messages.info(request, _("Nothing changed since the last record; the checksum is the same."))
        else:
            messages.success(request, _("Recorded. Checksum %(checksum)s.") % {"checksum": run.checksum[:12]})
    return redirect(f"{reverse('assessment_overview')}?year={year}")
