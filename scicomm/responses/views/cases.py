"""One case with all its forms, and opening one from a mention."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from scicomm.listening.permissions import get_mention_for
from scicomm.responses import actions, permissions, queries
from scicomm.responses.forms import AnswerForm, AssignForm, CloseForm, ReviewForm, StatementForm
from scicomm.responses.models import Case, Question
from scicomm.responses.views.panels import panels_of


@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: what was asked, until when, who could speak, the answer, what happened."""
    return case_page(request, permissions.get_case_for(request.user, pk))


def case_page(request: HttpRequest, found: Case, **given: Any) -> HttpResponse:
    """The case's page; `given` holds bound forms with their errors, an `error` and a `status`."""
    status = given.pop("status", 200)
    context = {
        "page_title": found.title,
        "case": found,
        "row": queries.rows_of([found])[0],
        "answer": found.draft,
        "statements": found.statements.select_related("person__unit", "recorded_by"),
        **_allowed(request.user, found),
        "steps": queries.history_of(found),
        "panels": panels_of(request, found),
        **given,
    }
    context.update(_forms(found, context))
    if context["sees_asker"] and found.question_id:
        question = Question.objects.select_related("asker").get(pk=found.question_id)
        context["asker"] = getattr(question, "asker", None)
    return render(request, "responses/case.html", context, status=status)


def _allowed(user: Any, found: Case) -> dict[str, bool]:
    """What the page offers to this user."""
    return {
        "may_assign": permissions.can_assign(user, found),
        "may_state": permissions.can_state(user, found),
        "may_draft": permissions.can_draft(user, found),
        "may_review": permissions.can_review(user, found),
        "may_close": permissions.can_close(user, found),
        "handles": permissions.can_handle(user, found.unit),
        "sees_asker": permissions.can_see_asker(user, found),
        "is_expert": permissions.is_expert_of(user, found),
    }


def _forms(found: Case, context: dict[str, Any]) -> dict[str, Any]:
    """The forms that were not given bound already."""
    answer = found.draft
    own = context["is_expert"] and not context["handles"]
    mine = next((one for one in context["statements"] if one.person_id == found.expert_id), None)
    words = (
        {
            "text": mine.text, "conflict_of_interest": mine.conflict_of_interest,
            "no_conflict": not mine.conflict_of_interest, "confirmed": bool(mine.confirmed_at),
        }
        if mine else {}
    )  # fmt: skip
    return {
        "assign_form": context.get("assign_form") or AssignForm(prefix="assign"),
        "statement_form": context.get("statement_form") or StatementForm(own=own, initial=words, prefix="statement"),
        "answer_form": context.get("answer_form")
        or AnswerForm(initial=AnswerForm.initial_for(found, answer), prefix="answer"),
        "review_form": context.get("review_form")
        or ReviewForm(initial={"seen": answer.changed_at.isoformat() if answer else ""}, prefix="review"),
        "close_form": context.get("close_form") or CloseForm(prefix="close"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def open_from_mention(request: HttpRequest, pk: int) -> HttpResponse:
    """What a case from this mention would be, with the button that opens it; to the case where there is one."""
    mention = get_mention_for(request.user, pk)
    known = Case.objects.filter(mention=mention).first()
    if known and permissions.cases_for(request.user).filter(pk=known.pk).exists():
        return redirect("responses_case", known.pk)
    if request.method == "POST":
        opened = actions.open_case_from_mention(mention, acting_user=request.user)
        messages.success(request, _("The case is open. Choose who could speak."))
        return redirect("responses_case", opened.pk)
    context = {
        "page_title": _("Open a case"),
        "mention": mention,
        "may_open": permissions.can_open_from_mention(request.user, mention),
    }
    return render(request, "responses/open_case.html", context)
