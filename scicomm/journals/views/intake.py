"""The staff page that takes articles in."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from scicomm.journals import actions, permissions
from scicomm.journals.actions import Intake, Outcome
from scicomm.journals.forms import TakeInForm
from scicomm.journals.rules.reading import ReadFile, Refusal, read_data, shown_upload
from scicomm.organisation.models import Unit

KINDS = {"accepted": "go", "updated": "go", "unchanged": "info", "quarantined": "stop", "refused": "stop"}


def take_in(request: HttpRequest) -> HttpResponse:
    """Send files and read below what became of each. Sending the same again changes nothing."""
    units = permissions.units_to_take_in(request.user)
    if not permissions.can_take_in_anywhere(request.user):
        raise PermissionDenied
    post = request.method == "POST"
    form = TakeInForm(request.POST if post else None, request.FILES if post else None, units=units)
    outcomes: list[Outcome] = []
    if post and form.is_valid():
        outcomes = _take_in_files(form.cleaned_data["uploads"], form.cleaned_data["unit"], request.user)
        form = TakeInForm(units=units, initial={"unit": form.cleaned_data["unit"].pk})
    context = {
        "page_title": _("Take in articles"),
        "page_actions": [{"url": reverse("quarantine:index"), "label": _("Refused files"), "main": False}],
        "form": form,
        **_table(outcomes),
    }
    return render(request, "journals/take_in.html", context)


def _take_in_files(files: list[UploadedFile], unit: Unit, user: Any) -> list[Outcome]:
    """One transaction a file: what went in stays in, whatever happens to the next."""
    shared = Intake()
    return [
        outcome
        for file in files
        for outcome in actions.take_in([_read(file)], default_unit=unit, acting_user=user, shared=shared)
    ]


def _read(file: UploadedFile) -> ReadFile | Refusal:
    return read_data(file.read(), shown_upload(file.name or ""))


def _table(outcomes: list[Outcome]) -> dict[str, Any]:
    """The results as the table component takes them."""
    words = {
        "accepted": _("went in"),
        "updated": _("newer version"),
        "unchanged": _("known already"),
        "quarantined": _("to be mended"),
        "refused": _("not yours"),
    }
    rows = [
        [
            {"text": one.file, "wrap": True},
            {"text": words[one.state], "badge": KINDS[one.state]},
            {"text": one.refusal.line or "" if one.refusal else "", "number": True},
            {"text": one.refusal.reason if one.refusal else one.title, "wrap": True, "url": _address(one)},
        ]
        for one in outcomes
    ]
    head = [{"label": _("File")}, {"label": _("Result")}, {"label": _("Line"), "number": True}, {"label": _("What")}]
    return {"result_head": head, "result_rows": rows}


def _address(one: Outcome) -> str:
    """Where the article can be looked at in the admin."""
    return reverse("articles:inspect", args=[one.article_id]) if one.article_id else ""
