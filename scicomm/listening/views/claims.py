"""Claims on the desk: the most told, and one with its copies; following, ignoring, joining, writing one down."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scicomm.listening import actions, permissions, queries
from scicomm.listening.forms.claims import ClaimForm
from scicomm.listening.models import Claim

A_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def claims(request: HttpRequest) -> HttpResponse:
    """What is told again and again, the most told lately on top; writing one down."""
    if not permissions.can_see_listening(request.user):
        raise PermissionDenied
    may = permissions.can_shape_claims(request.user)
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            claim = actions.add_claim(form.cleaned_data["text"], acting_user=request.user)
        except ValidationError as error:
            form.add_error("text", error)
        else:
            return redirect("listening_claim", claim.pk)
    words, show = request.GET.get("q", "").strip()[:100], request.GET.get("show", "")
    rows = queries.claims_listed(permissions.claims_for(request.user), words=words, show=show)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    chips = [("", _("All")), ("followed", _("Followed")), ("ignored", _("Ignored"))]
    context = {
        "page_title": _("Claims"), "page": page, "words": words, "show": show, "form": form if may else None,
        "chips": [{"value": value, "label": label, "here": value == show} for value, label in chips],
        "query": f"q={words}&show={show}&",
    }  # fmt: skip
    return render(request, "listening/claims.html", context, status=400 if form.errors else 200)


@require_safe
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """One claim: told by whom, when, in which words."""
    found = permissions.get_claim_for(request.user, pk)
    if found.merged_into_id:
        return redirect("listening_claim", found.merged_into_id)
    return _page(request, found)


def _page(request: HttpRequest, found: Claim, **given: Any) -> HttpResponse:
    seen = permissions.mentions_for(request.user).values("pk")
    copies = found.claim_copies.filter(mention__in=seen).select_related("mention__topic").order_by("-mention__found_at")
    days = queries.days_of(found)
    most = max((count for _day, count in days), default=0)
    bars = [
        {"label": date_format(day, "MONTH_DAY_FORMAT"), "value": n, "text": str(n), "here": n == most}
        for day, n in days[-30:]
    ]
    context = {
        "page_title": found.text, "claim": found, "copies": copies[:100], "count": copies.count(),
        "may": permissions.can_shape_claims(request.user), "bars": bars,
        "like": [one for one in queries.claims_like(found.text, 6) if one.claim.pk != found.pk],
        **given,
    }  # fmt: skip
    return render(request, "listening/claim.html", context)


@require_POST
def shape_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow, ignore, take back, say it in other words, or join with another."""
    found = permissions.get_claim_for(request.user, pk)
    try:
        if "follow" in request.POST:
            actions.follow_claim(found, acting_user=request.user)
        elif "text" in request.POST:
            actions.reword_claim(found, request.POST["text"], acting_user=request.user)
        elif "join" in request.POST:
            other = permissions.get_claim_for(request.user, request.POST["join"])
            actions.join_claims(found, other, acting_user=request.user)
        else:
            actions.ignore_claim(found, ignored="ignore" in request.POST, acting_user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Saved."))
    return redirect("listening_claim", found.pk)
