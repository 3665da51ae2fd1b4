"""Pages of the digest for readers: the public edition, one's own by its signed link, why an item is in it, more or less of it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from scicomm.audiences.actions.digest_feedback import tune_interest
from scicomm.audiences.enums import SubscriptionState
from scicomm.audiences.models import Digest, DigestItem
from scicomm.audiences.permissions.digests import get_digest_by_token
from scicomm.audiences.queries.digest_lines import (
    common_page,
    grouped,
    items_by_id,
    lines_of,
    shown_lines,
)
from scicomm.audiences.queries.digest_sources import still_public
from scicomm.audiences.queries.digests import unpacked
from scicomm.audiences.queries.reasons import Names, words_for
from scicomm.audiences.rules.digest_marks import OPEN_FOR
from scicomm.audiences.views.readers import bad_link


@require_safe
def common(request: HttpRequest) -> HttpResponse:
    """The edition that is the same for everybody, and the way to one's own."""
    page = common_page(get_language() or "", timezone.now())
    return render(request, "audiences/digest_common.html", {"page": page})


def _mine(token: str) -> Digest | None:
    try:
        return get_digest_by_token(token)
    except Http404:
        return None


def _frame(digest: Digest, token: str) -> dict[str, Any]:
    return {
        "digest": digest,
        "edition": digest.edition,
        "token": token,
        "manage_token": digest.subscription.manage_token,
        "leave_token": digest.subscription.leave_token,
        "open_until": timezone.localtime(digest.made_at + OPEN_FOR),
        "robots": "noindex, nofollow",
    }


@never_cache
@require_safe
def web(request: HttpRequest, token: str) -> HttpResponse:
    """One's own digest as it was sent; what was withdrawn since is left out."""
    digest = _mine(token)
    if digest is None:
        return bad_link(request)
    lines = shown_lines(unpacked(digest.items))
    context = {
        **_frame(digest, token),
        "groups": grouped(lines),
        "gone": len(digest.items) - len(lines),
    }
    return render(request, "audiences/digest_web.html", context)


@never_cache
@require_safe
def item(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """Why an item is in one's digest: each reason in a sentence, how it was chosen, and what can be done about it."""
    found = _item_of(token, pk)
    if found is None:
        return bad_link(request)
    digest, row, match = found
    known = Names.now()
    [line] = lines_of([match], {row.pk: row}, known, [row.pk])
    context = {
        **_frame(digest, token),
        "item": row,
        "line": line,
        "is_gone": row.pk not in still_public([row]),
        "reasons": [words for reason in match.reasons if (words := words_for(reason, known))],
        "done": request.GET.get("done", ""),
    }
    return render(request, "audiences/digest_why.html", context)


def _item_of(token: str, pk: int) -> tuple[Digest, DigestItem, Any] | None:
    digest = _mine(token)
    match = next((one for one in unpacked(digest.items) if one.item_id == pk), None) if digest else None
    row = items_by_id([pk]).get(pk) if match else None
    return (digest, row, match) if digest and row else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tune(request: HttpRequest, token: str, pk: int, verb: str) -> HttpResponse:
    """More or less of an item's subjects: GET shows a page with a button, POST changes the interest."""
    found = _item_of(token, pk)
    if found is None or verb not in {"more", "less"}:
        return bad_link(request)
    digest, row, match = found
    can_tune = hasattr(digest.subscription, "profile") and digest.subscription.state == SubscriptionState.CONFIRMED
    if request.method == "POST" and can_tune:
        tune_interest(digest.subscription, row, more=verb == "more")
        address = redirect("audiences:digest_item", token, pk)["Location"]
        return redirect(f"{address}?done={verb}")
    [line] = lines_of([match], {row.pk: row}, Names.now(), [row.pk])
    context = {**_frame(digest, token), "item": row, "line": line, "verb": verb, "can_tune": can_tune}
    return render(request, "audiences/digest_tune.html", context)
