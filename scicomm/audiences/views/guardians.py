"""The guardian's page: what a child would get, yes or no; later look, change, stop, erase. One link, no sign-in.

It shows the one subscription that the guardian answers for, never what else goes to the child's mailbox.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from scicomm.audiences import actions
from scicomm.audiences.enums import ConsentPurpose, ConsentSource, GuardianState, SubscriptionState
from scicomm.audiences.forms import ProfileForm
from scicomm.audiences.models import Guardian
from scicomm.audiences.permissions import get_guardian
from scicomm.audiences.queries import given
from scicomm.audiences.rules import ANSWER_WITHIN, consent_text
from scicomm.audiences.views.preferences import form_of
from scicomm.audiences.views.readers import bad_link


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guardian(request: HttpRequest, token: str) -> HttpResponse:
    """Opening changes nothing: programs open every link of a mail. Each button says what it does."""
    try:
        found = get_guardian(token)
    except Http404:
        return bad_link(request)
    verb = request.POST.get("verb", "") if request.method == "POST" else ""
    if verb == "erase":
        actions.refuse_as_guardian(found)
        return redirect("audiences:erased")
    if verb in _VERBS:
        _VERBS[verb](found)
        return redirect(f"{request.path}?done={verb}")
    row = found.subscription
    agreed = found.state == GuardianState.AGREED
    form = form_of(row, request.POST if verb == "save" else None) if agreed and not _left(found) else None
    if verb == "save" and isinstance(form, ProfileForm) and form.is_valid():
        actions.change_profile(row, form.profile_choice, source=ConsentSource.GUARDIAN)
        return redirect(f"{request.path}?done=save")
    context = {
        "guardian": found,
        "subscription": row,
        "agreed": agreed,
        "left": _left(found),
        "form": form,
        "text": consent_text(ConsentPurpose.GUARDIAN),
        "consents": [given(one) for one in row.consents.all()],
        "days": ANSWER_WITHIN.days,
        "done": request.GET.get("done", ""),
        "robots": "noindex",
    }
    return render(request, "audiences/guardian.html", context)


def _left(found: Guardian) -> bool:
    return found.subscription.state == SubscriptionState.LEFT


_VERBS = {"agree": actions.agree_as_guardian, "end": actions.end_as_guardian}
