"""The desk's calendar, and the years of working days behind every deadline."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from scicomm.core.actions import set_working_year
from scicomm.core.models import WorkingYear
from scicomm.desk.forms import WorkingYearForm, year_initial
from scicomm.desk.permissions import can_operate
from scicomm.desk.queries.calendar import WEEKS, monday_of, two_weeks
from scicomm.organisation.permissions import is_staff, require

YEARS = range(2000, 2100)


def _asked_day(request: HttpRequest, today: dt.date) -> dt.date:
    try:
        day = parse_date(request.GET.get("from", "")) or today
    except ValueError:
        day = today
    return day if day.year in YEARS else today


def calendar(request: HttpRequest) -> HttpResponse:
    """Two weeks from the Monday of the asked day."""
    if not is_staff(request.user):
        raise PermissionDenied
    today = timezone.localdate()
    first = monday_of(_asked_day(request, today))
    step = dt.timedelta(days=7)
    days = two_weeks(request.user, first, today)
    context = {
        "page_title": _("Calendar"),
        "page_note": _("%(first)s to %(last)s")
        % {"first": date_format(first), "last": date_format(first + step * WEEKS - dt.timedelta(days=1))},
        "days": days,
        "weekdays": [date_format(day.date, "D") for day in days[:7]],
        "before": f"?from={(first - step).isoformat()}",
        "after": f"?from={(first + step).isoformat()}",
        "is_now": first == monday_of(today),
        "is_empty": not any(day.items for day in days),
    }
    return render(request, "desk/calendar.html", context)


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
