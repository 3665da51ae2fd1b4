"""Reviewing: one page to read and decide on a phone, the desk's decisions, marks, the rapid lane, the record, the secrecy log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scicomm.newsroom import actions, permissions, queries
from scicomm.newsroom.enums import Step, StepState
from scicomm.newsroom.forms import DecisionForm, MarksForm, ReasonForm
from scicomm.newsroom.models import RoundStep, StoryPage
from scicomm.newsroom.views.stories import story_page, try_on_story
from scicomm.organisation.permissions import Role, holds_anywhere


@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or return, from the desk, the step that was on the screen."""
    found = permissions.get_story_for(request.user, pk)
    form = DecisionForm(request.POST)
    # A form older than the rounds, or a program, may not say which revision it saw: the step alone then guards it.
    form.fields["revision"].required = False
    if not form.is_valid() or form.cleaned_data["step"] not in Step.values:
        return story_page(request, found, review_form=form, status=400)
    values: dict[str, Any] = {
        "acting_user": request.user, "note": form.cleaned_data["note"], "step": Step(form.cleaned_data["step"]),
        "revision_id": form.cleaned_data["revision"],
    }  # fmt: skip
    if "return" in request.POST:
        return try_on_story(
            request, found, lambda: actions.return_story(found, **values),
            _("Returned. The writer reads your comment."), review_form=form,
        )  # fmt: skip
    return try_on_story(request, found, lambda: actions.approve_story(found, **values), _("Signed."), review_form=form)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One page for one decision: the text under review, what changed, and the buttons. Made to be opened from a letter."""
    found = permissions.get_review_for(request.user, pk)
    step = permissions.steps_to_sign(request.user, found.dossier).first()
    if request.method == "POST":
        return _decide(request, found, step)
    if step is None:
        return _nothing_waits(request, found)
    if request.method == "GET":
        actions.note_opening(step.round, step.round.revision, user=request.user)
    form = DecisionForm(initial={"step": step.kind, "revision": step.round.revision_id})
    return _page(request, found, step, form, MarksForm(queries.passages_of(step.round.revision.as_object())))


def _nothing_waits(request: HttpRequest, found: StoryPage, error: str = "") -> HttpResponse:
    context = {"story": found, "dossier": found.dossier, "error": error, "robots": "noindex"}
    return render(request, "newsroom/review_done.html", context, status=409 if error else 200)


def _page(
    request: HttpRequest, found: StoryPage, step: RoundStep, form: DecisionForm, marks: MarksForm, error: str = ""
) -> HttpResponse:
    dossier = found.dossier
    context = {
        "story": found,
        "dossier": dossier,
        "step": step,
        "text": step.round.revision.as_object(),
        "form": form,
        "marks": marks,
        "since": queries.changes_since(step.round),
        "steps": queries.steps_of(dossier),
        "earlier": queries.marks_of(dossier)[:50],
        "after": step.state == StepState.AFTER,
        "error": error,
        "robots": "noindex",
    }
    status = 409 if error else (400 if form.errors or marks.errors else 200)
    return render(request, "newsroom/review.html", context, status=status)


def _decide(request: HttpRequest, found: StoryPage, step: RoundStep | None) -> HttpResponse:
    form = DecisionForm(request.POST)
    if step is None:
        return _nothing_waits(
            request, found, _("This story does not wait for you any more. Your comment was not sent.")
        )
    marks = MarksForm(queries.passages_of(step.round.revision.as_object()), request.POST)
    if not form.is_valid() or not marks.is_valid():
        return _page(request, found, step, form, marks)
    try:
        done = _act(request, found, step, form, marks)
    except ValidationError as error:
        # Another step, or another revision, than the one that was on the screen: what was typed stays on the page.
        return _page(request, found, step, form, marks, error=" ".join(error.messages))
    messages.success(request, done)
    return redirect("newsroom:review", found.pk)


def _act(request: HttpRequest, found: StoryPage, step: RoundStep, form: DecisionForm, marks: MarksForm) -> str:
    """Carry the decision out; returns what to say about it."""
    note, approve = form.cleaned_data["note"], "approve" in request.POST
    if form.cleaned_data["step"] != step.kind or form.cleaned_data["revision"] != step.round.revision_id:
        raise actions.AlreadyDone(_("The text was changed while you were reading. Please read it again."))
    if step.state == StepState.AFTER:
        actions.decide_after_review(step, acting_user=request.user, approve=approve, note=note, marks=marks.marks)
        return _("Noted.") if approve else _("Noted. The editors decide what follows from it.")
    values: dict[str, Any] = {
        "acting_user": request.user, "note": note, "step": Step(step.kind), "revision_id": step.round.revision_id,
        "marks": marks.marks,
    }  # fmt: skip
    if approve:
        actions.approve_story(found, **values)
        return _("Signed.")
    actions.return_story(found, **values)
    return _("Returned. The writer reads your comment.")


@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick a mark off, or take the tick back."""
    found = permissions.get_mark_for(request.user, pk)
    actions.tick_mark(found, acting_user=request.user, done="undo" not in request.POST)
    return redirect(f"{reverse('newsroom_story', args=[found.sign_off.dossier.story_id])}#marks")


@require_POST
def rapid(request: HttpRequest, pk: int) -> HttpResponse:
    """Release with one signature and a reason."""
    found = permissions.get_story_for(request.user, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return story_page(request, found, rapid_form=form, status=400)
    return try_on_story(
        request, found,
        lambda: actions.release_rapidly(found, acting_user=request.user, reason=form.cleaned_data["reason"]),
        _("Released. The steps that were left out are reviewed afterwards."), rapid_form=form,
    )  # fmt: skip


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what was done about an objection."""
    step = permissions.get_after_step_for(request.user, pk)
    found = step.round.dossier.story
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return story_page(request, found, **{f"settle_{step.pk}": form}, status=400)
    return try_on_story(
        request, found,
        lambda: actions.settle_objection(step, acting_user=request.user, note=form.cleaned_data["reason"]),
        _("Noted. It waits for nobody any more."),
    )  # fmt: skip


@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The full record of a story's reviews, made to be printed."""
    found = permissions.get_story_for(request.user, pk)
    context = {
        "page_title": _("Record of review: %(title)s") % {"title": found.draft_title or found.title},
        "story": found,
        "dossier": found.dossier,
        "lines": queries.record_of(found.dossier),
        "page_actions": [{"url": reverse("newsroom_story", args=[found.pk]), "label": _("The story")}],
    }
    return render(request, "newsroom/record.html", context)


@dataclass(frozen=True)
class SecrecyLine:
    """One decision of the secrecy log, and where its story stands."""

    decision: Any
    url: str


@require_safe
def secrecy(request: HttpRequest) -> HttpResponse:
    """The log of secrecy reviews, of the units one reviews or administers."""
    if not holds_anywhere(request.user, [Role.SECRECY_REVIEWER, Role.ADMINISTRATOR]):
        raise Http404
    rows = permissions.secrecy_decisions_for(request.user).select_related(
        "dossier__story", "dossier__unit", "reviewer__person", "link"
    )
    page = Paginator(rows.order_by("-made_at", "-pk"), 50).get_page(request.GET.get("page"))
    lines = [SecrecyLine(row, reverse("newsroom_record", args=[row.dossier.story_id])) for row in page]
    return render(request, "newsroom/secrecy.html", {"page_title": _("Secrecy reviews"), "page": page, "lines": lines})
