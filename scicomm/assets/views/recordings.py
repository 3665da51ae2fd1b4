"""The desk's screens of recordings, and of the use of any asset."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scicomm.assets import actions, permissions
from scicomm.assets.enums.delivery import ProbeState
from scicomm.assets.forms.recordings import NewRecordingForm, PosterForm, RecordingForm, TrackForm
from scicomm.assets.models import Recording
from scicomm.assets.queries import use_problems
from scicomm.assets.queries.bank import FREE, downloads_of, told_on
from scicomm.assets.queries.doors import is_given_out
from scicomm.assets.queries.stored import opened
from scicomm.assets.rules.probing import CannotPlay, frame_at
from scicomm.organisation.permissions import require

PER_PAGE = 30


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Recordings of one's units, newest first."""
    rows = (
        permissions.recordings_for(request.user).select_related("asset__unit", "poster").order_by("-created_at", "-pk")
    )
    action = {"url": reverse("assets_recording_add"), "label": _("New recording"), "icon": "plus", "main": True}
    may_add = permissions.recording_units(request.user).exists()
    context = {
        "page_title": _("Video, sound, 3D"),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "page_actions": [action] if may_add else [],
    }
    return render(request, "assets/desk/recordings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Bring in a recording; the worker then looks into it."""
    units = permissions.recording_units(request.user)
    require(units.exists())
    form = NewRecordingForm(request.POST or None, request.FILES or None, units=units)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = actions.add_recording(
            data["file"], title=data["title"], kind=form.kind, unit=data["unit"], acting_user=request.user
        )
        messages.success(request, _("It is here. We look into the file now; in a moment it can be played."))
        return redirect("assets_recording", made.pk)
    return render(request, "assets/desk/form.html", {"page_title": _("New recording"), "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One recording: play it, describe it, its still picture, its texts."""
    recording = permissions.get_recording_for(request.user, pk)
    may_change = permissions.can_change_recording(request.user, recording)
    form = RecordingForm(request.POST or None, instance=recording)
    if request.method == "POST" and form.is_valid():
        actions.change_recording(recording, acting_user=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("assets_recording", pk)
    context = {
        "page_title": recording.title,
        "recording": recording,
        "asset": recording.asset,
        "form": form,
        "may_change": may_change,
        "poster_form": PosterForm(initial={"moment": 1}),
        "plays": recording.probe_state == ProbeState.READY and recording.kind != "model",
        "tracks": recording.tracks.all(),
    }
    return render(request, "assets/desk/recording.html", context)


@require_POST
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """The frame of a moment becomes the still picture."""
    recording = permissions.get_recording_for(request.user, pk)
    require(permissions.can_change_recording(request.user, recording))
    form = PosterForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the second as a number, like 12.5."))
        return redirect("assets_recording", pk)
    moment = float(form.cleaned_data["moment"])
    try:
        with opened(recording) as file:
            picture = frame_at(file, moment)
        actions.set_poster(recording, picture, moment=moment, acting_user=request.user)
    except (CannotPlay, OSError) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The still picture was changed."))
    return redirect("assets_recording", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def track_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A text for a recording."""
    recording = permissions.get_recording_for(request.user, pk)
    return _track_form(
        request, recording, TrackForm(request.POST or None, request.FILES or None, length=recording.duration)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a text of a recording."""
    found = permissions.get_track_for(request.user, pk)
    initial = {"kind": found.kind, "language": found.language, "text": found.text}
    form = TrackForm(request.POST or None, request.FILES or None, initial=initial, length=found.recording.duration)
    return _track_form(request, found.recording, form)


def _track_form(request: HttpRequest, recording: Recording, form: TrackForm) -> HttpResponse:
    require(permissions.can_change_recording(request.user, recording))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.save_track(
                recording, kind=data["kind"], language=data["language"], text=data["text"], acting_user=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("assets_recording", recording.pk)
    context = {"page_title": _("Text for “%(title)s”") % {"title": recording.title}, "form": form}
    return render(request, "assets/desk/form.html", context)


@require_POST
def track_delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = permissions.get_track_for(request.user, pk)
    actions.delete_track(found, acting_user=request.user)
    return redirect("assets_recording", found.recording_id)


@require_POST
def transcript(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of captions become the transcript."""
    found = permissions.get_track_for(request.user, pk)
    try:
        actions.write_transcript(found, acting_user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The transcript was written from the captions."))
    return redirect("assets_recording", found.recording_id)


@require_safe
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an asset is used, what was taken, and whether anyone may have it."""
    asset = permissions.get_own_asset_for(request.user, pk)
    entry = getattr(asset, "bank_entry", None)
    context: dict[str, Any] = {
        "page_title": asset.title,
        "asset": asset,
        "entry": entry,
        "given_out": is_given_out(asset),
        "problems": use_problems([asset], timezone.now()).get(asset.pk, []),
        "is_free": asset.media.licence in FREE,
        "may_give_out": permissions.can_give_out(request.user, asset.unit),
        "told": told_on(asset),
        "taken": downloads_of(asset),
    }
    return render(request, "assets/desk/use.html", context)


@require_POST
def bank(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an asset into the image bank, or take it out."""
    asset = permissions.get_own_asset_for(request.user, pk)
    try:
        if "close" in request.POST:
            actions.close_asset(asset, acting_user=request.user)
        else:
            actions.open_asset(asset, acting_user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("assets_use", pk)
