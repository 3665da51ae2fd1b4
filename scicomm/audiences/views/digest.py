"""Subscribing to the digest: a short form whose answer is the same for every address; a child's guardian is asked first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scicomm.audiences import actions
from scicomm.audiences.forms import DigestForm
from scicomm.audiences.rules import normal_address
from scicomm.audiences.views.readers import HOUR
from scicomm.core.visitors import client_address, too_many


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """The form; what is shown next does not say whether an address is known."""
    form = DigestForm(request.POST or None)
    if request.method == "POST":
        if too_many("subscribe", client_address(request), limit=10, seconds=HOUR):
            return render(request, "429.html", status=429)
        if form.is_trapped:
            return redirect("audiences:sent")
        if form.is_valid():
            _ask(form)
            return redirect("audiences:guardian_sent" if form.cleaned_data["is_under_14"] else "audiences:sent")
    return render(request, "audiences/digest.html", {"form": form})


def _ask(form: DigestForm) -> None:
    address = normal_address(form.cleaned_data["email"])
    written_to = normal_address(form.cleaned_data["guardian_email"]) if form.cleaned_data["is_under_14"] else address
    # One mailbox gets few mails, whoever asks; the sender is not told.
    if not too_many("subscribe-to", written_to.lower(), limit=5, seconds=24 * HOUR):
        actions.ask_for_digest(email=address, consent_locale=get_language() or "", **form.wish)


@never_cache
def guardian_sent(request: HttpRequest) -> HttpResponse:
    """What happens next for a child: a grown-up gets a mail."""
    return render(request, "audiences/guardian_sent.html", {"robots": "noindex"})
