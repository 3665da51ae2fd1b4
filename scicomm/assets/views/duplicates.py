"""Possible duplicates over the whole library, side by side, and what was decided of each pair."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scicomm.assets import actions, permissions
from scicomm.assets.enums.library import LikenessState
from scicomm.organisation.permissions import EDITORS, holds_here

A_PAGE = 20


def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs of which one may see both, the most alike first."""
    if not permissions.can_see_library(request.user):
        raise PermissionDenied
    state = request.GET.get("state", LikenessState.OPEN)
    state = state if state in LikenessState.values else LikenessState.OPEN
    rows = (
        permissions.likenesses_for(request.user)
        .filter(state=state)
        .select_related("first__unit", "second__unit", "first__image", "second__image", "dropped", "decided_by")
        .select_related("first__document", "second__document", "first__recording", "second__recording")
    )
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Possible duplicates"),
        "page_actions": [{"url": reverse("assets_library"), "label": _("Image library"), "main": False}],
        "states": [{"value": one.value, "label": one.label, "here": one == state} for one in LikenessState],
        "state": state,
        "page": page,
        "pairs": [_shown(request.user, pair) for pair in page.object_list],
    }
    return render(request, "assets/duplicates.html", context)


def _shown(user: Any, pair: Any) -> dict[str, Any]:
    first, second = holds_here(user, EDITORS, pair.first.unit), holds_here(user, EDITORS, pair.second.unit)
    return {
        "pair": pair, "percent": int(100 * pair.score), "same": pair.score >= 1,
        # Keeping one puts the other away, which its own unit decides.
        "sides": [{"asset": pair.first, "may_keep": second}, {"asset": pair.second, "may_keep": first}],
        "may_decide": first or second,
    }  # fmt: skip


@require_POST
def decide_pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Different, or the same and which one is kept."""
    pair = permissions.get_likeness_for(request.user, pk)
    keep = request.POST.get("keep", "")
    kept = None if keep == "both" else permissions.get_library_asset_for(request.user, keep)
    try:
        actions.decide_likeness(pair, keep=kept, acting_user=request.user)
        messages.success(request, _("Recorded."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    state = request.POST.get("state", "")
    return redirect(reverse("assets_duplicates") + (f"?state={state}" if state in LikenessState.values else ""))
