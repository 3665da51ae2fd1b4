"""The two-minute form that any employee opens on a phone, its files, and what became of one's leads."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from scicomm.newsroom import actions, permissions, queries
from scicomm.newsroom.forms import LeadForm
from scicomm.newsroom.rules.files import MOST_BYTES, MOST_FILES, Sent
from scicomm.organisation.models import Person
from scicomm.organisation.permissions import person_of

DRAFT = "newsroom_lead_draft"
# What is kept of a form whose writer was signed out meanwhile.
_KEPT = {"title": 300, "body": 5000, "paper": 300}
_MOST_SENT = MOST_FILES * 2


def report(request: HttpRequest) -> HttpResponse:
    """The form, and what became of the leads one handed in before. What was typed is never lost: it comes back with what was
    wrong, after signing in again, and files that came with a refused form are kept beside it."""
    if not request.user.is_authenticated:
        if request.method == "POST":
            request.session[DRAFT] = {name: request.POST.get(name, "")[:most] for name, most in _KEPT.items()}
        return redirect_to_login(request.get_full_path())
    person = person_of(request.user)
    if person is None:
        raise PermissionDenied
    if request.method == "POST":
        form, done = _handed_in(request, person)
        if done:
            request.session.pop(DRAFT, None)
            messages.success(
                request, _("Handed in. The press office of %(unit)s has it; you see here what becomes of it.")
                % {"unit": person.unit.name},
            )  # fmt: skip
            return redirect("newsroom:report")
    else:
        form = LeadForm(person=person, initial=request.session.get(DRAFT))
    held = queries.held_files(person, form["post_key"].value())
    context = {
        "form": form, "mine": queries.leads_of(person), "person": person, "held": held,
        "kept": DRAFT in request.session and request.method == "GET",
    }  # fmt: skip
    return render(request, "newsroom/report.html", context)


def _key(text: str) -> uuid.UUID:
    """The post key of a form; a new one where what came is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def _sent(request: HttpRequest) -> Iterator[Sent]:
    """The files of a request, one after the other in memory."""
    for upload in request.FILES.getlist("attachments")[:_MOST_SENT]:
        yield Sent(upload.name or "", upload.read(MOST_BYTES + 1))


def _handed_in(request: HttpRequest, person: Person) -> tuple[LeadForm, bool]:
    """Keep the files, then hand the lead in; returns the form with what is wrong, and whether it went."""
    data = request.POST.copy()
    key = _key(data.get("post_key", ""))
    data["post_key"] = str(key)
    refused = actions.keep_attachments(_sent(request), post_key=key, held_by=person)
    form = LeadForm(data, person=person, held=queries.held_files(person, key))
    left_out = [int(pk) for pk in data.getlist("leave_out") if pk.isascii() and pk.isdecimal() and len(pk) < 18]
    if left_out:
        actions.leave_out_attachments(left_out, post_key=key, held_by=person)
    valid = form.is_valid()
    for file in refused:
        form.add_error("attachments", _refusal(file))
    if valid and not refused and _report(form, person, request.user):
        return form, True
    form.show_held(queries.held_files(person, key))
    return form, False


def _report(form: LeadForm, person: Person, user: Any) -> bool:
    names = ("title", "body", "article", "embargo_until", "confidential_until", "post_key")
    try:
        actions.report_lead(
            unit=person.unit, reported_by=person, acting_user=user, **{name: form.cleaned_data[name] for name in names}
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _refusal(file: actions.Refused) -> str:
    words = {
        "empty": _("%(name)s is empty."),
        "large": _("%(name)s is larger than 20 MB."),
        "kind": _("%(name)s: this kind of file is not taken. Pictures, PDF, office documents, sound and video are."),
        "content": _("%(name)s is not what its name says. Save it again in its program, then send it."),
        "macro": _("%(name)s holds macros. Save it without them, then send it."),
        "many": _("%(name)s was one too many: ten files at most."),
        "together": _("%(name)s was too much: 60 MB together at most."),
    }
    return words[file.why] % {"name": file.name}


@login_required
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file of a lead, as a download: whatever is in it, the browser shows and runs nothing."""
    row = permissions.get_attachment_for(request.user, pk)
    response = FileResponse(row.file.open("rb"), as_attachment=True, filename=row.name, content_type=row.kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def open_lead(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever asked to keep a lead confidential gives it up."""
    lead = permissions.get_lead_for(request.user, pk)
    actions.open_lead(lead, acting_user=request.user)
    messages.success(request, _("It is no longer confidential."))
    return redirect("newsroom:report") if lead.reported_by else redirect("newsroom_lead", pk)
