"""Pages for readers: subscribe, confirm, leave, be forgotten. What they choose stands in `preferences`."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from scicomm.audiences import actions
from scicomm.audiences.enums import SubscriptionState
from scicomm.audiences.forms import SubscribeForm
from scicomm.audiences.models import Subscription
from scicomm.audiences.permissions import (
    get_subscription_to_leave,
    get_subscription_to_leave_all,
    get_subscription_to_manage,
)
from scicomm.audiences.queries import subscription_to_confirm
from scicomm.audiences.rules import CONFIRM_WITHIN, normal_address
from scicomm.core.visitors import client_address, too_many

HOUR = 3600


def bad_link(request: HttpRequest) -> HttpResponse:
    """A forged, old or broken link: says so, changes nothing."""
    return render(request, "audiences/bad_link.html", {"robots": "noindex"}, status=404)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """The form; its answer is the same whether an address is known or not."""
    form = SubscribeForm(request.POST or None)
    if request.method == "POST":
        if too_many("subscribe", client_address(request), limit=10, seconds=HOUR):
            return render(request, "429.html", status=429)
        if form.is_trapped:
            return redirect("audiences:sent")
        if form.is_valid():
            address = normal_address(form.cleaned_data["email"])
            # One mailbox gets few mails, whoever asks; the sender is not told.
            if not too_many("subscribe-to", address.lower(), limit=5, seconds=24 * HOUR):
                actions.ask_to_subscribe(
                    email=address,
                    language=form.cleaned_data["language"],
                    consent_locale=get_language() or "",
                    **form.choice,
                )
            return redirect("audiences:sent")
    return render(request, "audiences/subscribe.html", {"form": form})


@never_cache
def sent(request: HttpRequest) -> HttpResponse:
    """What happens next: a mail with a button."""
    return render(request, "audiences/sent.html", {"days": CONFIRM_WITHIN.days, "robots": "noindex"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button: programs that open every link in a mail must not confirm for anybody."""
    if request.method == "POST":
        row = actions.confirm_subscription(token)
        return redirect("audiences:welcome", row.manage_token) if row else bad_link(request)
    row = subscription_to_confirm(token)
    if row is None:
        return bad_link(request)
    if row.state == SubscriptionState.CONFIRMED:
        return redirect("audiences:welcome", row.manage_token)
    return render(request, "audiences/confirm.html", {"subscription": row, "robots": "noindex"})


def mine(token: str) -> Subscription | None:
    """The row of a preferences link; None for a forged one."""
    try:
        return get_subscription_to_manage(token)
    except Http404:
        return None


@never_cache
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Confirmed: what comes when, and where to change it."""
    row = mine(token)
    if row is None:
        return bad_link(request)
    return render(request, "audiences/welcome.html", {"subscription": row, "token": token, "robots": "noindex"})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: GET shows a page, POST leaves, without cookie or sign-in. The signature in the address is the right to do so."""
    try:
        row = get_subscription_to_leave(token)
    except Http404:
        return bad_link(request)
    if request.method == "POST":
        row = actions.end_subscription(row)
    context = {"subscription": row, "left": row.state == SubscriptionState.LEFT, "robots": "noindex"}
    return render(request, "audiences/unsubscribe.html", context)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe_all(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058 for everything a mailbox gets; its links are others than those that end one kind."""
    try:
        row = get_subscription_to_leave_all(token)
    except Http404:
        return bad_link(request)
    left = request.method == "POST"
    if left:
        actions.end_everything(row)
    return render(request, "audiences/unsubscribe_all.html", {"left": left, "robots": "noindex"})


@never_cache
@require_POST
def erase(request: HttpRequest, token: str) -> HttpResponse:
    """Forget me: ends the subscription and deletes the address."""
    row = mine(token)
    if row is None:
        return bad_link(request)
    actions.erase_reader(row)
    return redirect("audiences:erased")


@never_cache
def erased(request: HttpRequest) -> HttpResponse:
    """What was deleted, and what stays."""
    return render(request, "audiences/erased.html", {"robots": "noindex"})
