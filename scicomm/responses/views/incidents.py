"""The inner side of a case in which something went wrong; whoever is not named gets 404."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from scicomm.organisation.models import User
from scicomm.responses import actions, permissions
from scicomm.responses.forms import handling as f
from scicomm.responses.models import Incident
from scicomm.responses.views.handling import people_of_house


@require_safe
def incidents(request: HttpRequest) -> HttpResponse:
    """The incidents that name one."""
    rows = (
        permissions.incidents_for(request.user)
        .select_related("case__unit", "lead__person")
        .prefetch_related("measures")
    )
    return render(request, "responses/incidents.html", {"page_title": _("Incidents"), "rows": rows})


@require_safe
def incident(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, permissions.get_incident_for(request.user, pk))


def _users() -> Any:
    return User.objects.filter(is_active=True, person__isnull=False).select_related("person").order_by("username")


def _page(request: HttpRequest, found: Incident, *, status: int = 200, **given: Any) -> HttpResponse:
    initial = {name: getattr(found, name) for name in ("what_happened", "findings", "look_back_on", "outcome")}
    leads = permissions.can_lead(request.user, found)
    context = {
        "page_title": _("Incident"),
        "incident": found,
        "is_open": found.closed_at is None,
        "measures": found.measures.select_related("owner__unit"),
        "members": found.members.select_related("person"),
        "leads": leads,
        "form": f.IncidentForm(initial=initial),
        "measure_form": f.MeasureForm(people=people_of_house(), prefix="measure"),
        "members_form": f.MembersForm(users=_users(), initial={"members": found.members.all()}, prefix="members")
        if leads
        else None,
        **given,
    }
    return render(request, "responses/incident.html", context, status=status)


@require_POST
def open_incident(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the inner side of a case."""
    case = permissions.get_case_for(request.user, pk)
    found = actions.open_incident(case, what_happened="", acting_user=request.user)
    return redirect("responses_incident", found.pk)


@require_POST
def change_incident(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Write, name, measure, finish or close."""
    found = permissions.get_incident_for(request.user, pk)
    try:
        given = step_of(step)(request, found)
    except ValidationError as error:
        return _page(request, found, problems=error.messages, status=409)
    if given is not None:
        return _page(request, found, **given, status=400)
    messages.success(request, _("Saved."))
    return redirect("responses_incident", found.pk)


def _write(request: HttpRequest, found: Incident) -> dict[str, Any] | None:
    form = f.IncidentForm(request.POST)
    if not form.is_valid():
        return {"form": form}
    actions.write_incident(found, acting_user=request.user, **form.cleaned_data)
    return None


def _members(request: HttpRequest, found: Incident) -> dict[str, Any] | None:
    form = f.MembersForm(request.POST, users=_users(), prefix="members")
    if not form.is_valid():
        return {"members_form": form}
    actions.name_members(found, members=form.cleaned_data["members"], acting_user=request.user)
    return None


def _measure(request: HttpRequest, found: Incident) -> dict[str, Any] | None:
    form = f.MeasureForm(request.POST, people=people_of_house(), prefix="measure")
    if not form.is_valid():
        return {"measure_form": form}
    actions.take_measure(found, acting_user=request.user, **form.cleaned_data)
    return None


def _finish(request: HttpRequest, found: Incident) -> dict[str, Any] | None:
    measure = get_object_or_404(found.measures, pk=request.POST.get("measure") or 0)
    actions.finish_measure(measure, evidence=request.POST.get("evidence", ""), acting_user=request.user)
    return None


def _close(request: HttpRequest, found: Incident) -> dict[str, Any] | None:
    actions.close_incident(found, acting_user=request.user)
    return None


STEPS = {"write": _write, "members": _members, "measure": _measure, "finish": _finish, "close": _close}


def step_of(name: str) -> Any:
    """The step of a name; there is no other."""
    if name not in STEPS:
        raise Http404
    return STEPS[name]
