"""Topics, stories and reviews on the desk."""

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
from scicomm.newsroom.enums import Step
from scicomm.newsroom.forms import (
    AcknowledgeForm,
    EmbargoForm,
    ExpertsForm,
    ReasonForm,
    ReviewForm,
    StartForm,
    SubmitForm,
)
from scicomm.newsroom.models import StoryPage


def board(request: HttpRequest) -> HttpResponse:
    """The board: leads, topics, writing, review, waiting to be released."""
    context = {
        "page_title": _("Topics"),
        "lanes": queries.board_of(request.user),
        "page_actions": [{"url": reverse("newsroom:report"), "label": _("New lead"), "icon": "plus", "main": True}],
    }
    return render(request, "newsroom/board.html", context)


def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """One topic, its lead and its stories."""
    found = permissions.get_topic_for(request.user, pk)
    context = {
        "page_title": found.title,
        "topic": found,
        "stories": found.dossiers.select_related("story", "unit"),
        "form": StartForm(initial={"language": "zh-hans"}),
        "may_start": permissions.can_start_story(request.user, found),
    }
    return render(request, "newsroom/topic.html", context)


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a story from a topic and open it in the editor."""
    found = permissions.get_topic_for(request.user, pk)
    form = StartForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a language."))
        return redirect("newsroom_topic", pk)
    begun = actions.start_story(found, acting_user=request.user, language=form.cleaned_data["language"])
    return redirect("newsroom_story", begun.pk)


def story(request: HttpRequest, pk: int) -> HttpResponse:
    """A story's dossier: where it stands, who signed, what may be done."""
    found = permissions.get_story_for(request.user, pk)
    return _story_page(request, found)


def _story_page(request: HttpRequest, found: StoryPage, **forms: Any) -> HttpResponse:
    dossier = found.dossier
    step = permissions.step_awaited(dossier)
    notice = queries.paper_notice(dossier)
    context = {
        "page_title": found.draft_title or found.title,
        "story": found,
        "dossier": dossier,
        "draft": found.get_latest_revision_as_object(),
        "sign_offs": dossier.sign_offs.select_related("reviewer__person"),
        "steps": queries.steps_of(dossier),
        "experts": dossier.experts.all(),
        "may_submit": permissions.can_submit_story(request.user, dossier),
        "may_sign": permissions.can_sign(request.user, dossier, step),
        "may_withdraw": permissions.can_withdraw(request.user, dossier),
        "notice": notice,
        "notice_links": [{"label": _("Read the notice"), "url": reverse("portal:article", args=[notice.doi])}]
        if notice
        else [],
        "may_acknowledge": dossier.notice_waits and permissions.can_deal_with_notice(request.user, dossier),
        "acknowledge_form": forms.get("acknowledge_form")
        or AcknowledgeForm(initial={"seen": dossier.paper_notice_at.isoformat() if dossier.paper_notice_at else ""}),
        "may_hold": permissions.can_set_embargo(request.user, dossier),
        "may_edit": found.permissions_for_user(request.user).can_edit(),
        "review_form": forms.get("review_form") or ReviewForm(initial={"step": step.value if step else ""}),
        "embargo_form": forms.get("embargo_form") or EmbargoForm(initial={"until": dossier.embargo_until}),
        "withdraw_form": forms.get("withdraw_form") or ReasonForm(),
        "submit_form": forms.get("submit_form") or SubmitForm(),
        "may_set_experts": permissions.can_set_experts(request.user, dossier),
        "experts_form": forms.get("experts_form")
        or ExpertsForm(people=queries.possible_experts(dossier), initial={"experts": dossier.experts.all()}),
        "error": forms.get("error"),
    }
    return render(request, "newsroom/story_desk.html", context, status=forms.get("status", 200))


def _try(request: HttpRequest, found: StoryPage, act: Callable[[], object], done: str, **forms: Any) -> HttpResponse:
    """Run an action; what it refuses is said on the page, with what was typed kept."""
    try:
        act()
    except ValidationError as error:
        found = StoryPage.objects.select_related("dossier__unit").get(pk=found.pk)
        return _story_page(request, found, error=" ".join(error.messages), status=409, **forms)
    messages.success(request, done)
    return redirect("newsroom_story", found.pk)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the story into review."""
    found = permissions.get_story_for(request.user, pk)
    form = SubmitForm(request.POST)
    if not form.is_valid():
        return _story_page(request, found, submit_form=form, status=400)
    note = form.cleaned_data["correction_note"]
    return _try(
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
        return _story_page(request, found, experts_form=form, status=400)
    chosen = form.cleaned_data["experts"]
    return _try(
        request,
        found,
        lambda: actions.set_experts(found, experts=chosen, acting_user=request.user),
        _("The experts are named."),
        experts_form=form,
    )


@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or return the step that was on the screen."""
    found = permissions.get_story_for(request.user, pk)
    form = ReviewForm(request.POST)
    if not form.is_valid() or form.cleaned_data["step"] not in Step.values:
        return _story_page(request, found, review_form=form, status=400)
    values = {"acting_user": request.user, "note": form.cleaned_data["note"], "step": Step(form.cleaned_data["step"])}
    if "return" in request.POST:
        return _try(
            request, found, lambda: actions.return_story(found, **values),
            _("Returned. The writer reads your comment."), review_form=form,
        )  # fmt: skip
    return _try(request, found, lambda: actions.approve_story(found, **values), _("Signed."), review_form=form)


@require_POST
def embargo(request: HttpRequest, pk: int) -> HttpResponse:
    """Set or lift the embargo."""
    found = permissions.get_story_for(request.user, pk)
    form = EmbargoForm(request.POST)
    if not form.is_valid():
        return _story_page(request, found, embargo_form=form, status=400)
    return _try(
        request, found,
        lambda: actions.set_embargo(found, until=form.cleaned_data["until"], acting_user=request.user),
        _("The embargo is set."), embargo_form=form,
    )  # fmt: skip


@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that what happened to the story's paper was dealt with."""
    found = permissions.get_story_for(request.user, pk)
    form = AcknowledgeForm(request.POST)
    if not form.is_valid():
        return _story_page(request, found, acknowledge_form=form, status=400)
    values = {"seen": form.cleaned_data["seen"], "note": form.cleaned_data["note"], "acting_user": request.user}
    return _try(
        request, found, lambda: actions.acknowledge_notice(found, **values), _("Noted. It waits for nobody any more.")
    )


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a public story back."""
    found = permissions.get_story_for(request.user, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _story_page(request, found, withdraw_form=form, status=400)
    return _try(
        request, found,
        lambda: actions.withdraw_story(found, acting_user=request.user, reason=form.cleaned_data["reason"]),
        _("Withdrawn. Its address says so, and every channel is told."), withdraw_form=form,
    )  # fmt: skip
