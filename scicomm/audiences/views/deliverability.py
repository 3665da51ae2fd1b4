"""The staff page of what came back: how each mail provider takes our mail, who is suspended, trying one again."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from scicomm.audiences import actions, permissions
from scicomm.audiences.queries import FEWEST_READERS, figures_by_domain, suspended

PER_PAGE = 25


@require_safe
def deliverability(request: HttpRequest) -> HttpResponse:
    """Figures of thirty days by domain, and the suspended addresses."""
    if not permissions.keeps_addresses(request.user):
        raise Http404
    page = Paginator(suspended(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("What came back"),
        "page": page,
        "domains": figures_by_domain(timezone.localdate()),
        "fewest": FEWEST_READERS,
    }
    return render(request, "audiences/admin/deliverability.html", context)


@require_POST
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send to a suspended mailbox again."""
    row = permissions.get_suspension_for(request.user, pk)
    try:
        actions.try_again(row, acting_user=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("This address gets mail again, from the next mail on."))
    return redirect(reverse("audiences_deliverability"))
