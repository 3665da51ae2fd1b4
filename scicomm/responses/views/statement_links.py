"""The expert's page behind a link, and asking, taking back and leaving out on the desk."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from scicomm.core.visitors import client_address, too_many
from scicomm.organisation.models import Person
from scicomm.organisation.permissions import require
from scicomm.responses import actions, permissions
from scicomm.responses.enums import CaseState
from scicomm.responses.forms import AskExpertForm, TakeBackForm, WordsForm
from scicomm.responses.models import Case, StatementLink

HOUR = 3600
# Openings and answers together; an expert looks at a question a few times.
TRIES = 60
MOST_MET = 5

View = Callable[..., HttpResponse]


def _unseen(view: View) -> View:
    """What the page must never become: a copy in a cache, a hit in a search engine, an address in another site's log."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return guarded


# As at the newsroom's links to sign: with no-referrer a browser sends `Origin: null`, and the token must stand in the address.
@csrf_exempt
@_unseen
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: HttpRequest, token: str) -> HttpResponse:
    """The question, the claim, the words. Looking decides nothing; once answered, it shows the words and takes them back."""
    if too_many("statement", client_address(request), limit=TRIES, seconds=HOUR):
        return render(request, "429.html", {"robots": "noindex"}, status=429)
    try:
        link = permissions.statement_link_of(token)
    except Http404:
        return _closed(request, "unknown", 404)
    if link.used_at and link.statement and not link.revoked_at:
        return _spoken(request, link)
    if not link.waits(timezone.now()) or link.case.state == CaseState.CLOSED:
        return _closed(request, _why(link), 410)
    if request.method == "POST":
        return _answer(request, link)
    if request.method == "GET":
        actions.note_statement_link_opened(link)
    return _page(request, link, WordsForm(initial={"text": link.text}))


def _why(link: StatementLink) -> str:
    if link.declined_at:
        return "declined"
    if link.revoked_at:
        return "revoked"
    return "expired" if link.expires_at <= timezone.now() else "over"


def _closed(request: HttpRequest, why: str, status: int) -> HttpResponse:
    """A link that opens nothing says so, without a word of the matter."""
    context = {"why": why, "robots": "noindex, nofollow"}
    return render(request, "responses/statement_closed.html", context, status=status)


def _page(request: HttpRequest, link: StatementLink, form: WordsForm | None, **more: Any) -> HttpResponse:
    case = link.case
    met = [copy.mention for copy in case.claim.claim_copies.select_related("mention")[:MOST_MET]] if case.claim else []
    if case.mention:
        met = [case.mention, *(one for one in met if one.pk != case.mention_id)]
    status = more.pop("status", 400 if form is not None and form.errors else 200)
    context = {"link": link, "case": case, "form": form, "met": met, "robots": "noindex, nofollow", **more}
    return render(request, "responses/statement.html", context, status=status)


def _answer(request: HttpRequest, link: StatementLink) -> HttpResponse:
    """Their words, or their no."""
    form = WordsForm(request.POST, declines=request.POST.get("do") == "decline")
    if not form.is_valid():
        return _page(request, link, form)
    data = form.cleaned_data
    try:
        if form.declines:
            actions.decline_by_link(link, reason=data["reason"])
        else:
            actions.speak_by_link(link, text=data["text"], conflict_of_interest=data["conflict_of_interest"])
    except actions.AlreadyDecided:
        link.refresh_from_db()
        return _closed(request, _why(link), 410)
    except ValidationError as error:
        return _page(request, link, form, error=" ".join(error.messages), status=409)
    return _closed(request, "declined" if form.declines else "thanks", 200)


def _spoken(request: HttpRequest, link: StatementLink) -> HttpResponse:
    """What the expert approved by this link, and the way to take it back."""
    said = link.statement
    assert said is not None  # noqa: S101 - the caller looked
    if not said.stands or not said.is_approved:
        return _closed(request, "taken_back" if said.withdrawn_at else "over", 410)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_statement(said, reason=form.cleaned_data["reason"], link=link)
        return _closed(request, "taken_back", 200)
    answer = link.case.draft
    public = answer and answer.published_at and not answer.withdrawn_at
    return _page(
        request, link, None, statement=said, take_back=form, status=400 if form.errors else 200,
        public_url=answer.get_absolute_url() if public and answer else "",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def ask_expert(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask an expert by a link: a page of its own, so that what was typed stays when something is refused."""
    found = permissions.get_case_for(request.user, pk)
    require(permissions.can_ask_statement(request.user, found))
    initial = _offered(found, request.GET.get("person", ""))
    form = AskExpertForm(request.POST or None, initial=initial)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            link = actions.ask_statement(found, acting_user=request.user, **form.cleaned_data)
        except ValidationError as error:
            problems = error.messages
        else:
            messages.success(request, _("The link to %(name)s is on its way.") % {"name": link.person.name})
            return redirect("responses_case", found.pk)
    status = 409 if problems else 400 if form.errors else 200
    context = {"page_title": _("Ask an expert by link"), "case": found, "form": form, "problems": problems}
    return render(request, "responses/ask_expert.html", context, status=status)


def _offered(case: Case, person: str) -> dict[str, Any]:
    """The person one comes for, or the case's expert, with the words there are."""
    if person.isascii() and person.isdecimal() and len(person) < 18:
        chosen = Person.objects.filter(pk=int(person), statement_links__case=case).first()
    else:
        chosen = case.expert
    if chosen is None:
        return {}
    known = case.statements.filter(person=chosen).first()
    return {"person": chosen, "text": known.text if known else ""}


@require_POST
def revoke_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a link back."""
    link = permissions.get_statement_link_for(request.user, pk)
    try:
        actions.revoke_statement_link(link, acting_user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The link opens nothing any more."))
    return redirect("responses_case", link.case_id)


@require_POST
def leave_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Do without an expert's words, or take them in again."""
    found = permissions.get_statement_for(request.user, pk)
    leaves = request.POST.get("leave_out") != "0"
    try:
        actions.leave_out_statement(found, leave_out=leaves, acting_user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Left out; nobody waits for it.") if leaves else _("Taken in again."))
    return redirect("responses_case", found.case_id)
