"""The public form: ask a question, then read what happens next."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from scicomm.core.queries import calendar
from scicomm.responses import actions, queries
from scicomm.responses.forms import AskForm
from scicomm.responses.models import Case
from scicomm.responses.rules import FIRST_ANSWER_DAYS, FORGET_ASKER_AFTER, due_on
from scicomm.responses.views.limits import asks_too_often

# The salt of the ticket that carries the day to the page after the form: no cookie, no session, nothing stored.
ASKED = "responses.asked"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form; `?about=newsroom.story:12` or `?about=journals.article:7` says what the question is about.

    What is not public is treated as if nothing had been named: the page looks the same as for an id that never was.
    """
    form = AskForm(request.POST or None, initial={"about": request.GET.get("about", "")})
    subject = queries.public_subject(request.POST.get("about") or request.GET.get("about", ""))
    if request.method == "POST":
        if asks_too_often(request):
            return render(request, "429.html", {"robots": "noindex"}, status=429)
        if form.is_trapped:
            # A program learns nothing: it sees the same page as a person, and nothing is kept.
            return _next(request, due_on(timezone.localdate(), calendar()), told=False)
        if form.is_valid() and "anyway" not in request.POST and (like := queries.similar_answers(form.words)):
            return _ask_page(request, form, subject, similar=like)
        if form.is_valid():
            try:
                case = _ask(form, subject)
            except ValidationError as error:
                form.add_error("text", error)
            else:
                return _next(request, case.due_on, told=bool(form.cleaned_data["email"]))
    return _ask_page(request, form, subject)


def _ask_page(
    request: HttpRequest, form: AskForm, subject: queries.PublicSubject | None, *, similar: Any = ()
) -> HttpResponse:
    """The form; with `similar` answers above it, one of which may say already what is asked."""
    context = {
        "form": form,
        "similar": similar,
        "subject": subject,
        "days": FIRST_ANSWER_DAYS,
        "kept_days": FORGET_ASKER_AFTER.days,
        "robots": "noindex" if request.GET or request.POST else "",
    }
    return render(request, "responses/ask.html", context)


def _ask(form: AskForm, subject: queries.PublicSubject | None) -> Case:
    data = form.cleaned_data
    return actions.ask_question(
        text=data["text"],
        detail=data["detail"],
        asker_name=data["name"],
        asker_email=data["email"],
        language=get_language() or "zh-hans",
        about=subject.about if subject else None,
        is_public_ok=data["is_public_ok"],
        post_key=data["post_key"] or uuid.uuid4(),
    )


def _next(request: HttpRequest, due: dt.date, *, told: bool) -> HttpResponse:
    """To the page that says what happens next; the day is signed, so that nobody can put words into our mouth."""
    kept = signing.dumps({"due": due.isoformat(), "told": told}, salt=ASKED)
    return redirect(f"{reverse('responses:asked')}?{urlencode({'next': kept})}")


@never_cache
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """What happens next: by which working day, and where the answer will be. Without a valid ticket, the form."""
    try:
        kept = signing.loads(request.GET.get("next", ""), salt=ASKED)
    except signing.BadSignature:
        return redirect("responses:ask")
    due = dt.date.fromisoformat(kept["due"])
    context = {
        "due": due,
        "is_provisional": calendar().is_provisional(due),
        "told": kept["told"],
        "robots": "noindex",
    }
    return render(request, "responses/asked.html", context)
