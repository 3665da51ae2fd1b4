"""The steps of an assignment, each a single click or a small form; what is refused is said on the page with what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scicomm.newsroom import actions, permissions
from scicomm.newsroom.forms import BeginForm, DueForm, GiveAgainForm, ReasonForm
from scicomm.newsroom.models import Assignment
from scicomm.newsroom.views.assignments import assignment_page, delegate_form, report_form, split_form


def _found(request: HttpRequest, pk: int) -> Assignment:
    return permissions.get_assignment_for(request.user, pk)


def _take(request: HttpRequest, found: Assignment, act: Callable[[], object], done: str, **forms: Any) -> HttpResponse:
    """Run a step; then back to where the click was made."""
    try:
        act()
    except ValidationError as error:
        found = permissions.get_assignment_for(request.user, found.pk)
        return assignment_page(request, found, status=409, **forms, error=" ".join(error.messages))
    messages.success(request, done)
    back = request.POST.get("next", "")
    if back and url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        return redirect(back)
    return redirect("newsroom_assignment", found.pk)


@require_POST
def assignment_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it on."""
    found = _found(request, pk)
    return _take(
        request, found, lambda: actions.accept_assignment(found, acting_user=request.user),
        _("Accepted. “%(title)s” is yours now.") % {"title": found.title},
    )  # fmt: skip


@require_POST
def assignment_begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the story and open it."""
    found = _found(request, pk)
    form = BeginForm(request.POST)
    if not form.is_valid():
        return assignment_page(request, found, status=400, begin=form)
    try:
        story = actions.begin_assignment(found, acting_user=request.user, **form.cleaned_data)
    except ValidationError as error:
        return assignment_page(request, found, status=409, begin=form, error=" ".join(error.messages))
    messages.success(request, _("The story is begun. It counts for the assignment as soon as it is public."))
    return redirect("newsroom_story", story.pk)


@require_POST
def assignment_split(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it on in parts."""
    found = _found(request, pk)
    form = split_form(found, request.POST)
    if not form.is_valid():
        return assignment_page(request, found, status=400, split=form)
    shares = [actions.Share(*share) for share in form.shares()]
    values = form.cleaned_data
    return _take(
        request, found,
        lambda: actions.split_assignment(
            found, shares=shares, due_on=values["due"], shortfall_reason=values["shortfall_reason"],
            acting_user=request.user,
        ),
        _("Given on. Everybody is told, and you see here who has answered."), split=form,
    )  # fmt: skip


@require_POST
def assignment_delegate(request: HttpRequest, pk: int) -> HttpResponse:
    """Put another person of the unit in charge."""
    found = _found(request, pk)
    form = delegate_form(found, request.POST)
    if not form.is_valid():
        return assignment_page(request, found, status=400, delegate=form)
    person = form.cleaned_data["person"]
    try:
        actions.delegate_assignment(found, person=person, acting_user=request.user)
    except ValidationError as error:
        return assignment_page(request, found, status=409, delegate=form, error=" ".join(error.messages))
    messages.success(request, _("%(name)s has it now.") % {"name": person.name})
    # Whoever hands on what was their own may not see it any more.
    still = permissions.assignments_for(request.user).filter(pk=found.pk).exists()
    return redirect("newsroom_assignment", found.pk) if still else redirect("newsroom_assignments")


def _with_reason(
    request: HttpRequest, pk: int, name: str, act: Callable[[Assignment, str], object], done: str
) -> HttpResponse:
    found = _found(request, pk)
    form = ReasonForm(request.POST, auto_id=f"{name}_%s")
    if not form.is_valid():
        return assignment_page(request, found, status=400, **{name: form})
    return _take(request, found, lambda: act(found, form.cleaned_data["reason"]), done, **{name: form})


@require_POST
def assignment_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it back and say why."""
    return _with_reason(
        request, pk, "return",
        lambda found, why: actions.return_assignment(found, reason=why, acting_user=request.user),
        _("Returned. Whoever gave it reads your reason."),
    )  # fmt: skip


@require_POST
def assignment_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Link what fulfils it, and say that it is done unless only linking was asked for."""
    found = _found(request, pk)
    form = report_form(found, request.POST)
    if not form.is_valid():
        return assignment_page(request, found, status=400, report=form)
    finished = "link" not in request.POST
    return _take(
        request, found,
        lambda: actions.report_assignment(found, acting_user=request.user, finished=finished, **form.cleaned_data),
        _("Reported. Whoever gave it confirms it, or it is done by itself once all pieces are public.")
        if finished else _("Linked."),
        report=form,
    )  # fmt: skip


@require_POST
def assignment_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree that it is done."""
    found = _found(request, pk)
    return _take(
        request, found, lambda: actions.confirm_assignment(found, acting_user=request.user), _("Confirmed: it is done.")
    )


@require_POST
def assignment_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Send back what was reported, with what is missing."""
    return _with_reason(
        request, pk, "reopen",
        lambda found, why: actions.reopen_assignment(found, reason=why, acting_user=request.user),
        _("Open again. Your words stand with it."),
    )  # fmt: skip


@require_POST
def assignment_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Give once more what came back."""
    found = _found(request, pk)
    form = GiveAgainForm(request.POST, auto_id="again_%s")
    if not form.is_valid():
        return assignment_page(request, found, status=400, again=form)
    values = form.cleaned_data
    return _take(
        request, found,
        lambda: actions.give_again(
            found, quota=values["quota"], due_on=values["due"], words=values["words"], acting_user=request.user
        ),
        _("Given again."), again=form,
    )  # fmt: skip


@require_POST
def assignment_due(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the day."""
    found = _found(request, pk)
    form = DueForm(request.POST, auto_id="due_%s")
    if not form.is_valid():
        return assignment_page(request, found, status=400, due=form)
    due = form.cleaned_data["due"]
    return _take(
        request, found, lambda: actions.move_due_day(found, due_on=due, acting_user=request.user),
        _("The day is moved, with all that would have been later."), due=form,
    )  # fmt: skip


@require_POST
def assignment_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call it off with all below it."""
    return _with_reason(
        request, pk, "cancel",
        lambda found, why: actions.cancel_assignment(found, reason=why, acting_user=request.user),
        _("Called off, with all that was given on."),
    )  # fmt: skip
