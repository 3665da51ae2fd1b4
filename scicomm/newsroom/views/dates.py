"""Important dates on the desk, and the addresses under which other calendars follow the newsroom."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scicomm.newsroom import actions, permissions
from scicomm.newsroom.feeds import calendar_of
from scicomm.newsroom.forms import AddressForm, DateForm, date_initial
from scicomm.newsroom.models import ImportantDate
from scicomm.organisation.permissions import EDITORS, holds_anywhere, is_staff, require, units_here


@require_safe
def dates(request: HttpRequest) -> HttpResponse:
    """The dates that concern one's units, the next first."""
    if not is_staff(request.user):
        raise PermissionDenied
    today = timezone.localdate()
    rows = list(permissions.dates_for(request.user).select_related("unit"))
    lines: list[dict[str, Any]] = [{"date": row, "next": row.next_after(today)} for row in rows]
    lines.sort(key=lambda line: (not line["date"].is_on, line["next"] is None, line["next"] or today, line["date"].pk))
    may_keep = holds_anywhere(request.user, EDITORS)
    context = {
        "page_title": _("Important dates"),
        "page_note": _("They stand in the calendar; a lead is made of each in time to prepare."),
        "page": Paginator(lines, 50).get_page(request.GET.get("page")),
        "own": set(units_here(request.user, EDITORS).values_list("pk", flat=True)),
        "page_actions": [{"url": reverse("newsroom_new_date"), "label": _("New date"), "icon": "plus", "main": True}]
        if may_keep
        else [],
    }
    return render(request, "newsroom/dates.html", context)


def _date_page(request: HttpRequest, date: ImportantDate | None) -> HttpResponse:
    units = units_here(request.user, EDITORS).order_by("path")
    require(units.exists())
    initial = (
        date_initial(date) | {"unit": date.unit.slug}
        if date
        else {
            "recurrence": "yearly",
            "days": 1,
            "mined_days_ahead": 45,
            "is_on": True,
            "version": str(timezone.localdate().year),
        }
    )
    form = DateForm(request.POST or None, initial=initial, units=units.filter(pk=date.unit_id) if date else units)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_important_date(date=date, acting_user=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("newsroom_dates")
    context = {
        "page_title": _("Change “%(name)s”") % {"name": date.name} if date else _("New date"), "form": form,
        "verb": _("Save"), "back": reverse("newsroom_dates"),
    }  # fmt: skip
    return render(request, "newsroom/topic_form.html", context, status=400 if form.errors else 200)


def new_date(request: HttpRequest) -> HttpResponse:
    """Enter an important date."""
    return _date_page(request, None)


def edit_date(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an important date of one's own unit."""
    return _date_page(request, permissions.get_date_for(request.user, pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def addresses(request: HttpRequest) -> HttpResponse:
    """One's calendar addresses; a new one is shown in the answer that made it, and nowhere else."""
    if not is_staff(request.user):
        raise PermissionDenied
    form = AddressForm(request.POST or None, units=permissions.calendar_units(request.user))
    secret, status = "", 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                _row, secret = actions.make_calendar_address(acting_user=request.user, unit=form.cleaned_data["unit"])
                status = 200
            except ValidationError as error:
                form.add_error(None, error)
    path = reverse("newsroom:calendar", args=[secret]) if secret else ""
    context = {
        "page_title": _("Follow the calendar elsewhere"),
        "form": form,
        "address": request.build_absolute_uri(path) if secret else "",
        "rows": permissions.addresses_for(request.user)[:100],
        "back": reverse("desk_calendar"),
    }
    return render(request, "newsroom/addresses.html", context, status=status)


@require_POST
def revoke_address(request: HttpRequest, pk: int) -> HttpResponse:
    """End a calendar address at once."""
    actions.revoke_calendar_address(permissions.get_address_for(request.user, pk), acting_user=request.user)
    messages.success(request, _("Revoked. Calendars that follow it get nothing from now on."))
    return redirect("newsroom_addresses")


@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind a secret address; a revoked one is as unknown as one that never was."""
    address = permissions.address_of(secret)
    if address is None:
        raise Http404
    content = calendar_of(address, timezone.now())
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = 'inline; filename="newsroom.ics"'
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    unchanged = get_conditional_response(request, etag=etag, response=response)
    return unchanged if isinstance(unchanged, HttpResponse) else response
