"""The steps of a case, each a post: assign, statement, draft, submit, review, close, erase."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scicomm.responses import actions, permissions
from scicomm.responses.clients import forget_mails
from scicomm.responses.forms import AnswerForm, AssignForm, CloseForm, ReviewForm, StatementForm
from scicomm.responses.models import Case
from scicomm.responses.queries import known_askers
from scicomm.responses.views.cases import case_page


def _try(request: HttpRequest, found: Case, act: Callable[[], object], done: str, **forms: Any) -> HttpResponse:
    """Run an action; what it refuses is said on the page, with what was typed kept."""
    try:
        act()
    except ValidationError as error:
        found = permissions.get_case_for(request.user, found.pk)
        return case_page(request, found, problems=error.messages, status=409, **forms)
    except actions.TwoPeople as error:
        return case_page(request, found, problems=[str(error)], status=403, **forms)
    messages.success(request, done)
    return redirect("responses_case", found.pk)


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the case to a person."""
    found = permissions.get_case_for(request.user, pk)
    form = AssignForm(request.POST, prefix="assign")
    if not form.is_valid():
        return case_page(request, found, assign_form=form, status=400)
    expert = form.cleaned_data["expert"]
    return _try(
        request, found, lambda: actions.assign_case(found, expert=expert, acting_user=request.user),
        _("%(name)s has the case now.") % {"name": expert.name}, assign_form=form,
    )  # fmt: skip


@require_POST
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the expert's words."""
    found = permissions.get_case_for(request.user, pk)
    own = permissions.is_expert_of(request.user, found) and not permissions.can_handle(request.user, found.unit)
    form = StatementForm(request.POST, own=own, prefix="statement")
    if not form.is_valid():
        return case_page(request, found, statement_form=form, status=400)
    data = form.cleaned_data
    return _try(
        request, found,
        lambda: actions.give_statement(
            found, text=data["text"], conflict_of_interest=data["conflict_of_interest"],
            confirmed=data.get("confirmed", False), acting_user=request.user,
        ),
        _("The statement is recorded."), statement_form=form,
    )  # fmt: skip


@require_POST
def confirm(request: HttpRequest, pk: int, statement_pk: int) -> HttpResponse:
    """Note that an expert has confirmed their words."""
    found = permissions.get_case_for(request.user, pk)
    statement = found.statements.filter(pk=statement_pk).first()
    if statement is None:
        raise Http404
    return _try(request, found, lambda: actions.confirm_statement(statement, acting_user=request.user), _("Confirmed."))


@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the answer; with the second button, send it to review at once."""
    found = permissions.get_case_for(request.user, pk)
    form = AnswerForm(request.POST, initial=AnswerForm.initial_for(found, found.draft), prefix="answer")
    if not form.is_valid():
        return case_page(request, found, answer_form=form, status=400)
    values, seen = form.values, form.cleaned_data["seen"]
    sends = "submit" in request.POST

    def act() -> None:
        actions.draft_answer(found, acting_user=request.user, seen=seen, **values)

    if not sends:
        return _try(request, found, act, _("Saved."), answer_form=form)
    try:
        act()
    except ValidationError as error:
        found = permissions.get_case_for(request.user, pk)
        return case_page(request, found, problems=error.messages, status=409, answer_form=form)
    # Saved whatever comes next: the form now shows the text as it stands.
    return _try(
        request, found, lambda: actions.submit_answer(found, acting_user=request.user),
        _("Saved and sent to review. Somebody else reads it now."),
    )  # fmt: skip


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the answer as it was saved to review."""
    found = permissions.get_case_for(request.user, pk)
    return _try(
        request, found, lambda: actions.submit_answer(found, acting_user=request.user),
        _("Sent to review. Somebody else reads it now."),
    )  # fmt: skip


@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the answer that was on the screen, or return it."""
    found = permissions.get_case_for(request.user, pk)
    form = ReviewForm(request.POST, prefix="review")
    if not form.is_valid():
        return case_page(request, found, review_form=form, status=400)
    seen, note = form.cleaned_data["seen"], form.cleaned_data["note"]
    if "return" in request.POST:
        return _try(
            request, found, lambda: actions.return_answer(found, note=note, acting_user=request.user, seen=seen),
            _("Returned. The writer reads your comment."), review_form=form,
        )  # fmt: skip
    rapid = request.POST.get("rapid", "")
    return _try(
        request, found,
        lambda: actions.publish_answer(found, acting_user=request.user, seen=seen, rapid_reason=rapid),
        _("Signed. With the last signature it is public, and whoever asked and left an address gets a mail."),
        review_form=form,
    )  # fmt: skip


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End the case without an answer."""
    found = permissions.get_case_for(request.user, pk)
    form = CloseForm(request.POST, prefix="close")
    if not form.is_valid():
        return case_page(request, found, close_form=form, status=400)
    reason = form.cleaned_data["reason"]
    return _try(
        request, found, lambda: actions.close_case(found, reason=reason, acting_user=request.user),
        _("Closed."), close_form=form,
    )  # fmt: skip


@require_POST
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase who asked."""
    found = permissions.get_case_for(request.user, pk)

    def act() -> None:
        actions.erase_asker(found, acting_user=request.user)
        # After the commit. Were this to fail, the periodic job does it within the hour.
        forget_mails(known_askers)

    return _try(
        request, found, act,
        _("Erased. We no longer know who asked."),
    )  # fmt: skip
