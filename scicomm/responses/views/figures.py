"""Figures of responses on the desk, as a page and as a table to take away; and the terms of the clocks."""

from __future__ import annotations

import csv
import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from scicomm.core.text import safe_cell
from scicomm.organisation.permissions import OVERSEERS, units_under
from scicomm.responses import actions, permissions, queries
from scicomm.responses.enums import CaseKind, Urgency
from scicomm.responses.forms.handling import TermsForm
from scicomm.responses.queries.figures import Figures, Spread
from scicomm.responses.rules.clocks import Terms

PERIOD = dt.timedelta(days=91)


def _day(text: str, otherwise: dt.date) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return otherwise


def _asked(request: HttpRequest) -> tuple[Figures, dict[str, Any]]:
    today = timezone.localdate()
    until = min(_day(request.GET.get("until", ""), today), today)
    since = min(_day(request.GET.get("since", ""), until - PERIOD), until)
    kind, unit = request.GET.get("kind", ""), request.GET.get("unit", "")
    cases = permissions.cases_for(request.user)
    if kind in CaseKind.values:
        cases = cases.filter(kind=kind)
    chosen = units_under(request.user, OVERSEERS).filter(slug=unit).first() if unit else None
    if chosen:
        cases = cases.filter(unit__path__startswith=chosen.path)
    # A day that is over is seen from its end, so that the same request gives the same figures later.
    end = timezone.make_aware(dt.datetime.combine(until, dt.time.max))
    found = queries.figures_of(cases, since=since, until=until, as_at=min(timezone.now(), end))
    return found, {"kind": kind, "unit": unit}


@require_safe
def case_figures(request: HttpRequest) -> HttpResponse:
    """How soon we respond and answer, how many in time, what is open."""
    found, asked = _asked(request)
    if request.GET.get("format") == "csv":
        return _csv(found)
    most = max((count for _week, count in found.by_week), default=0)
    context = {
        "page_title": _("Figures of questions and answers"),
        "figures": found,
        "kinds": CaseKind.choices,
        "units": units_under(request.user, OVERSEERS).order_by("path")[:60],
        "weeks": [
            {
                "label": date_format(week, "MONTH_DAY_FORMAT"),
                "value": count,
                "text": str(count),
                "here": bool(most) and count == most,
            }
            for week, count in found.by_week
        ],
        "spreads": [
            (_("hours to the first response"), found.first_hours),
            (_("working days to the first response (institute's clock)"), found.first_days),
            (_("hours to the answer (news clock)"), found.answer_hours),
            (_("working days to the answer (institute's clock)"), found.answer_days),
        ],
        "groups": [
            (_("By unit"), _("Unit"), found.units),
            (_("By kind"), _("Kind"), found.kinds),
            (_("By month"), _("Month"), found.months),
        ],
        "incidents": queries.incident_counts() if permissions.can_set_terms(request.user) else None,
        "query": urlencode({**asked, "since": found.since, "until": found.until}),
        **asked,
    }
    return render(request, "responses/figures.html", context)


def _spread(name: str, found: Spread) -> list[tuple[object, ...]]:
    return [
        (_("%(what)s, median") % {"what": name}, found.median),
        (_("%(what)s, nine of ten") % {"what": name}, found.p90),
    ]


def _csv(found: Figures) -> HttpResponse:
    """The same figures as a table; cells are never formulas."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="cases-{found.since}-{found.until}.csv"'
    answer.write("\ufeff")
    writer = csv.writer(answer)
    rows: list[tuple[object, ...]] = [
        (_("since"), found.since), (_("until"), found.until), (_("as at"), found.as_at.isoformat(timespec="seconds")),
        (_("received"), found.received), (_("answered"), found.answered), (_("answered in time"), found.in_time),
        (_("closed without an answer"), found.closed), (_("open"), found.open), (_("late"), found.late),
        (_("first response in time"), found.first_in_time),
        *_spread(_("hours to the first response"), found.first_hours),
        *_spread(_("working days to the first response (institute's clock)"), found.first_days),
        *_spread(_("hours to the answer (news clock)"), found.answer_hours),
        *_spread(_("working days to the answer (institute's clock)"), found.answer_days),
        (_("answered by an answer that was there"), found.reused),
        (_("times the answers were read"), "" if found.reads is None else found.reads),
    ]  # fmt: skip
    writer.writerows(rows)
    for name, group in ((_("unit"), found.units), (_("kind"), found.kinds), (_("month"), found.months)):
        writer.writerow([])
        writer.writerow([name, _("received"), _("open"), _("late"), _("answered"), _("answered in time")])
        for row in group:
            writer.writerow([safe_cell(row.name), row.received, row.open, row.late, row.answered, row.in_time])
    return answer


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """How long cases may take: the terms of every kind and urgency."""
    context = {
        "page_title": _("Terms for cases"),
        "rows": queries.term_rows(),
        "may": permissions.can_set_terms(request.user),
    }
    return render(request, "responses/terms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change_terms(request: HttpRequest, kind: str, urgency: str) -> HttpResponse:
    """Set the terms of one kind and urgency."""
    if not permissions.can_set_terms(request.user):
        raise PermissionDenied
    row = next((row for row in queries.term_rows() if (row.kind, row.urgency) == (kind, urgency)), None)
    if row is None or kind not in CaseKind.values or urgency not in Urgency.values:
        return redirect("responses_terms")
    initial = {
        "clock": row.terms.clock,
        "first": row.terms.first,
        "answer": row.terms.answer,
        "may_pause": row.terms.may_pause,
    }
    form = TermsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_terms(kind=kind, urgency=urgency, terms=Terms(**form.cleaned_data), acting_user=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved. Open cases are counted anew within a minute, and say so."))
            return redirect("responses_terms")
    context = {"page_title": f"{row.kind_label} · {row.urgency_label}", "row": row, "form": form}
    return render(request, "responses/change_terms.html", context, status=400 if form.errors else 200)
