"""A story's releases on one page: choose channels, see how each will look, schedule, follow the receipts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from scicomm.channels import actions, permissions
from scicomm.channels.enums import BUILT_IN, ReleaseState
from scicomm.channels.forms import PlanForm
from scicomm.channels.models import Channel, Release
from scicomm.channels.queries import DryRun, dry_run, releases_of, suggested_times
from scicomm.newsroom.models import StoryPage
from scicomm.newsroom.permissions import get_story_for

_BADGES = {
    "": "wait",
    ReleaseState.SENT: "go",
    ReleaseState.VISIBLE: "go",
    ReleaseState.ACCEPTED: "info",
    ReleaseState.REFUSED: "stop",
    ReleaseState.FAILED: "stop",
    ReleaseState.CANCELLED: "",
    ReleaseState.RECALLED: "",
}


def badge_of(release: Release) -> str:
    """The colour of a state; its word stands beside it."""
    return "stop" if release.needs_hand else str(_BADGES.get(release.state, "wait"))


@require_http_methods(["GET", "POST"])
def story_releases(request: HttpRequest, pk: int) -> HttpResponse:
    """See and plan; "dry run" shows what would be sent and changes nothing."""
    story = get_story_for(request.user, pk)
    form = _form(request, story)
    shown: list[DryRun] = []
    if request.method == "POST" and form.is_valid():
        if request.POST.get("verb") == "plan":
            if _plan(request, story, form):
                return redirect("channels_story_releases", pk=story.pk)
        else:
            shown = _dry(story, list(form.cleaned_data["channels"]))
    return render(
        request,
        "channels/story_releases.html",
        _context(request, story, form, shown),
        status=400 if form.errors else 200,
    )


def _form(request: HttpRequest, story: StoryPage) -> PlanForm:
    dossier = story.dossier
    choose = permissions.channels_to_choose(request.user, dossier)
    # What can be waited for: the story's own site, and every account that can be chosen.
    site = Q(unit=dossier.unit_id, kind="site", language=dossier.language)
    after = Channel.objects.filter(Q(pk__in=choose.values("pk")) | site).select_related("unit").order_by("kind", "pk")
    today = timezone.localdate()
    campaigns = permissions.campaigns_for(request.user).filter(ends_on__gte=today)
    initial = {"campaign": request.GET.get("campaign") or None}
    data = request.POST if request.method == "POST" else None
    return PlanForm(data, initial=initial, channels=choose, after=after, campaigns=campaigns)


def _plan(request: HttpRequest, story: StoryPage, form: PlanForm) -> bool:
    values = form.cleaned_data
    try:
        planned = actions.plan_releases(
            story.dossier, values["channels"], acting_user=request.user, not_before=values["not_before"], after=values["after"],
            wait_minutes=values["wait_minutes"] or 0, campaign=values["campaign"],
        )  # fmt: skip
    except ValidationError as error:
        form.add_error(None, error)
        return False
    count, left = len(planned), len(values["channels"]) - len(planned)
    if count:
        said = ngettext("Planned on %(count)d channel.", "Planned on %(count)d channels.", count)
        messages.success(request, said % {"count": count})
    if left:
        said = ngettext(
            "On %(count)d channel it is on its way or out already: nothing was changed there.",
            "On %(count)d channels it is on its way or out already: nothing was changed there.",
            left,
        )
        messages.warning(request, said % {"count": left})
    return True


def _dry(story: StoryPage, channels: list[Channel]) -> list[DryRun]:
    known = Release.objects.filter(dossier__story=story, channel__in=channels).values_list("channel", "edits")
    edits = dict(known)
    return [dry_run(channel, story, edits.get(channel.pk) or {}) for channel in channels]


def _context(request: HttpRequest, story: StoryPage, form: PlanForm, shown: list[DryRun]) -> dict[str, Any]:
    dossier = story.dossier
    rows = releases_of(dossier)
    choose: Any = form.fields["channels"]
    channels = list(choose.queryset)
    times = suggested_times(channels, timezone.now())
    return {
        "page_title": _("Releases of “%(title)s”") % {"title": story.draft_title or story.title},
        "page_note": _("Where it goes, when, in which words, and what came back."),
        "page_actions": [{"url": reverse("newsroom_story", args=[story.pk]), "label": _("The story"), "icon": "arrow"}],
        "story": story, "dossier": dossier, "form": form, "dry": shown, "has_channels": bool(channels), "times": times,
        "is_public": bool(story.live and dossier.withdrawn_at is None), "is_over": dossier.withdrawn_at is not None,
        "mine": [{"row": row, "badge": badge_of(row)} for row in rows if row.channel.kind not in BUILT_IN],
        "built_in": [{"row": row, "badge": badge_of(row)} for row in rows if row.channel.kind in BUILT_IN],
    }  # fmt: skip
