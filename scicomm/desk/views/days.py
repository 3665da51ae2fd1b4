"""The desk's calendar, and the years of working days behind every deadline."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.actions import set_working_year
from scicomm.core.models import WorkingYear
from scicomm.desk.forms import WorkingYearForm, year_initial
from scicomm.desk.permissions import can_operate
from scicomm.desk.queries.calendar import KINDS, Span, days_of, monday_of, span_of
from scicomm.newsroom.permissions import calendar_units
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import is_staff, require

YEARS = range(2000, 2100)


def _asked_day(request: HttpRequest, today: dt.date) -> dt.date:
    try:
        day = parse_date(request.GET.get("from", "")) or today
    except ValueError:
        day = today
    return day if day.year in YEARS else today


VIEWS = {"week": gettext_lazy("Week"), "weeks": gettext_lazy("Two weeks"), "month": gettext_lazy("Month")}


def _step(view: str, day: dt.date, forward: bool) -> dt.date:
    """The day to look from when one goes on or back: a month, or a week."""
    if view == "month":
        first = day.replace(day=1)
        return (first + dt.timedelta(days=32)).replace(day=1) if forward else first - dt.timedelta(days=1)
    return monday_of(day) + dt.timedelta(days=7 if forward else -7)


def calendar(request: HttpRequest) -> HttpResponse:
    """A week, two weeks from the Monday of the asked day, or its month; narrowed to a unit and to kinds."""
    if not is_staff(request.user):
        raise PermissionDenied
    today = timezone.localdate()
    view = request.GET.get("view", "")
    view = view if view in VIEWS else "weeks"
    day = _asked_day(request, today)
    units = list(calendar_units(request.user).order_by("path"))
    unit = next((one for one in units if one.slug == request.GET.get("unit")), None)
    kinds = [kind for kind in KINDS if kind in request.GET.getlist("kind")]
    span = span_of(view, day)
    days = days_of(request.user, span, today, unit, kinds)
    context = {
        "page_title": _("Calendar"),
        "page_note": _span_in_words(view, day, span),
        "page_actions": [
            {"url": reverse("newsroom_dates"), "label": _("Important dates"), "icon": "cal"},
            {"url": reverse("newsroom_addresses"), "label": _("Follow elsewhere"), "icon": "feed"},
        ],
        "days": days,
        "view": view,
        "from": day.isoformat(),
        "kinds": [{"value": key, "label": label, "here": key in kinds} for key, label in KINDS.items()],
        "units": [(one.slug, f"{'　' * (one.depth - 1)}{one.short_name}", one == unit) for one in units],
        "is_narrowed": bool(unit or kinds),
        "is_now": span.first <= today < span.last and (view != "month" or day.month == today.month),
        "is_empty": not any(found.items for found in days),
        **_ways(view, day, unit, kinds),
    }
    return render(request, "desk/calendar.html", context)


def _span_in_words(view: str, day: dt.date, span: Span) -> str:
    if view == "month":
        return date_format(day, "YEAR_MONTH_FORMAT")
    last = span.last - dt.timedelta(days=1)
    return _("%(first)s to %(last)s") % {"first": date_format(span.first), "last": date_format(last)}


def _ways(view: str, day: dt.date, unit: Unit | None, kinds: list[str]) -> dict[str, Any]:
    """The addresses that lead on from the days that are shown."""

    def address(**changed: Any) -> str:
        given = {"view": view, "from": day.isoformat(), "unit": unit.slug if unit else "", "kind": kinds, **changed}
        return "?" + urlencode({name: value for name, value in given.items() if value}, doseq=True)

    return {
        "views": [{"url": address(view=key), "label": label, "here": key == view} for key, label in VIEWS.items()],
        "wide_open": address(unit="", kind=[]),
        "before": address(**{"from": _step(view, day, False).isoformat()}),
        "after": address(**{"from": _step(view, day, True).isoformat()}),
        "now": address(**{"from": ""}),
    }


def working_days(request: HttpRequest) -> HttpResponse:
    """The years there is a notice for; one that has none yet is provisional."""
    require(can_operate(request.user))
    years = list(WorkingYear.objects.order_by("-year"))
    following = (years[0].year if years else timezone.localdate().year - 1) + 1
    context = {
        "page_title": _("Working days"),
        "page_note": _("Every deadline is counted from these years."),
        "page_actions": [
            {
                "url": reverse("desk_working_year", args=[following]),
                "label": _("Enter %(year)s") % {"year": following},
                "icon": "plus",
                "main": True,
            }
        ],
        "years": years,
    }
    return render(request, "desk/working_days.html", context)


def working_year(request: HttpRequest, year: int) -> HttpResponse:
    """Enter or correct the holiday notice of one year."""
    require(can_operate(request.user))
    if year not in YEARS:
        raise Http404
    row = WorkingYear.objects.filter(year=year).first()
    form = WorkingYearForm(request.POST or None, initial=year_initial(row))
    if request.method == "POST" and form.is_valid():
        try:
            set_working_year(year, acting_user=request.user, **form.values())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved. Deadlines from now on are counted with it."))
            return redirect("desk_working_days")
    context = {
        "page_title": _("Working days of %(year)s") % {"year": year},
        "form": form,
        "row": row,
        "back": reverse("desk_working_days"),
    }
    return render(request, "desk/working_year.html", context, status=400 if form.errors else 200)
