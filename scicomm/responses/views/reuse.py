"""Answers used again: what is proposed for new copies of claims, and the words to send on."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from scicomm.organisation.permissions import units_under
from scicomm.responses import actions, permissions, queries
from scicomm.responses.models import Answer, AnswerReuse, ReuseState

PER_PAGE = 25


@require_safe
def proposed(request: HttpRequest) -> HttpResponse:
    """Answers proposed for new copies of their claims, for those who handle cases."""
    page = Paginator(queries.reuses_waiting(request.user), PER_PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.percent = round(row.score * 100)  # type: ignore[attr-defined]
    since = timezone.now() - dt.timedelta(days=90)
    figures = queries.reuse_figures(units_under(request.user, permissions.HANDLERS), since)
    context = {"page_title": _("Answers proposed again"), "page": page, "figures": figures, "query": ""}
    return render(request, "responses/proposed.html", context)


@require_POST
def accept_reuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with what is there."""
    found = permissions.get_reuse_for(request.user, pk)
    try:
        actions.accept_reuse(found, acting_user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("responses_proposed")
    return redirect("responses_reused", pk)


@require_POST
def refuse_reuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Another matter: to its own case."""
    found = permissions.get_reuse_for(request.user, pk)
    try:
        case = actions.refuse_reuse(found, acting_user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("responses_proposed")
    if case is None:
        return redirect("responses_proposed")
    messages.success(request, _("The case is open. Choose who could speak."))
    return redirect("responses_case", case.pk)


@require_safe
def reused(request: HttpRequest, pk: int) -> HttpResponse:
    """What was used, with the words to copy in both languages."""
    found = permissions.get_reuse_for(request.user, pk)
    if found.state != ReuseState.ACCEPTED:
        return redirect("responses_proposed")
    replies = [
        {
            "label": _("Words to copy, in Chinese"),
            "lang": "zh-Hans",
            "text": queries.reply_with(found.answer, "zh-hans"),
        },
        {"label": _("Words to copy, in English"), "lang": "en", "text": queries.reply_with(found.answer, "en")},
    ]
    context = {"page_title": _("Answered with what is there"), "reuse": found, "replies": replies}
    return render(request, "responses/reused.html", context)


@require_POST
def reuse(request: HttpRequest, pk: int, answer_pk: int) -> HttpResponse:
    """Close a case with an answer that is there already."""
    found = permissions.get_case_for(request.user, pk)
    answer = Answer.objects.public().filter(pk=answer_pk).first()
    try:
        if answer is None:
            raise ValidationError(_("This answer is not public any more."))
        actions.reuse_answer(found, answer, acting_user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("responses_case", pk)
    used = AnswerReuse.objects.filter(case=found, state=ReuseState.ACCEPTED).latest("pk")
    return redirect("responses_reused", used.pk)
