"""Adding files: the page with its drop area, the same as a plain form, and the question what to do with a possible duplicate."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from scicomm.assets import actions, permissions, queries
from scicomm.assets.enums.library import UploadState
from scicomm.assets.forms import FilesForm
from scicomm.assets.models import Upload

RECENT = 50
BADGES = {
    UploadState.DONE: "go", UploadState.USED: "info", UploadState.REFUSED: "stop", UploadState.ASKING: "wait",
    UploadState.RECEIVING: "wait",
}  # fmt: skip


def upload(request: HttpRequest) -> HttpResponse:
    """Add files: with script they go piece by piece, several at once; without, as one form."""
    units = permissions.units_to_add_to(request.user)
    if not permissions.can_add_anywhere(request.user):
        raise PermissionDenied
    post = request.method == "POST"
    form = FilesForm(request.POST if post else None, request.FILES if post else None, units=units)
    if post and form.is_valid():
        _take_all(request, form)
        return redirect("assets_upload")
    rows = list(permissions.uploads_for(request.user)[:RECENT])
    context = {
        "page_title": _("Add files"),
        "page_actions": [{"url": reverse("assets_library"), "label": _("Image library"), "main": False}],
        "form": form,
        "tus_url": reverse("assets_tus"),
        "asking": [row for row in rows if row.state == UploadState.ASKING],
        "rows": [_shown(row) for row in rows if row.state != UploadState.ASKING],
    }
    return render(request, "assets/upload.html", context)


def _take_all(request: HttpRequest, form: FilesForm) -> None:
    """The files of a plain form, each by the same way as those that come in pieces."""
    taken = 0
    for file in form.cleaned_data["uploads"]:
        try:
            row = actions.announce_upload(
                unit=form.cleaned_data["unit"], name=file.name, size=file.size, acting_user=request.user
            )
        except (actions.TooLarge, actions.NoRoom) as error:
            code = "too-large" if isinstance(error, actions.TooLarge) else "quota"
            messages.error(request, f"{file.name}: {queries.reason_words(code)}")
            continue
        actions.receive(row, 0, file.read)
        row = actions.finish_upload(row)
        if row.state == UploadState.REFUSED:
            messages.error(request, f"{row.name}: {queries.reason_words(row.reason)}")
        taken += row.state == UploadState.DONE
    if taken:
        words = ngettext("%(count)d file is in the library.", "%(count)d files are in the library.", taken)
        messages.success(request, words % {"count": taken})


def _shown(row: Upload) -> dict[str, Any]:
    return {
        "upload": row,
        "badge": BADGES[UploadState(row.state)],
        "words": queries.reason_words(row.reason) if row.reason else row.get_state_display(),
        "url": reverse("assets_asset", args=[row.asset_id]) if row.asset_id else "",
    }


def decide(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """This picture is here already: use that one, keep both, or give the new one up."""
    row = permissions.get_upload_for(request.user, key)
    if request.method == "POST":
        return _decided(request, row)
    if row.state != UploadState.ASKING:
        return redirect("assets_upload")
    shown, elsewhere = queries.with_same_picture(request.user, row.alike)
    context = {
        "page_title": _("This picture is here already"),
        "page_note": row.name,
        "upload": row,
        "found": [
            {"asset": asset, "percent": int(100 * score), "turned": turned, "same": score >= 1}
            for asset, score, turned in shown
        ],
        "elsewhere": elsewhere,
    }
    return render(request, "assets/decide.html", context)


def _decided(request: HttpRequest, row: Upload) -> HttpResponse:
    use = request.POST.get("use", "")
    try:
        if use:
            asset = permissions.get_library_asset_for(request.user, use)
            actions.use_instead(row, asset, acting_user=request.user)
            return redirect("assets_asset", asset.pk)
        if request.POST.get("keep"):
            row = actions.keep_both(row, acting_user=request.user)
            if row.asset_id:
                messages.success(request, _("Both are kept."))
        elif request.POST.get("drop"):
            actions.give_up_upload(row, acting_user=request.user)
            messages.success(request, _("“%(name)s” was not taken in.") % {"name": row.name})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except actions.Busy:
        messages.error(request, _("Another request is writing to this upload."))
    return redirect("assets_upload")


@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    """Take what is over off one's list."""
    for row in permissions.uploads_for(request.user).exclude(state__in=(UploadState.RECEIVING, UploadState.ASKING)):
        actions.give_up_upload(row, acting_user=request.user)
    return redirect("assets_upload")
