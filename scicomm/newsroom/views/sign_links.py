"""The scientist's page: one link, one revision, one decision, no account; and asking and taking back on the desk."""

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
from scicomm.newsroom import actions, permissions, queries
from scicomm.newsroom.forms import AskForm, DecisionForm, MarksForm
from scicomm.newsroom.models import SignLink
from scicomm.newsroom.views.stories import story_page, try_on_story

HOUR = 3600
# Openings and decisions together; a scientist reads a text a few times.
TRIES = 60

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


# With no-referrer a browser sends `Origin: null`, which Django's check refuses. Nothing is lost: the link's token is no cookie
# that a foreign page could use, it must stand in the address.
@csrf_exempt
@_unseen
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """Exactly the revision under review, and the decision. Looking at it decides nothing."""
    if too_many("sign", client_address(request), limit=TRIES, seconds=HOUR):
        return render(request, "429.html", {"robots": "noindex"}, status=429)
    try:
        link = permissions.sign_link_of(token)
    except Http404:
        return _closed(request, "unknown", 404)
    if not link.is_valid(timezone.now()):
        return _closed(request, _why(link), 410)
    made = link.step.round
    passages = queries.passages_of(made.revision.as_object())
    if request.method == "POST":
        return _decide(request, link, passages)
    if request.method == "GET":
        actions.note_opening(made, made.revision, link=link)
    return _page(request, link, DecisionForm(initial={"revision": made.revision_id}), MarksForm(passages))


def _why(link: SignLink) -> str:
    if link.used_at:
        return "used"
    if link.revoked_at:
        return "revoked"
    return "expired" if link.expires_at <= timezone.now() else "over"


def _closed(request: HttpRequest, why: str, status: int) -> HttpResponse:
    """A link that opens nothing says so, without the title of anything."""
    return render(request, "newsroom/sign_closed.html", {"why": why, "robots": "noindex, nofollow"}, status=status)


def _page(request: HttpRequest, link: SignLink, form: DecisionForm, marks: MarksForm, error: str = "") -> HttpResponse:
    dossier = link.step.round.dossier
    context = {
        "link": link,
        "dossier": dossier,
        "text": link.step.round.revision.as_object(),
        "form": form,
        "marks": marks,
        "error": error,
        "robots": "noindex, nofollow",
    }
    status = 409 if error else (400 if form.errors or marks.errors else 200)
    return render(request, "newsroom/sign.html", context, status=status)


def _decide(request: HttpRequest, link: SignLink, passages: list[queries.Passage]) -> HttpResponse:
    form, marks = DecisionForm(request.POST), MarksForm(passages, request.POST)
    if not form.is_valid() or not marks.is_valid():
        return _page(request, link, form, marks)
    if form.cleaned_data["revision"] != link.step.round.revision_id:
        return _closed(request, "over", 410)
    approve = "approve" in request.POST
    try:
        actions.decide_by_link(link, approve=approve, note=form.cleaned_data["note"], marks=marks.marks)
    except actions.AlreadyDone:
        return _closed(request, "used", 410)
    except ValidationError as error:
        return _page(request, link, form, marks, error=" ".join(error.messages))
    return _closed(request, "thanks" if approve else "thanks_changes", 200)


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the text to a scientist."""
    found = permissions.get_story_for(request.user, pk)
    form = AskForm(request.POST, people=queries.possible_experts(found.dossier))
    if not form.is_valid():
        return story_page(request, found, ask_form=form, status=400)
    return try_on_story(
        request, found, lambda: actions.ask_scientist(found, acting_user=request.user, **form.cleaned_data),
        _("The link is on its way."), ask_form=form,
    )  # fmt: skip


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a link back."""
    link = permissions.get_link_for(request.user, pk)
    found = link.step.round.dossier.story
    try:
        actions.revoke_link(link, acting_user=request.user)
    except ValidationError as error:
        return story_page(request, found, error=" ".join(error.messages), status=409)
    messages.success(request, _("The link opens nothing any more."))
    return redirect("newsroom_story", found.pk)
