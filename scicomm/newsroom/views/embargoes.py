"""The embargo, the planned release, the press room and broken embargoes on a story's desk page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scicomm.newsroom import actions, permissions, queries
from scicomm.newsroom.enums import TAKEN_BACK, BreachOutcome, EmbargoMoveKind, StoryState
from scicomm.newsroom.forms import BreachForm, EmbargoForm, LiftForm, ReleaseForm
from scicomm.newsroom.models import Dossier, PressShare, StoryPage
from scicomm.newsroom.rules import is_embargoed
from scicomm.newsroom.views.panels import Panel, panel
from scicomm.newsroom.views.stories import story_page, try_on_story


@panel(order=40)
def embargo_panel(request: HttpRequest, story: StoryPage, forms: dict[str, Any]) -> Panel | None:
    """Until when, by whom, why, every move of it; set, move and lift for those who may."""
    dossier = story.dossier
    row = queries.embargo_of(dossier)
    open_here = dossier.published_at is None and dossier.state not in TAKEN_BACK
    may = open_here and permissions.may_hold(request.user, dossier)
    if row is None and not may:
        return None
    in_force = row is not None and row.lifted_at is None and dossier.published_at is None
    context = {
        "story": story,
        "dossier": dossier,
        "embargo": row,
        "in_force": in_force,
        "is_over": row is not None and not in_force,
        "moves": queries.moves_of(row),
        "may": may,
        "embargo_form": forms.get("embargo_form")
        or EmbargoForm(initial={"until": row.until if row and in_force else None}),
        "lift_form": forms.get("lift_form") or LiftForm(),
        "release_form": forms.get("release_form") or ReleaseForm(initial={"at": dossier.release_at}),
        "lapsed": EmbargoMoveKind.LAPSED,
    }
    return Panel("newsroom/panels/embargo.html", context, title=_("Embargo"), anchor="embargo", own_section=True)


@panel(order=45)
def press_panel(request: HttpRequest, story: StoryPage, forms: dict[str, Any]) -> Panel | None:
    """Whether the press sees it, who opened it, and what to do when somebody told it too early."""
    dossier = story.dossier
    share = PressShare.objects.filter(dossier=dossier).select_related("shared_by__person").first()
    embargoed = is_embargoed(dossier.embargo_until, timezone.now())
    breaches = list(dossier.breaches.select_related("recorded_by__person", "member"))
    held = dossier.state == StoryState.HELD and embargoed
    if not (share or held or breaches or embargoed) or not permissions.may_hold(request.user, dossier):
        return None
    openers = queries.openers_of(dossier)
    members = queries.who_holds_a_copy(story.pk)
    context = {
        "story": story,
        "dossier": dossier,
        "share": share,
        "is_shared": share is not None and share.ended_at is None and held,
        "may_share": held,
        "openers": openers,
        "breaches": breaches,
        "open_outcome": BreachOutcome.OPEN,
        "breach_form": (forms.get("breach_form") or BreachForm(members=members)) if embargoed else None,
    }
    return Panel("newsroom/panels/press.html", context, title=_("Press room"), anchor="press", own_section=True)


@require_POST
def embargo(request: HttpRequest, pk: int) -> HttpResponse:
    """Set or move the embargo, or lift it early with a reason."""
    found = permissions.get_story_for(request.user, pk)
    if "lift" in request.POST:
        lift = LiftForm(request.POST)
        if not lift.is_valid():
            return story_page(request, found, lift_form=lift, status=400)
        reason = lift.cleaned_data["reason"]
        return try_on_story(
            request, found, lambda: actions.lift_embargo(found, acting_user=request.user, reason=reason),
            _("The embargo is lifted."), lift_form=lift,
        )  # fmt: skip
    form = EmbargoForm(request.POST)
    if not form.is_valid():
        return story_page(request, found, embargo_form=form, status=400)
    values = form.cleaned_data
    return try_on_story(
        request, found, lambda: actions.set_embargo(found, acting_user=request.user, **values),
        _("The embargo is set."), embargo_form=form,
    )  # fmt: skip


@require_POST
def release_time(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan when the story comes out."""
    found = permissions.get_story_for(request.user, pk)
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        return story_page(request, found, release_form=form, status=400)
    at = form.cleaned_data["at"]
    return try_on_story(
        request, found, lambda: actions.set_release_time(found, at=at, acting_user=request.user),
        _("The release is planned."), release_form=form,
    )  # fmt: skip


@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the story to the press room, or take it out."""
    found = permissions.get_story_for(request.user, pk)
    if "end" in request.POST:
        return try_on_story(
            request, found, lambda: actions.unshare_with_press(found, acting_user=request.user),
            _("It is no longer in the press room. Who opened it stays in the register."),
        )  # fmt: skip
    return try_on_story(
        request, found, lambda: actions.share_with_press(found, acting_user=request.user),
        _("It stands in the press room, marked with its lifting time."),
    )  # fmt: skip


@require_POST
def breach(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that somebody told the story before its time, and lift at once where that was chosen."""
    found = permissions.get_story_for(request.user, pk)
    form = BreachForm(request.POST, members=queries.who_holds_a_copy(found.pk))
    if not form.is_valid():
        return story_page(request, found, breach_form=form, status=400)

    def act() -> None:
        row = actions.record_breach(found, acting_user=request.user, **form.cleaned_data)
        if "lift" in request.POST:
            actions.lift_after_breach(row, acting_user=request.user)

    return try_on_story(request, found, act, _("Recorded. Decide now: keep the embargo, lift it, or kill the story."),
                        breach_form=form)  # fmt: skip


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """What is done about a broken embargo: lift at once, or keep it."""
    found = permissions.get_breach_for(request.user, pk)
    story: StoryPage = StoryPage.objects.select_related("dossier__unit").get(pk=found.dossier.story_id)

    def act() -> Dossier | object:
        if "lift" in request.POST:
            return actions.lift_after_breach(found, acting_user=request.user)
        return actions.decide_breach(found, outcome=BreachOutcome.KEPT, acting_user=request.user)

    return try_on_story(request, story, act, _("Noted."))
