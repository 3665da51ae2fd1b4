"""The desk's list of requests, one request with its clock in words, entering one, and letters as PDF."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from scicomm.core.queries import calendar
from scicomm.organisation.permissions import holds_anywhere, units_under
from scicomm.responses.actions import disclosure as actions
from scicomm.responses.enums import LetterKind, RequestState
from scicomm.responses.forms import disclosure as forms
from scicomm.responses.models import DisclosureRequest
from scicomm.responses.permissions import disclosure as permissions
from scicomm.responses.queries.disclosure import requests
from scicomm.responses.rules.disclosure import ANSWER_DAYS
from scicomm.responses.views.disclosure.applicant import handed_out
from scicomm.responses.views.disclosure.papers import letter_pdf, pdf_response

PER_PAGE = 25


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """What waits for one's signature, then all requests by their clock."""
    if not holds_anywhere(request.user, permissions.OFFICERS):
        raise PermissionDenied
    state, unit = request.GET.get("state", "open"), request.GET.get("unit", "")
    page = Paginator(requests.requests_listed(request.user, state=state, unit=unit), PER_PAGE).get_page(
        request.GET.get("page")
    )
    chips = [("open", _("Open")), ("late", _("Late")), ("ended", _("Ended"))]
    context = {
        "page_title": _("Requests for information"),
        "page_actions": [{"url": "new/", "label": _("Enter a request"), "icon": "", "main": True}],
        "page": page,
        "rows": requests.request_rows(page),
        "letters": requests.waits_for_signature(request.user)[:PER_PAGE],
        "states": [{"value": value, "label": label, "here": value == state} for value, label in chips],
        "state": state,
    }
    return render(request, "responses/disclosure/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a request that came on paper, by mail or in person."""
    units = units_under(request.user, permissions.OFFICERS)
    if not holds_anywhere(request.user, permissions.OFFICERS):
        raise PermissionDenied
    form = forms.EnterForm(request.POST or None, units=units.order_by("path"))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            found, code = actions.file_request(
                unit=data["unit"], applicant_kind=data["applicant_kind"], applicant=form.applicant,
                wanted=data["wanted"], delivery=data["delivery"], language=data["language"], arrival=data["arrival"],
                arrived_on=data["arrived_on"], post_key=data["post_key"] or uuid.uuid4(), acting_user=request.user,
            )  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error)
        else:
            words = _("The request has the number %(number)s; the applicant's code is %(code)s.")
            messages.success(request, words % {"number": found.number, "code": code})
            return redirect("responses_request", found.pk)
    context = {"page_title": _("Enter a request"), "form": form}
    return render(request, "responses/disclosure/enter.html", context, status=400 if form.errors else 200)


@never_cache
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One request."""
    return request_page(request, permissions.get_request_for(request.user, pk))


def request_page(request: HttpRequest, found: DisclosureRequest, status: int = 200, **given: Any) -> HttpResponse:
    """The request's page; `given` holds bound forms with their errors and `problems`."""
    clock = requests.clock_of(found, timezone.localdate(), calendar()) if found.state == RequestState.OPEN else None
    letters = list(found.letters.select_related("drafted_by", "signed_by", "request__unit"))
    for letter in letters:
        letter.may_sign = permissions.can_sign(request.user, letter)  # type: ignore[attr-defined]
    is_open, ended = found.state == RequestState.OPEN, found.state == RequestState.ENDED
    context = {
        "page_title": found.title,
        "page_note": found.unit.name,
        "found": found,
        "clock": clock,
        "answer_days": ANSWER_DAYS,
        "applicant": requests.applicant_of(found),
        "letters": letters,
        "pauses": found.pauses.all(),
        "papers": found.redactions.defer("original", "handed_out"),
        "appeals": found.appeals.all(),
        "steps": found.steps.select_related("user"),
        "confirm_form": forms.DayForm() if found.state == RequestState.SUBMITTED else None,
        "letter_form": forms.LetterForm(initial={"kind": LetterKind.RECEIPT}) if is_open else None,
        "pause_form": forms.PauseForm() if is_open else None,
        "resume_form": forms.ResumeForm(),
        "clarify_form": forms.EnterClarificationForm() if found.state == RequestState.CLARIFY else None,
        "redact_form": forms.RedactForm() if is_open or ended else None,
        "appeal_form": forms.AppealForm(),
        "result_form": forms.AppealResultForm(),
        "log_form": forms.LogForm(initial={"title": found.title}) if ended and not found.log_title else None,
        **given,
    }
    return render(request, "responses/disclosure/request.html", context, status=status)


@never_cache
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter as it is or would be sent."""
    found = permissions.get_letter_for(request.user, pk)
    return pdf_response(letter_pdf(found), found.number)


@never_cache
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A redacted copy."""
    return handed_out(permissions.get_redaction_for(request.user, pk))


@never_cache
@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """What the copy was made from; for officers only."""
    found = permissions.get_redaction_for(request.user, pk)
    found.handed_out = found.original
    return handed_out(found)
