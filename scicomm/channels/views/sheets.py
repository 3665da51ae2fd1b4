"""The sheet of one release: how it will look, its words, its time, its receipts, and everything that can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from scicomm.channels import actions
from scicomm.channels.enums import BUILT_IN, ENDED, OUT, ReleaseState
from scicomm.channels.forms import HandForm, ReasonForm, TimeForm, text_form
from scicomm.channels.models import Release
from scicomm.channels.permissions import can_plan_release, get_release_for
from scicomm.channels.queries import dry_run, package_of, read_picture
from scicomm.channels.rules.kept import unkept
from scicomm.channels.rules.packages import Package
from scicomm.channels.views.story_releases import badge_of


@require_safe
def release_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    return _sheet(request, get_release_for(request.user, pk), {})


def _sheet(request: HttpRequest, release: Release, forms: dict[str, Any]) -> HttpResponse:
    is_account = release.channel.kind not in BUILT_IN
    context = {
        "page_title": release.channel.name,
        "page_note": release.dossier.story.draft_title or release.dossier.story.title,
        "page_actions": _ways(request, release),
        "release": release, "badge": badge_of(release), "receipts": list(release.receipts.all()), "is_account": is_account,
        **(_account_context(request, release, forms) if is_account else {}),
    }  # fmt: skip
    return render(request, "channels/release_sheet.html", context, status=400 if forms else 200)


def _ways(request: HttpRequest, release: Release) -> list[dict[str, Any]]:
    address = reverse("channels_story_releases", args=[release.dossier.story_id])
    return [{"url": address, "label": _("All releases of the story"), "icon": "arrow"}]


def _account_context(request: HttpRequest, release: Release, forms: dict[str, Any]) -> dict[str, Any]:
    may = can_plan_release(request.user, release.channel)
    state = release.state
    shown = dry_run(release.channel, release.dossier.story, release.edits or {})
    writable = may and actions.can_be_written(release)
    by_hand = release.needs_hand or state in {ReleaseState.BY_HAND, ReleaseState.FAILED, ReleaseState.WAITING}
    return {
        "dry": shown,
        "made": shown.lines,
        "text_form": forms.get("text")
        or (text_form(shown.editable, shown.package.fields, release.edits or {}) if writable else None),
        "time_form": forms.get("when")
        or (TimeForm(initial={"not_before": _local(release)}) if may and state == "waiting" else None),
        "hand_form": forms.get("hand") or (HandForm() if may and by_hand else None),
        "hand_needs_url": not (state in OUT or state == ReleaseState.RECALLING),
        "recall_form": forms.get("recall")
        or (ReasonForm() if may and state in OUT | {ReleaseState.ACCEPTED} else None),
        "may_cancel": may and state in {ReleaseState.WAITING, ReleaseState.BY_HAND},
        "may_retry": may and state == ReleaseState.FAILED,
        "may_resend": may
        and release.dossier.withdrawn_at is None
        and (state in ENDED or state == ReleaseState.BY_HAND or (state == ReleaseState.UNSURE and release.needs_hand)),
    }


def _local(release: Release) -> Any:
    return timezone.localtime(release.not_before) if release.not_before else None


def _text(request: HttpRequest, release: Release) -> str:
    package = package_of(release)
    editable = dry_run(release.channel, release.dossier.story, {}).editable
    form = text_form(editable, package.fields, release.edits or {}, request.POST)
    if not form.is_valid():
        raise Refused("text", form)
    actions.edit_release(release, acting_user=request.user, edits=form.cleaned_data)
    return _("Saved. The preview shows it.")


def _when(request: HttpRequest, release: Release) -> str:
    form = TimeForm(request.POST)
    if not form.is_valid():
        raise Refused("when", form)
    actions.reschedule_release(release, acting_user=request.user, not_before=form.cleaned_data["not_before"])
    return _("It has its new time.")


def _cancel(request: HttpRequest, release: Release) -> str:
    actions.cancel_release(release, acting_user=request.user)
    return _("Called off.")


def _resend(request: HttpRequest, release: Release) -> str:
    actions.resend_release(release, acting_user=request.user)
    return _("It waits to be sent again.")


def _again(request: HttpRequest, release: Release) -> str:
    actions.retry_release(release, acting_user=request.user)
    return _("It is tried again.")


def _call_back(request: HttpRequest, release: Release) -> str:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise Refused("recall", form)
    actions.call_release_back(release, acting_user=request.user, reason=form.cleaned_data["reason"])
    return _("It is being taken back.")


def _hand(request: HttpRequest, release: Release) -> str:
    form = HandForm(request.POST)
    if not form.is_valid():
        raise Refused("hand", form)
    actions.record_by_hand(release, acting_user=request.user, **form.cleaned_data)
    return _("Written down. Thank you.")


class Refused(Exception):
    """What was typed cannot be taken: the form, by its name on the sheet, with its errors."""

    def __init__(self, name: str, form: Any) -> None:
        super().__init__(name)
        self.name, self.form = name, form


_STEPS: dict[str, Callable[[HttpRequest, Release], str]] = {
    "text": _text,
    "when": _when,
    "cancel": _cancel,
    "resend": _resend,
    "again": _again,
    "recall": _call_back,
    "hand": _hand,
}


@require_POST
def release_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Do one thing with a release; what was typed and refused comes back with the reason."""
    release = get_release_for(request.user, pk)
    if step not in _STEPS:
        raise Http404
    try:
        messages.success(request, _STEPS[step](request, release))
    except Refused as refusal:
        return _sheet(request, release, {refusal.name: refusal.form})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("channels_release_sheet", pk=release.pk)


@require_safe
@never_cache
def release_picture(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """A picture of a release in the form its channel gets, to be posted by hand; its rights are written into it."""
    release = get_release_for(request.user, pk)
    if not can_plan_release(request.user, release.channel):
        raise Http404
    package: Package = unkept(release.package) if release.package and release.state in OUT else package_of(release)
    picture = next((one for one in package.pictures if one.key == str(key)), None)
    if picture is None or picture.problem:
        raise Http404
    try:
        data = read_picture(picture)
    except (LookupError, OSError) as problem:
        raise Http404 from problem
    form = picture.mime.rpartition("/")[2].replace("jpeg", "jpg")
    head = {"Content-Disposition": f'attachment; filename="picture-{key}.{form}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type=picture.mime, headers=head)
