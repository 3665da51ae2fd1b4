"""A story on the desk: where it stands and what may be done; its reviews are panels of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scicomm.newsroom import actions, permissions, queries
from scicomm.newsroom.forms import (
    AcknowledgeForm,
    ExpertsForm,
    SubmitForm,
)
from scicomm.newsroom.models import StoryPage
from scicomm.newsroom.views.panels import panels_of


def story(request: HttpRequest, pk: int) -> HttpResponse:
    """A story's dossier: where it stands, who signed, what may be done."""
    found = permissions.get_story_for(request.user, pk)
    return story_page(request, found)


def story_page(request: HttpRequest, found: StoryPage, **forms: Any) -> HttpResponse:
    """The page with its panels; forms that were refused come back with what was typed."""
    panels = panels_of(request, found, forms)
    dossier = found.dossier
    notice = queries.paper_notice(dossier)
    context = {
        "page_title": found.draft_title or found.title,
        "story": found,
        "dossier": dossier,
        "may_submit": permissions.can_submit_story(request.user, dossier),
        "may_edit": found.permissions_for_user(request.user).can_edit(),
        "notice": notice,
        "notice_links": [{"label": _("Read the notice"), "url": reverse("portal:article", args=[notice.doi])}]
        if notice
        else [],
        "error": forms.get("error"),
        "panels": [made for made in panels if not made.beside],
        "panels_beside": [made for made in panels if made.beside],
    }
    return render(request, "newsroom/story_desk.html", context, status=forms.get("status", 200))


def try_on_story(
    request: HttpRequest, found: StoryPage, act: Callable[[], object], done: str, **forms: Any
) -> HttpResponse:
    """Run an action; what it refuses is said on the page, with what was typed kept."""
    try:
        act()
    except ValidationError as error:
        found = StoryPage.objects.select_related("dossier__unit").get(pk=found.pk)
        return story_page(request, found, error=" ".join(error.messages), status=409, **forms)
    messages.success(request, done)
    return redirect("newsroom_story", found.pk)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the story into review."""
    found = permissions.get_story_for(request.user, pk)
    form = SubmitForm(request.POST)
    if not form.is_valid():
        return story_page(request, found, submit_form=form, status=400)
    note = form.cleaned_data["correction_note"]
    if found.live and not note.strip():
        # A public story is never changed silently; its button stands in the panel of what is done after publishing.
        return story_page(request, found, error=_("Say what changed: readers see it with the date."), status=400)
    return try_on_story(
        request,
        found,
        lambda: actions.submit_story(found, acting_user=request.user, correction_note=note),
        _("The story is in review."),
        submit_form=form,
    )


@require_POST
def experts(request: HttpRequest, pk: int) -> HttpResponse:
    """Name who can speak on the story."""
    found = permissions.get_story_for(request.user, pk)
    form = ExpertsForm(request.POST, people=queries.possible_experts(found.dossier))
    if not form.is_valid():
        return story_page(request, found, experts_form=form, status=400)
    chosen = form.cleaned_data["experts"]
    return try_on_story(
        request,
        found,
        lambda: actions.set_experts(found, experts=chosen, acting_user=request.user),
        _("The experts are named."),
        experts_form=form,
    )


@require_POST
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that what happened to the story's paper was dealt with."""
    found = permissions.get_story_for(request.user, pk)
    form = AcknowledgeForm(request.POST)
    if not form.is_valid():
        return story_page(request, found, acknowledge_form=form, status=400)
    values = {"seen": form.cleaned_data["seen"], "note": form.cleaned_data["note"], "acting_user": request.user}
    return try_on_story(
        request, found, lambda: actions.acknowledge_notice(found, **values), _("Noted. It waits for nobody any more.")
    )
