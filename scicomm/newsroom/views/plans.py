"""Plans of review on the desk: which unit has set what, one unit's plan with its preview, and one's own absences."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scicomm.newsroom import actions, permissions, queries
from scicomm.newsroom.enums import Profile, Step
from scicomm.newsroom.forms import AbsenceForm, PlanForm, StepForm
from scicomm.newsroom.models import ReviewPlan
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import person_of


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """The units whose policy one holds, and the plans each has set itself."""
    units = permissions.plan_units_for(request.user).select_related("kind").order_by("path")
    if not units.exists():
        raise Http404
    page = Paginator(units, 50).get_page(request.GET.get("page"))
    own: dict[int, list[ReviewPlan]] = {}
    for found in ReviewPlan.objects.filter(unit__in=[unit.pk for unit in page]).prefetch_related("steps"):
        own.setdefault(found.unit_id, []).append(found)
    rows = [{"unit": unit, "plans": own.get(unit.pk, []), "depth": unit.depth} for unit in page]
    return render(request, "newsroom/plans.html", {"page_title": _("Review plans"), "page": page, "rows": rows})


def _profile(request: HttpRequest) -> str:
    profile = request.GET.get("kind", "")
    if profile and profile not in Profile.values:
        raise Http404
    return profile


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """One unit's plan for a kind of piece: what holds today, who it would reach, and setting it."""
    unit = permissions.get_plan_unit_for(request.user, slug)
    profile = _profile(request)
    if request.method != "POST":
        return _plan_page(request, unit, profile)
    people = list(queries.people_for_plans(unit))
    form = PlanForm(request.POST)
    steps = [StepForm(request.POST, kind=kind, people=people, step=None) for kind in Step]
    # Each is asked, so that all errors are shown at once.
    if False in [form.is_valid(), *(step.is_valid() for step in steps)]:
        return _plan_page(request, unit, profile, form=form, steps=steps, status=400)
    used = [step for step in steps if step.cleaned_data["used"]]
    used.sort(key=lambda step: step.cleaned_data.get("place") or 9)
    wanted = [step.wanted for step in used]
    try:
        actions.set_review_plan(unit, acting_user=request.user, steps=wanted, profile=profile, **form.cleaned_data)
    except ValidationError as error:
        return _plan_page(request, unit, profile, form=form, steps=steps, errors=error.messages, status=409)
    messages.success(request, _("The plan holds for stories sent into review from now on."))
    return redirect(f"{reverse('newsroom_plan', args=[unit.slug])}?kind={profile}")


def _plan_page(request: HttpRequest, unit: Unit, profile: str, **given: Any) -> HttpResponse:
    holding = queries.plan_for(unit, profile)
    people = list(queries.people_for_plans(unit))
    rows = {step.kind: step for step in queries.steps_of_plan(holding)}
    preview = queries.preview(unit, list(rows.values()))
    own = holding is not None and holding.unit_id == unit.pk and holding.profile == profile
    context = {
        "page_title": _("Review plan of %(unit)s") % {"unit": unit.name},
        "unit": unit,
        "profile": profile,
        "profile_label": Profile(profile).label if profile else _("any kind of piece"),
        "profiles": [("", _("any kind of piece")), *Profile.choices],
        "holding": holding,
        "is_own": own,
        "preview": preview,
        "lacking": queries.units_without(unit, list(rows.values())).values(),
        "form": given.get("form")
        or PlanForm(
            initial={"own_signature": holding.own_signature, "note": holding.note if own else ""} if holding else {}
        ),
        "steps": given.get("steps")
        or [StepForm(None, kind=kind, people=people, step=rows.get(kind.value)) for kind in Step],
        "errors": given.get("errors", []),
        "page_actions": [{"url": reverse("newsroom_plans"), "label": _("All units")}],
    }
    return render(request, "newsroom/plan.html", context, status=given.get("status", 200))


@require_POST
def remove_plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a plan up; what the units above have set holds again."""
    unit = permissions.get_plan_unit_for(request.user, slug)
    profile = _profile(request)
    actions.remove_review_plan(unit, acting_user=request.user, profile=profile)
    messages.success(request, _("Given up. What the units above have set holds again."))
    return redirect(f"{reverse('newsroom_plan', args=[unit.slug])}?kind={profile}")


@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: HttpRequest) -> HttpResponse:
    """When one is away, and who reviews instead."""
    person = person_of(request.user)
    if person is None:
        raise Http404
    form = AbsenceForm(request.POST or None, people=queries.possible_substitutes(person))
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_absence(acting_user=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Noted. On these days your reviews go to who stands in for you."))
            return redirect("newsroom_absences")
    context = {"page_title": _("When I am away"), "form": form, "rows": queries.absences_of(person)[:50]}
    return render(request, "newsroom/absences.html", context, status=400 if form.errors else 200)


@require_POST
def end_absence(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an absence back, or come back earlier."""
    absence = permissions.get_absence_for(request.user, pk)
    actions.end_absence(absence, acting_user=request.user)
    messages.success(request, _("You are not away any more."))
    return redirect("newsroom_absences")
