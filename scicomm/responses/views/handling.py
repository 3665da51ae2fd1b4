"""The steps of handling, each a post: kind and urgency, clock, parts, handing over, remarks, joining; and notes of calls."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from scicomm.listening.permissions import get_topic_for
from scicomm.listening.queries import claims_of_topic
from scicomm.organisation.models import Person
from scicomm.organisation.permissions import units_under
from scicomm.responses import actions, permissions, queries
from scicomm.responses.forms import handling as f
from scicomm.responses.models import Case, CasePart
from scicomm.responses.views.cases import case_page

Act = Callable[[Case, Any, dict[str, Any]], object]


def people_of_house() -> Any:
    return Person.objects.select_related("unit").order_by("family_name_en", "pk")


def _forms(name: str, data: Any, case: Case, user: Any) -> forms.Form:
    """The form of a step, with what can be chosen in it."""
    if name == "part":
        return f.PartForm(data, units=f.units_to_ask(case), prefix="part")
    if name == "over":
        return f.HandOverForm(data, units=f.units_to_ask(case), prefix="over")
    if name == "interest":
        return f.InterestForm(data, people=people_of_house(), prefix="interest")
    if name == "officer":
        return f.OfficerForm(data, officers=queries.officers_of(user), prefix="officer")
    plain: dict[str, type[forms.Form]] = {
        "triage": f.TriageForm, "pause": f.ReasonForm, "remark": f.RemarkForm, "merge": f.MergeForm,
        "back": f.BackForm, "reopen": f.ReopenForm, "take": forms.Form, "spam": forms.Form,
    }  # fmt: skip
    return plain[name](data, prefix=name)


def _merge(case: Case, user: Any, data: dict[str, Any]) -> object:
    into = permissions.cases_for(user).filter(pk=data["number"]).first()
    if into is None:
        raise ValidationError(_("There is no such case."))
    return actions.merge_cases(case, into=into, acting_user=user)


ACTS: dict[str, tuple[Act, str]] = {
    "triage": (lambda case, user, data: actions.triage_case(case, acting_user=user, **data), "triage"),
    "pause": (lambda case, user, data: actions.pause_case(case, acting_user=user, **data), "pause"),
    "part": (lambda case, user, data: actions.ask_part(case, acting_user=user, **data), "part"),
    "over": (lambda case, user, data: actions.hand_over(case, acting_user=user, **data), "over"),
    "remark": (lambda case, user, data: actions.write_remark(case, acting_user=user, **data), "remark"),
    "interest": (lambda case, user, data: actions.note_interest(case, acting_user=user, **data), "interest"),
    "merge": (_merge, "merge"),
    "officer": (lambda case, user, data: actions.set_officer(case, acting_user=user, **data), "officer"),
    "take": (lambda case, user, data: actions.take_handed_case(case, acting_user=user), "take"),
    "back": (lambda case, user, data: actions.send_back_case(case, acting_user=user, **data), "back"),
    "spam": (lambda case, user, data: actions.shut_as_spam(case, acting_user=user), "spam"),
    "reopen": (lambda case, user, data: actions.reopen_case(case, acting_user=user, **data), "reopen"),
}


@require_POST
def handle(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step of handling with a form; what is refused is said on the page, with what was typed kept."""
    found = permissions.get_case_for(request.user, pk)
    if step not in ACTS:
        raise Http404
    act, name = ACTS[step]
    form = _forms(name, request.POST, found, request.user)
    if not form.is_valid():
        return case_page(request, found, **{f"{name}_form": form}, status=400)
    try:
        act(found, request.user, form.cleaned_data)
    except ValidationError as error:
        return case_page(request, found, problems=error.messages, **{f"{name}_form": form}, status=409)
    messages.success(request, _("Saved."))
    if not permissions.cases_for(request.user).filter(pk=found.pk).exists():
        return redirect("responses_cases")
    return redirect("responses_case", found.pk)


@require_POST
def clock(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the clock run again, or note the first response."""
    found = permissions.get_case_for(request.user, pk)
    if "resume" in request.POST:
        actions.resume_case(found, acting_user=request.user)
        messages.success(request, _("The clock runs again."))
    else:
        actions.note_first_response(found, acting_user=request.user)
        messages.success(request, _("The first response is noted."))
    return redirect("responses_case", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of a case that one's unit is asked for, and nothing else of the case."""
    found = permissions.get_part_for(request.user, pk)
    may_give = permissions.can_give_part(request.user, found)
    form = f.GivePartForm(request.POST or None, initial={"text": found.text})
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_part(found, text=form.cleaned_data["text"], acting_user=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Your unit's part is given."))
            return redirect("responses_part", found.pk)
    context = {"page_title": pgettext("page", "Part of a case"), "part": found, "form": form if may_give else None}
    return render(request, "responses/part.html", context, status=400 if form.errors else 200)


@require_POST
def decide_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a part, or return it."""
    found: CasePart = permissions.get_part_for(request.user, pk)
    case = permissions.get_case_for(request.user, found.case_id)
    try:
        actions.decide_part(
            found, accept="accept" in request.POST, note=request.POST.get("note", ""), acting_user=request.user
        )
    except ValidationError as error:
        return case_page(request, case, problems=error.messages, status=409)
    messages.success(request, _("Saved."))
    return redirect("responses_case", case.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest) -> HttpResponse:
    """Note a question that came by telephone or mail, or from the press."""
    units = units_under(request.user, permissions.HANDLERS).order_by("path")
    if not units.exists():
        raise PermissionDenied
    form = f.NoteForm(request.POST or None, units=units, initial={"unit": units.first(), "post_key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            case = actions.note_question(acting_user=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The case is open. Choose who could speak."))
            return redirect("responses_case", case.pk)
    context = {"page_title": _("Note a question"), "form": form}
    return render(request, "responses/note.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def open_from_topic(request: HttpRequest, pk: int) -> HttpResponse:
    """What a case about a hot topic would be, with the button that opens it for one of one's units."""
    topic = get_topic_for(request.user, pk)
    units = units_under(request.user, permissions.HANDLERS).order_by("path")
    claims = claims_of_topic(topic)
    if request.method == "POST":
        unit = units.filter(slug=request.POST.get("unit", "")).first()
        if unit is None:
            raise PermissionDenied
        claim = next((one for one in claims if str(one.pk) == request.POST.get("claim")), None)
        case = actions.open_case_from_topic(topic, unit=unit, claim=claim, acting_user=request.user)
        messages.success(request, _("The case is open. Choose who could speak."))
        return redirect("responses_case", case.pk)
    home = topic.dossier.unit_id if topic.dossier else None
    context = {"page_title": _("Open a case"), "topic": topic, "units": units[:60], "home": home, "claims": claims}
    return render(request, "responses/open_topic.html", context)
