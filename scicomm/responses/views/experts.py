"""Who could speak: the panel of a case, the search for experts, a person's own availability, spokespersons of units."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import is_staff, person_of, units_under
from scicomm.responses import actions, permissions, queries
from scicomm.responses.forms import experts as f
from scicomm.responses.models import Case, ExpertProfile, SpeakingRule
from scicomm.responses.views.panels import PANELS, Panel

MOST_TEXT = 2000
MOST_UNITS = 300


def who_could_speak(request: HttpRequest, case: Case) -> Panel | None:
    """The people who could speak, with reasons, papers and load; to give the case to one, or to ask several by a link."""
    if not permissions.can_assign(request.user, case):
        return None
    context = {
        "case": case,
        "suggestions": queries.suggest_experts(case),
        "may_ask": permissions.can_ask_statement(request.user, case),
    }
    return Panel("responses/panels/who_could_speak.html", context, first=True, anchor="expert")


if who_could_speak not in PANELS:
    PANELS.insert(0, who_could_speak)


@require_safe
def experts(request: HttpRequest) -> HttpResponse:
    """Type a topic, get the people who could speak on it."""
    if not permissions.may_search_experts(request.user):
        return redirect("responses_my_availability")
    text = request.GET.get("q", "").strip()[:MOST_TEXT]
    units = Unit.objects.order_by("path")[:MOST_UNITS]
    slug, language = request.GET.get("unit", ""), request.GET.get("language", "")
    unit = next((one for one in units if one.slug == slug), None)
    free = request.GET.get("free") == "1"
    language = language if language in {"zh", "en"} else ""
    found = queries.find_experts(text, unit=unit, language=language, only_free=free) if text else []
    mine = permissions.experts_for(request.user).filter(pk__in=[one.person.pk for one in found])
    keeps = set(mine.values_list("pk", flat=True))
    context = {
        "page_title": _("Experts"), "q": text, "found": found, "units": units, "unit": slug if unit else "",
        "language": language, "free": free, "keeps": keeps, "filtered": bool(unit or language or free),
        "sets_speakers": units_under(request.user, permissions.HANDLERS).exists(),
        "has_own": person_of(request.user) is not None,
    }  # fmt: skip
    return render(request, "responses/experts.html", context)


@require_safe
def my_availability(request: HttpRequest) -> HttpResponse:
    """To one's own page."""
    person = person_of(request.user) if is_staff(request.user) else None
    if person is None:
        raise PermissionDenied
    return redirect("responses_expert", person.pk)


FORMS: dict[str, type[forms.Form]] = {"profile": f.ProfileForm, "away": f.AwayForm, "out": f.OptOutForm}


def _page(request: HttpRequest, person: Person, status: int = 200, **bound: forms.Form) -> HttpResponse:
    """The availability of one person, with forms as they were sent where something was wrong."""
    profile = ExpertProfile.objects.prefetch_related("aways").filter(person=person).first()
    today = timezone.localdate()
    fields = f.ProfileForm.base_fields
    initial = {name: getattr(profile or ExpertProfile(), name) for name in fields}
    context = {
        "page_title": _("When you can be asked") if person.user_id == request.user.pk else person.name,
        "person": person,
        "is_own": person.user_id == request.user.pk,
        "profile": profile,
        "why_not": queries.why_not(profile, today),
        "aways": [away for away in profile.aways.all() if away.ends_on >= today] if profile else [],
        "today": today,
        "profile_form": bound.get("profile") or f.ProfileForm(initial=initial, prefix="profile"),
        "away_form": bound.get("away") or f.AwayForm(prefix="away"),
        "out_form": bound.get("out") or f.OptOutForm(prefix="out"),
    }
    return render(request, "responses/expert.html", context, status=status)


@require_safe
def availability(request: HttpRequest, pk: int) -> HttpResponse:
    """When a person can be asked: kept by them, and by response officers for them."""
    return _page(request, permissions.get_expert_for(request.user, pk))


ACTS: dict[str, Callable[[Person, Any, dict[str, Any]], object]] = {
    "profile": lambda person, user, data: actions.keep_profile(person, acting_user=user, **data),
    "away": lambda person, user, data: actions.note_away(person, acting_user=user, **data),
    "out": lambda person, user, data: actions.opt_out(person, acting_user=user, **data),
}


@require_POST
def expert_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Keep the profile, note an absence, opt out or in; what is refused is said beside what was typed."""
    person = permissions.get_expert_for(request.user, pk)
    if step == "in":
        try:
            actions.opt_in(person, acting_user=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Saved."))
        return redirect("responses_expert", person.pk)
    if step not in ACTS:
        raise Http404
    form = FORMS[step](request.POST, prefix=step)
    if not form.is_valid():
        return _page(request, person, 400, **{step: form})
    try:
        ACTS[step](person, request.user, form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, person, 409, **{step: form})
    messages.success(request, _("Saved."))
    return redirect("responses_expert", person.pk)


@require_POST
def back_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an absence back."""
    away = permissions.get_away_for(request.user, pk)
    actions.cancel_away(away, acting_user=request.user)
    messages.success(request, _("Saved."))
    return redirect("responses_expert", away.profile.person_id)


@require_http_methods(["GET", "HEAD", "POST"])
def speakers(request: HttpRequest) -> HttpResponse:
    """Who speaks for which unit, and whether they are asked first."""
    units = units_under(request.user, permissions.HANDLERS).order_by("path")
    if not units.exists():
        raise PermissionDenied
    form = f.SpeakerForm(request.POST or None, units=units, initial={"unit": units.first(), "is_first": True})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.set_speaker(data["unit"], person=data["person"], is_first=data["is_first"], acting_user=request.user)
        messages.success(request, _("Saved."))
        return redirect("responses_speakers")
    rules = (
        SpeakingRule.objects.filter(unit__in=units).select_related("unit", "spokesperson__unit").order_by("unit__path")
    )
    context = {"page_title": _("Spokespersons"), "rules": rules, "form": form}
    return render(request, "responses/speakers.html", context, status=400 if form.errors else 200)
