"""Leads: handing one in, and deciding on them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scicomm.core.ledger import facts_about
from scicomm.facts.base import ref
from scicomm.newsroom import actions, permissions, queries
from scicomm.newsroom.enums import LeadState
from scicomm.newsroom.forms import AcceptForm, LeadForm, ReasonForm
from scicomm.organisation.permissions import person_of


@login_required
def report(request: HttpRequest) -> HttpResponse:
    """The two-minute form, and what became of the leads one handed in before."""
    person = person_of(request.user)
    if person is None:
        raise PermissionDenied
    form = LeadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.report_lead(
                title=form.cleaned_data["title"],
                body=form.cleaned_data["body"],
                unit=person.unit,
                reported_by=person,
                article=form.cleaned_data["article"],
                embargo_until=form.cleaned_data["embargo_until"],
                post_key=form.cleaned_data["post_key"],
                acting_user=request.user,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("Handed in. The press office of %(unit)s has it; you see here what becomes of it.")
                % {"unit": person.unit.name},
            )  # fmt: skip
            return redirect("newsroom:report")
    mine = queries.leads_of(person)
    return render(request, "newsroom/report.html", {"form": form, "mine": mine, "person": person})


def leads(request: HttpRequest) -> HttpResponse:
    """The leads of the units one oversees, new ones first."""
    state = request.GET.get("state", LeadState.NEW)
    rows = queries.leads_listed(request.user, state if state in LeadState.values else "")
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Leads"),
        "page": page,
        "states": [{"value": value, "label": label, "here": value == state} for value, label in LeadState.choices],
        "page_actions": [{"url": reverse("newsroom:report"), "label": _("New lead"), "icon": "plus", "main": True}],
    }
    return render(request, "newsroom/leads.html", context)


def lead(request: HttpRequest, pk: int) -> HttpResponse:
    """One lead: why it is worth telling, and the decision."""
    found = permissions.get_lead_for(request.user, pk)
    return _lead_page(request, found, AcceptForm(initial={"title": found.title}), ReasonForm())


def _lead_page(request: HttpRequest, found: Any, accept_form: AcceptForm, reason_form: ReasonForm) -> HttpResponse:
    context = {
        "page_title": found.title,
        "lead": found,
        "reasons": queries.reasons_in_words(found),
        "accept_form": accept_form,
        "reason_form": reason_form,
        "may_decide": permissions.can_accept_lead(request.user, found) and found.state == LeadState.NEW,
        "topic": getattr(found, "topic", None),
        "facts": facts_about([ref("newsroom", "lead", found.pk)])[:20],
    }
    return render(request, "newsroom/lead.html", context)


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a lead into a topic."""
    found = permissions.get_lead_for(request.user, pk)
    form = AcceptForm(request.POST)
    if form.is_valid():
        try:
            topic = actions.accept_lead(found, acting_user=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The lead is a topic now."))
            return redirect("newsroom_topic", topic.pk)
    return _lead_page(request, found, form, ReasonForm())


@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a lead aside, with the reason."""
    found = permissions.get_lead_for(request.user, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.decline_lead(found, acting_user=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Set aside. Whoever handed it in reads your reason."))
            return redirect("newsroom_leads")
    return _lead_page(request, found, AcceptForm(initial={"title": found.title}), form)
