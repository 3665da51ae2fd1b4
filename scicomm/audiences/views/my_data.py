"""A reader's own data: what was agreed to and when, everything we hold, why a mail came."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scicomm.audiences.models import Consent
from scicomm.audiences.permissions import get_mail_to_explain, rows_of_reader
from scicomm.audiences.queries import data_of, given, why
from scicomm.audiences.views.readers import bad_link, mine


@never_cache
@require_safe
def consents(request: HttpRequest, token: str) -> HttpResponse:
    """Every yes and every end of one, newest first, each with the wording it was given to."""
    row = mine(token)
    if row is None:
        return bad_link(request)
    rows = Consent.objects.filter(subscription__in=rows_of_reader(row)).select_related("subscription")
    context = {"consents": [given(one) for one in rows.order_by("-at", "-pk")], "token": token, "robots": "noindex"}
    return render(request, "audiences/consents.html", context)


@never_cache
@require_safe
def my_data(request: HttpRequest, token: str) -> HttpResponse:
    """Everything we hold of this mailbox, to read."""
    row = mine(token)
    if row is None:
        return bad_link(request)
    context = {"tables": data_of(row), "token": token, "now": timezone.now(), "robots": "noindex"}
    return render(request, "audiences/my_data.html", context)


@never_cache
@require_safe
def my_data_file(request: HttpRequest, token: str) -> HttpResponse:
    """The same as a file that other programs read."""
    row = mine(token)
    if row is None:
        return bad_link(request)
    body = {
        "of": row.email,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "tables": {held.table: held.records for held in data_of(row)},
    }
    answer = JsonResponse(body, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


@never_cache
@require_safe
def why_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Why this mail came: the rule, the consent, the limits."""
    try:
        mail = get_mail_to_explain(token)
    except Http404:
        return bad_link(request)
    context = {"mail": mail, "why": why(mail), "manage_token": mail.subscription.manage_token, "robots": "noindex"}
    return render(request, "audiences/why.html", context)
