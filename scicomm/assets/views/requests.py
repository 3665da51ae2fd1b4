"""Asking for a file that is not free: the form, the confirmed address, the granted file; and the desk that answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from scicomm.assets import actions, permissions
from scicomm.assets.enums.delivery import RequestState, Way
from scicomm.assets.forms.delivery import DecideForm, DownloadForm, PolicyForm, RequestForm
from scicomm.assets.models import AssetRequest
from scicomm.assets.queries import policy_for
from scicomm.assets.queries.bank import credit_line
from scicomm.assets.queries.doors import unhindered
from scicomm.assets.queries.files import sizes_for
from scicomm.assets.queries.requests import granted, requests_listed
from scicomm.assets.queries.tickets import CONFIRM, FETCH, request_of
from scicomm.assets.views.bank import is_free, shown_asset
from scicomm.assets.views.shared import refused, sent_file, too_many
from scicomm.core.text import pick
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import allowed, person_of, units_here

PER_PAGE = 25


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a file that everyone may see and nobody may take."""
    asset, _door = shown_asset(request, pk)
    policy = policy_for(asset.unit)
    if is_free(asset) or not policy.takes_requests:
        raise Http404
    form = RequestForm(request.POST or None, initial=_known(request.user))
    if request.method == "POST":
        if too_many(request, "request", limit=10, seconds=3600):
            return refused(request)
        if form.is_trapped:
            # A program learns nothing: it sees the same page as a person, and nothing is kept.
            return render(request, "assets/asked.html", {"asset": asset, "confirm": True, "robots": "noindex"})
        if form.is_valid():
            data = {name: value for name, value in form.cleaned_data.items() if name != "website"}
            actions.ask_for_asset(asset, **data, language=get_language() or "zh-hans", acting_user=request.user)
            signed_in = request.user.is_authenticated
            return render(request, "assets/asked.html", {"asset": asset, "confirm": not signed_in, "robots": "noindex"})
    context = {"asset": asset, "form": form, "terms": pick(policy.terms_zh, policy.terms_en), "robots": "noindex"}
    return render(request, "assets/ask.html", context)


def _known(user: Any) -> dict[str, str]:
    if not user.is_authenticated:
        return {}
    person = person_of(user)
    unit = person.unit.name if person else ""
    return {"name": person.name if person else user.get_full_name(), "email": user.email, "organisation": unit}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, ticket: str) -> HttpResponse:
    """The address is confirmed by a button, so that a program that looks into mails confirms nothing."""
    row = request_of(ticket, CONFIRM)
    if row is None:
        return render(request, "assets/link_over.html", {"robots": "noindex"}, status=404)
    if request.method == "POST":
        actions.confirm_request(row)
        return render(request, "assets/asked.html", {"asset": row.asset, "confirm": False, "robots": "noindex"})
    return render(request, "assets/confirm.html", {"row": row, "robots": "noindex"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fetch(request: HttpRequest, ticket: str) -> HttpResponseBase:
    """The file of an approved request, until its day, and as long as nothing stands against it."""
    asked = request_of(ticket, FETCH)
    row = granted(asked.pk) if asked is not None else None
    if row is None or not unhindered([row.asset]):
        return render(request, "assets/link_over.html", {"robots": "noindex"}, status=404)
    form = DownloadForm(request.POST or None, sizes=sizes_for(row.asset), asks=False)
    if request.method == "POST" and form.is_valid():
        response = sent_file(request, row.asset, form.cleaned_data["size"])
        if response is not None:
            actions.note_download(row.asset, way=Way.REQUEST, size=form.cleaned_data["size"], purpose=row.purpose)
            actions.note_taken(row)
            return response
        form.add_error("size", _("This size cannot be made just now. Try another, or try again in a minute."))
    context = {
        "asset": row.asset,
        "row": row,
        "form": form,
        "credit": credit_line(row.asset),
        "terms": row.answer,
        "robots": "noindex",
    }
    return render(request, "assets/download.html", context)


# ---------------------------------------------------------------- the desk


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Requests for what one's units have."""
    state = request.GET.get("state", RequestState.WAITING)
    state = state if state in {*RequestState.values, "all"} else RequestState.WAITING
    rows = requests_listed(request.user, "" if state == "all" else state)
    chips = [(RequestState.WAITING, _("Waiting")), (RequestState.APPROVED, _("Approved")),
             (RequestState.DECLINED, _("Declined")), ("all", _("All"))]  # fmt: skip
    context = {
        "page_title": _("Requests for assets"),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "states": [{"value": value, "label": label, "here": value == state} for value, label in chips],
        "policies": list(units_here(request.user, permissions.KEEPERS).order_by("path")[:60]),
    }
    return render(request, "assets/desk/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One request, and the answer to it."""
    row = permissions.get_request_for(request.user, pk)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _decide(request, row, form):
        return redirect("assets_requests")
    context = {
        "page_title": row.asset.title,
        "row": row,
        "form": form,
        "may_decide": row.state == RequestState.WAITING and permissions.can_decide_request(request.user, row),
        "problems": not unhindered([row.asset]),
    }
    return render(request, "assets/desk/request.html", context)


def _decide(request: HttpRequest, row: AssetRequest, form: DecideForm) -> bool:
    data = form.cleaned_data
    try:
        actions.decide_request(
            row,
            approve="approve" in request.POST,
            answer=data["answer"],
            days=data["days"] or 14,
            acting_user=request.user,
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("Answered. They are told by mail."))
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest, slug: str) -> HttpResponse:
    """How a unit gives out files."""
    mine = units_here(request.user, permissions.KEEPERS)
    unit: Unit = allowed(mine, mine.filter(slug=slug).values_list("pk", flat=True).first())
    form = PolicyForm(request.POST or None, instance=policy_for(unit))
    if request.method == "POST" and form.is_valid():
        actions.set_policy(unit, acting_user=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("assets_requests")
    context = {"page_title": _("How %(unit)s gives out files") % {"unit": unit.short_name}, "form": form}
    return render(request, "assets/desk/form.html", context)
