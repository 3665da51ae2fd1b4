"""The steps of a request, each a post to `<request>/<verb>/`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scicomm.responses import actions as room
from scicomm.responses.actions import disclosure as actions
from scicomm.responses.clients.disclosure_pages import redact_pdf
from scicomm.responses.forms import disclosure as forms
from scicomm.responses.models import DisclosureRequest
from scicomm.responses.permissions import disclosure as permissions
from scicomm.responses.rules.disclosure_redaction import CannotRedact, read_boxes, read_cuts, redact_text
from scicomm.responses.views.disclosure.desk import request_page

Act = Callable[[HttpRequest, DisclosureRequest, dict[str, Any]], object]


def _confirm(request: HttpRequest, found: DisclosureRequest, data: dict[str, Any]) -> None:
    actions.confirm_receipt(found, on=data["on"], acting_user=request.user)


def _draft(request: HttpRequest, found: DisclosureRequest, data: dict[str, Any]) -> None:
    values = {**data, "days": data["days"] or 0}
    actions.draft_letter(found, acting_user=request.user, **values)


def _letter(request: HttpRequest, found: DisclosureRequest) -> Any:
    return get_object_or_404(found.letters.select_related("request__unit"), pk=_number(request, "letter"))


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not text.isdecimal() or len(text) > 18:
        raise Http404
    return int(text)


def _send(request: HttpRequest, found: DisclosureRequest, data: dict[str, Any]) -> None:
    actions.send_letter(_letter(request, found), acting_user=request.user)


def _return(request: HttpRequest, found: DisclosureRequest, data: dict[str, Any]) -> None:
    actions.return_letter(_letter(request, found), note=data["note"], acting_user=request.user)


def _pause(request: HttpRequest, found: DisclosureRequest, data: dict[str, Any]) -> None:
    actions.pause_clock(found, acting_user=request.user, **data)


def _resume(request: HttpRequest, found: DisclosureRequest, data: dict[str, Any]) -> None:
    pause = get_object_or_404(found.pauses.select_related("request"), pk=_number(request, "pause"))
    actions.resume_clock(pause, acting_user=request.user, **data)


def _clarify(request: HttpRequest, found: DisclosureRequest, data: dict[str, Any]) -> None:
    actions.clarify_request(found, acting_user=request.user, **data)


def _withdraw(request: HttpRequest, found: DisclosureRequest, data: dict[str, Any]) -> None:
    actions.withdraw_request(found, acting_user=request.user)


def _log(request: HttpRequest, found: DisclosureRequest, data: dict[str, Any]) -> None:
    actions.show_in_log(found, title=data["title"], acting_user=request.user)


def _appeal(request: HttpRequest, found: DisclosureRequest, data: dict[str, Any]) -> None:
    actions.record_appeal(found, acting_user=request.user, **data)


def _result(request: HttpRequest, found: DisclosureRequest, data: dict[str, Any]) -> None:
    appeal = get_object_or_404(found.appeals.select_related("request"), pk=_number(request, "appeal"))
    actions.decide_appeal(appeal, acting_user=request.user, **data)


def _release(request: HttpRequest, found: DisclosureRequest, data: dict[str, Any]) -> None:
    paper = get_object_or_404(found.redactions.select_related("request"), pk=_number(request, "paper"))
    actions.release_redaction(paper, acting_user=request.user)


def why_not(error: CannotRedact) -> str:
    """Why a document was not redacted, and where."""
    words = {
        "line": _("This line cannot be read: %(where)s"),
        "outside": _("This box does not lie within the page: %(where)s"),
        "nothing": _("Say what is removed, and why."),
        "not_found": _("These words do not stand in the text: %(where)s"),
        "pdf": _("The file is no PDF that can be opened."),
        "page": _("There is no page %(where)s."),
        "long": _("A PDF may have %(where)s pages at most."),
    }
    return words[error.code] % {"where": error.where}


def _redact(request: HttpRequest, found: DisclosureRequest, data: dict[str, Any]) -> None:
    """The pages are set before the action, so that no lock is held meanwhile."""
    file, text = data["file"], data["text"]
    try:
        if file:
            boxes = read_boxes(data["marks"])
            original = file.read()
            handed_out = redact_pdf(original, boxes)
            marks = [{"where": _("page %(number)d") % {"number": box.page}, "why": box.why} for box in boxes]
        else:
            cuts = read_cuts(data["marks"])
            original = text.encode()
            redacted, counts = redact_text(text, cuts)
            handed_out = redacted.encode()
            marks = [{"where": f"{cut.words} × {counts[cut.words]}", "why": cut.why} for cut in cuts]
    except CannotRedact as error:
        raise ValidationError({"marks": why_not(error)}) from error
    actions.keep_redaction(
        found, title=data["title"], is_pdf=bool(file), original=original, handed_out=handed_out, marks=marks,
        acting_user=request.user,
    )  # fmt: skip


# Verb: the form, the name the page gives it, what is done.
STEPS: dict[str, tuple[type[django_forms.Form], str, Act]] = {
    "confirm": (forms.DayForm, "confirm_form", _confirm),
    "draft": (forms.LetterForm, "letter_form", _draft),
    "send": (django_forms.Form, "", _send),
    "return": (forms.NoteForm, "", _return),
    "pause": (forms.PauseForm, "pause_form", _pause),
    "resume": (forms.ResumeForm, "", _resume),
    "clarify": (forms.EnterClarificationForm, "clarify_form", _clarify),
    "withdraw": (django_forms.Form, "", _withdraw),
    "log": (forms.LogForm, "log_form", _log),
    "appeal": (forms.AppealForm, "appeal_form", _appeal),
    "result": (forms.AppealResultForm, "", _result),
    "redact": (forms.RedactForm, "redact_form", _redact),
    "release": (django_forms.Form, "", _release),
}


@require_POST
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Take one step; what is refused is said on the page, with what was typed kept."""
    found = permissions.get_request_for(request.user, pk)
    if verb not in STEPS:
        raise Http404
    made, name, act = STEPS[verb]
    form = made(request.POST, request.FILES) if verb == "redact" else made(request.POST)
    given: dict[str, Any] = {name: form} if name else {}
    if not form.is_valid():
        problems = [] if name else [error for errors in form.errors.values() for error in errors]
        return request_page(request, found, status=400, problems=problems, **given)
    try:
        act(request, found, form.cleaned_data)
    except ValidationError as error:
        found = permissions.get_request_for(request.user, pk)
        return request_page(request, found, status=409, problems=error.messages, **given)
    except room.TwoPeople as error:
        return request_page(request, found, status=403, problems=[str(error)], **given)
    messages.success(request, _("Done."))
    return redirect("responses_request", pk)
