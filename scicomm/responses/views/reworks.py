"""A public answer's new texts: begun, written, reviewed, given up; reviewed afterwards; withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from scicomm.core.text import plain
from scicomm.organisation.permissions import require
from scicomm.responses import actions, permissions
from scicomm.responses.enums import RevisionState
from scicomm.responses.forms import ReviewForm, ReworkForm, WithdrawForm
from scicomm.responses.models import Answer, AnswerRevision, Case
from scicomm.responses.rules import changed_fields, write_numbers, write_sources


def _case(request: HttpRequest, pk: int) -> tuple[Case, Answer]:
    found = permissions.get_case_for(request.user, pk)
    answer = found.draft
    if answer is None or answer.published_at is None:
        raise Http404
    return found, answer


def _refused(request: HttpRequest, act: Callable[[], object]) -> bool:
    """Run an action that has no form of its own; what it refuses is said on the next page."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return True
    except actions.TwoPeople as error:
        messages.error(request, str(error))
        return True
    return False


@require_POST
def begin_rework(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a correction or an update."""
    found, _answer = _case(request, pk)
    kind = request.POST.get("kind", "")
    if _refused(request, lambda: actions.begin_rework(found, kind=kind, acting_user=request.user)):
        return redirect("responses_case", pk)
    return redirect("responses_rework", pk)


def _shown(name: str, value: Any) -> str:
    """A field of a text as one reads it in a table."""
    if name == "pairs":
        return "\n\n".join(f"{pair.get('question_zh', '')}\n{plain(pair.get('answer_zh', ''))}" for pair in value)
    if isinstance(value, list):
        return write_numbers(value) if name.startswith("numbers") else write_sources(value)
    return plain(value) if name.startswith("body") else str(value or "")


def _changes(answer: Answer, revision: AnswerRevision) -> list[dict[str, str]]:
    """What the new text changes, field by field."""
    old = answer.content
    return [
        {
            "label": str(Answer._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
            "old": _shown(name, old.get(name)),
            "new": _shown(name, revision.content.get(name)),
        }
        for name in changed_fields(old, revision.content)
    ]


def _page(request: HttpRequest, found: Case, **given: Any) -> HttpResponse:
    answer = found.draft
    revision = answer.working if answer else None
    if answer is None or revision is None:
        return redirect("responses_case", found.pk)
    status = given.pop("status", 200)
    initial = {**ReworkForm.initial_of(revision.content, revision.changed_at.isoformat()),
               "why_zh": revision.why_zh, "why_en": revision.why_en}  # fmt: skip
    context = {
        "page_title": _("A new text of a public answer"), "case": found, "answer": answer, "revision": revision,
        "rows": _changes(answer, revision),
        "may_write": permissions.can_rework(request.user, found) and revision.state != RevisionState.REVIEW,
        "may_review": permissions.can_review(request.user, found),
        "form": ReworkForm(initial=initial, prefix="answer"),
        "review_form": ReviewForm(initial={"seen": revision.changed_at.isoformat()}, prefix="review"),
        **given,
    }  # fmt: skip
    return render(request, "responses/rework.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def rework(request: HttpRequest, pk: int) -> HttpResponse:
    """The new text beside the public one; saving it, and sending it to review."""
    found, answer = _case(request, pk)
    if request.method != "POST":
        return _page(request, found)
    working = answer.working
    initial = {"form": working.content["form"]} if working else {}
    form = ReworkForm(request.POST, initial=initial, prefix="answer")
    if not form.is_valid():
        return _page(request, found, form=form, status=400)
    data = form.cleaned_data
    try:
        actions.draft_rework(
            found,
            acting_user=request.user,
            seen=data["seen"],
            why_zh=data["why_zh"],
            why_en=data["why_en"],
            **form.values,
        )
        if "submit" in request.POST:
            actions.submit_rework(found, acting_user=request.user)
    except ValidationError as error:
        return _page(request, permissions.get_case_for(request.user, pk), problems=error.messages, status=409)
    sent = "submit" in request.POST
    messages.success(request, _("Saved and sent to review. Somebody else reads it now.") if sent else _("Saved."))
    return redirect("responses_rework", pk)


@require_POST
def review_rework(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the new text that was on the screen, or return it."""
    found, _answer = _case(request, pk)
    form = ReviewForm(request.POST, prefix="review")
    if not form.is_valid():
        return _page(request, found, review_form=form, status=400)
    seen, note = form.cleaned_data["seen"], form.cleaned_data["note"]

    def act() -> Answer:
        if "return" in request.POST:
            return actions.return_answer(found, note=note, acting_user=request.user, seen=seen)
        return actions.publish_answer(found, acting_user=request.user, seen=seen)

    if _refused(request, act):
        return redirect("responses_rework", pk)
    messages.success(request, _("Done. Readers see the text that is public now."))
    return redirect("responses_case", pk)


@require_POST
def drop_rework(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the new text up."""
    found, _answer = _case(request, pk)
    if not _refused(request, lambda: actions.drop_rework(found, acting_user=request.user)):
        messages.success(request, _("Given up. The public text stays as it is."))
    return redirect("responses_case", pk)


@require_POST
def review_after(request: HttpRequest, pk: int) -> HttpResponse:
    """Review what the rapid lane left out."""
    found, _answer = _case(request, pk)
    approve, note = "approve" in request.POST, request.POST.get("note", "")
    if not _refused(
        request, lambda: actions.review_afterwards(found, approve=approve, note=note, acting_user=request.user)
    ):
        messages.success(request, _("Your decision is kept."))
    return redirect("responses_case", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a public answer, with the reason that its address keeps."""
    found, answer = _case(request, pk)
    require(permissions.can_withdraw(request.user, found))
    form = WithdrawForm(request.POST or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_answer(found, reason=form.cleaned_data["reason"], acting_user=request.user)
        except ValidationError as error:
            problems = error.messages
        else:
            messages.success(request, _("Withdrawn. Its address says why."))
            return redirect("responses_case", pk)
    context = {
        "page_title": _("Withdraw the answer"),
        "case": found,
        "answer": answer,
        "form": form,
        "problems": problems,
    }
    return render(request, "responses/withdraw.html", context, status=409 if problems else 400 if form.errors else 200)
