"""The press room as its unit keeps it: members, the register of openings, broken embargoes, the terms."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from scicomm.newsroom import actions, permissions, queries
from scicomm.newsroom.enums import BreachOutcome, PressState
from scicomm.newsroom.forms import InviteForm, StopForm, TermsForm
from scicomm.newsroom.models import PressMember
from scicomm.organisation.permissions import OVERSEERS, holds_anywhere

PAGE = 40


def _tabs(request: HttpRequest) -> list[dict[str, Any]]:
    places = [
        ("newsroom_press", _("Members")),
        ("newsroom_press_register", _("Register")),
        ("newsroom_breaches", _("Broken embargoes")),
        ("newsroom_press_terms", _("Terms of the press room")),
    ]
    return [{"url": reverse(name), "label": label, "here": request.path == reverse(name)} for name, label in places]


def _only_staff(request: HttpRequest) -> None:
    if not holds_anywhere(request.user, OVERSEERS):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest) -> HttpResponse:
    """Who was invited and what became of it; and the form that invites."""
    _only_staff(request)
    units = permissions.units_to_invite(request.user)
    form = InviteForm(request.POST or None, units=units)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.invite_member(acting_user=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Invited. The link goes out by mail."))
                return redirect("newsroom_press")
        status = 400
    rows = queries.members_listed(permissions.press_members_for(request.user), request.GET.get("q", "").strip())
    context = {
        "page_title": _("Press room"),
        "tabs": _tabs(request),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "form": form if units.exists() else None,
        "asked": request.GET.get("q", ""),
    }
    return render(request, "newsroom/press/members.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """One member: what they opened, and the door."""
    found = permissions.get_press_member_for(request.user, pk)
    form = StopForm(request.POST or None)
    if request.method == "POST":
        if "readmit" in request.POST:
            return _tried(request, found, lambda: actions.readmit_member(found, acting_user=request.user), StopForm())
        if form.is_valid():
            state, reason = PressState(form.cleaned_data["state"]), form.cleaned_data["reason"]
            return _tried(
                request,
                found,
                lambda: actions.stop_member(found, state=state, reason=reason, acting_user=request.user),
                form,
            )
        return _member_page(request, found, form, status=400)
    return _member_page(request, found, form)


def _tried(request: HttpRequest, found: PressMember, act: Any, form: StopForm) -> HttpResponse:
    try:
        act()
    except ValidationError as error:
        return _member_page(request, found, form, error=" ".join(error.messages), status=409)
    messages.success(request, _("Done. It counts from the next click on."))
    return redirect("newsroom_press_member", found.pk)


def _member_page(
    request: HttpRequest, found: PressMember, form: StopForm, *, error: str = "", status: int = 200
) -> HttpResponse:
    rows = permissions.openings_for(request.user).filter(member=found)
    context = {
        "page_title": found.name,
        "tabs": _tabs(request),
        "member": found,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "breaches": permissions.breaches_for(request.user).filter(member=found).select_related("dossier__story"),
        "may_keep": permissions.can_keep_member(request.user, found),
        "form": form,
        "error": error,
    }
    return render(request, "newsroom/press/member.html", context, status=status)


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Who opened which story and file when, of the stories and members of one's units; of one story with `?story=`."""
    _only_staff(request)
    rows = permissions.openings_for(request.user)
    story = request.GET.get("story", "")
    if story.isdigit() and len(story) < 12:
        rows = rows.filter(dossier__story_id=int(story))
    context = {
        "page_title": _("Register of the press room"),
        "tabs": _tabs(request),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "newsroom/press/register.html", context)


@require_safe
def breaches(request: HttpRequest) -> HttpResponse:
    """Every embargo that was broken, by whom, and what was done."""
    _only_staff(request)
    rows = permissions.breaches_for(request.user).select_related("dossier__story", "dossier__unit", "member")
    context = {
        "page_title": _("Broken embargoes"),
        "tabs": _tabs(request),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "open_outcome": BreachOutcome.OPEN,
    }
    return render(request, "newsroom/press/breaches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    """The terms in force; who may, puts new ones in force."""
    _only_staff(request)
    now = queries.terms_in_force()
    may = permissions.can_write_terms(request.user)
    form = TermsForm(request.POST or None, initial={"text_zh": now.text_zh, "text_en": now.text_en})
    status = 200
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid():
            actions.write_terms(acting_user=request.user, **form.cleaned_data)
            messages.success(
                request, _("The new terms are in force. Every member accepts them before anything is shown again.")
            )
            return redirect("newsroom_press_terms")
        status = 400
    context = {
        "page_title": _("Terms of the press room"),
        "tabs": _tabs(request),
        "terms": now,
        "form": form if may else None,
    }
    return render(request, "newsroom/press/terms_desk.html", context, status=status)
