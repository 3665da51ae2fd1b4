"""How long what is collected is kept, and which outlets are our own: everybody who listens may read it, the top unit sets it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from scicomm.listening import actions, permissions, queries
from scicomm.listening.forms import OutletsForm, TermsForm
from scicomm.listening.models import OwnOutlet


@require_http_methods(["GET", "HEAD", "POST"])
def keeping(request: HttpRequest) -> HttpResponse:
    """The terms by class."""
    if not permissions.can_see_listening(request.user):
        raise PermissionDenied
    terms = queries.terms()
    form = TermsForm(request.POST or None, terms=terms)
    if request.method == "POST":
        if not permissions.can_set_terms(request.user):
            raise PermissionDenied
        if form.is_valid():
            actions.set_terms(form.kept, acting_user=request.user)
            messages.success(request, _("The terms are set."))
            return redirect("listening_keeping")
    return _page(request, form, _outlets_form())


@require_POST
def outlets(request: HttpRequest) -> HttpResponse:
    """Set which hosts and addresses are ours."""
    if not permissions.can_set_terms(request.user):
        raise PermissionDenied
    form = OutletsForm(request.POST)
    if form.is_valid():
        try:
            actions.set_own_outlets(form.cleaned_data["places"].splitlines(), acting_user=request.user)
        except ValidationError as error:
            for name, words in getattr(error, "message_dict", {None: error.messages}).items():
                form.add_error(name, words)
        else:
            messages.success(request, _("Our own outlets are set."))
            return redirect("listening_keeping")
    return _page(request, TermsForm(terms=queries.terms()), form)


def _outlets_form() -> OutletsForm:
    return OutletsForm(initial={"places": "\n".join(OwnOutlet.objects.values_list("place", flat=True))})


def _page(request: HttpRequest, form: TermsForm, outlets_form: OutletsForm) -> HttpResponse:
    context: dict[str, Any] = {
        "page_title": _("What is kept how long"),
        "form": form,
        "outlets_form": outlets_form,
        "may_set": permissions.can_set_terms(request.user),
        "terms": form.rows,
        "known": sorted(queries.own_outlets().places),
    }
    return render(request, "listening/keeping.html", context)
