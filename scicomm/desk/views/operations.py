"""Deliveries that failed: what they were, why, and trying them again."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scicomm.core.actions import retry_delivery
from scicomm.core.models import Delivery
from scicomm.core.models.progress import ProgressRow, ProgressState
from scicomm.desk.permissions import can_operate, get_delivery_for
from scicomm.desk.queries.graph import is_walked
from scicomm.organisation.permissions import require

A_PAGE = 30


def deliveries(request: HttpRequest) -> HttpResponse:
    """Facts that a handler could not deal with after all its tries, newest first."""
    require(can_operate(request.user))
    rows = Delivery.objects.failed().select_related("fact").order_by("-pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Failed deliveries"),
        "page_note": _("What happened is kept in any case; here stands what should have followed from it and did not."),
        "page": page,
        "rows": [
            {
                "delivery": delivery,
                "error": (delivery.last_error.strip().splitlines() or [""])[-1],
                "has_thread": is_walked(delivery.fact.subject),
            }
            for delivery in page.object_list
        ],
        "waiting": Delivery.objects.open().count(),
        # Written by `scicomm backup` when it is done.
        "backup": ProgressRow.objects.filter(key="backup", state=ProgressState.DONE).first(),
    }
    return render(request, "desk/deliveries.html", context)


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one delivery a fresh set of tries."""
    delivery = get_delivery_for(request.user, pk)
    retry_delivery(delivery, acting_user=request.user)
    messages.success(request, _("It will be tried again at once."))
    return redirect("desk_deliveries")
