"""The desk's page of tokens: one's own, and for administrators those of their units. A secret is shown once."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scicomm.organisation import actions
from scicomm.organisation.forms import TokenForm
from scicomm.organisation.permissions import get_token_for, token_units, tokens_for


@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    """Which tokens there are, what they may do, when they were used last."""
    rows = tokens_for(request.user).select_related("user__person", "unit")[:200]
    context = {
        "page_title": _("Tokens for programs"),
        "mine": [row for row in rows if row.user_id == request.user.pk],
        "others": [row for row in rows if row.user_id != request.user.pk],
        "can_make": token_units(request.user).exists(),
    }
    return render(request, "organisation/tokens.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def make_token(request: HttpRequest) -> HttpResponse:
    """Make a token for oneself; its secret stands in the answer and nowhere else."""
    form = TokenForm(request.POST or None, units=token_units(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = actions.make_token(acting_user=request.user, **form.values)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            context = {"page_title": _("Your new token"), "token": token, "secret": secret}
            return render(request, "organisation/token_made.html", context)
    return render(request, "organisation/make_token.html", {"page_title": _("Make a token"), "form": form})


@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token at once."""
    actions.revoke_token(get_token_for(request.user, pk), acting_user=request.user)
    messages.success(request, _("Revoked. Programs that use it are refused from now on."))
    return redirect("organisation_tokens")
