"""Whether an answer helped: a press without login and cookies, and a comment to those who wrote it."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from scicomm.core.visitors import client_address, too_many
from scicomm.responses import actions, permissions, queries
from scicomm.responses.models import AnswerVote

VOTES_AN_HOUR = 30
HOUR = 3600
# The salt of the ticket that leads from the vote to its comment.
VOTED = "responses.voted"


def visitor_digest(request: HttpRequest) -> str:
    """A keyed hash of network address and browser for this day; wiped the next day, so that it names nobody then."""
    who = f"{timezone.localdate()}:{client_address(request)}:{request.headers.get('User-Agent', '')}"
    return hmac.new(f"responses.vote:{settings.SECRET_KEY}".encode(), who.encode(), hashlib.sha256).hexdigest()


# No session and no cookie stands behind a vote, so there is nothing that a foreign page could use; kept pages carry the buttons.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def helpful(request: HttpRequest, slug: str) -> HttpResponse:
    """POST `helped=yes` or `no`: one a visitor and day; then a page with a place for a comment."""
    answer = queries.get_public_answer(slug)
    if answer is None:
        raise Http404
    if request.method != "POST":
        return redirect(answer.get_absolute_url())
    if too_many("helpful", client_address(request), limit=VOTES_AN_HOUR, seconds=HOUR):
        return render(request, "429.html", {"robots": "noindex"}, status=429)
    context: dict[str, object] = {"answer": answer, "robots": "noindex, nofollow"}
    if "ticket" in request.POST:
        vote = _vote_of(request.POST["ticket"], answer.pk)
        if vote is None:
            return redirect(answer.get_absolute_url())
        actions.comment_on_answer(vote, request.POST.get("comment", ""))
        return render(request, "responses/helped.html", {**context, "said": True})
    if request.POST.get("helped") not in {"yes", "no"}:
        return redirect(answer.get_absolute_url())
    helped = request.POST["helped"] == "yes"
    vote = actions.vote_on_answer(answer, helped=helped, digest=visitor_digest(request))
    ticket = signing.dumps(vote.pk, salt=VOTED)
    return render(request, "responses/helped.html", {**context, "ticket": ticket, "helped": helped})


def _vote_of(ticket: str, answer_pk: int) -> AnswerVote | None:
    """The vote of this hour that a ticket speaks of."""
    try:
        key = signing.loads(ticket, salt=VOTED, max_age=HOUR)
    except signing.BadSignature:
        return None
    return AnswerVote.objects.filter(pk=key, answer=answer_pk).first()


@require_POST
def read_comments(request: HttpRequest, pk: int) -> HttpResponse:
    """The officer has read the comments of a case's answer."""
    found = permissions.get_case_for(request.user, pk)
    actions.read_comments(found, acting_user=request.user)
    messages.success(request, _("Put aside."))
    return redirect("responses_case", pk)
