"""The staff page where the mended form of a refused file is sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from scicomm.journals import actions, permissions
from scicomm.journals.actions import Outcome
from scicomm.journals.forms import MendForm
from scicomm.journals.models import QuarantinedFile
from scicomm.journals.rules.reading import Refusal, read_data


def mend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the mended form of a refused file; when it goes in, the refusal is closed, else both stay as they are."""
    refused = permissions.get_quarantined_for(request.user, pk)
    if not permissions.can_mend(request.user, refused):
        raise PermissionDenied
    post = request.method == "POST"
    form = MendForm(request.POST if post else None, request.FILES if post else None)
    if post and form.is_valid():
        outcome = _mend(refused, form.cleaned_data["uploads"][0], request.user)
        if outcome.refusal is None:
            messages.success(request, _("%(title)s went in.") % {"title": outcome.title})
            return redirect("quarantine:index")
        form.add_error("uploads", _worded(outcome.refusal))
    context = {
        "page_title": _("Mend a refused file"),
        "refused": refused,
        "form": form,
        "is_open": refused.state == QuarantinedFile.State.OPEN,
        "page_actions": [{"url": reverse("quarantine:index"), "label": _("Refused files"), "main": False}],
    }
    return render(request, "journals/mend.html", context)


def _mend(refused: QuarantinedFile, file: UploadedFile, user: Any) -> Outcome:
    """The mended file goes in under the refused one's name, so that the list tells one story of it."""
    read = read_data(file.read(), refused.file_name)
    if isinstance(read, Refusal):
        return Outcome(refused.file_name, "quarantined", refusal=read)
    (outcome,) = actions.take_in([read], default_unit=refused.unit, acting_user=user)
    if outcome.refusal is None:
        actions.resolve(refused, acting_user=user)
    return outcome


def _worded(refusal: Refusal) -> str:
    if not refusal.line:
        return refusal.reason
    return _("Line %(line)d: %(reason)s") % {"line": refusal.line, "reason": refusal.reason}
