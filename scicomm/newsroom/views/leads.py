"""Leads on the desk: lists, one lead with what it is likely the same as, and deciding on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from scicomm.core.ledger import facts_about
from scicomm.facts.base import ref
from scicomm.newsroom import actions, permissions, queries
from scicomm.newsroom.enums import LeadState, MailState
from scicomm.newsroom.forms import AcceptForm, ReasonForm, StartForm
from scicomm.newsroom.models import LeadMail
from scicomm.newsroom.views.submissions import offers_context
from scicomm.organisation.permissions import require

DECIDED_ON = frozenset({LeadState.NEW, LeadState.STALE})


def leads(request: HttpRequest) -> HttpResponse:
    """The leads of the units one oversees, new ones first."""
    state = request.GET.get("state", LeadState.NEW)
    rows = queries.leads_listed(request.user, state if state in LeadState.values else "")
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    main = [{"url": reverse("newsroom:report"), "label": _("New lead"), "icon": "plus", "main": True}]
    more = [{"url": reverse("newsroom_lead_mails"), "label": _("Mails"), "icon": "mail"}]
    context = {
        "page_title": _("Leads"),
        "page": page,
        "states": [{"value": value, "label": label, "here": value == state} for value, label in LeadState.choices],
        "page_actions": [*(more if permissions.sees_lead_mails(request.user) else []), *main],
    }
    return render(request, "newsroom/leads.html", context)


def lead(request: HttpRequest, pk: int) -> HttpResponse:
    """One lead: why it is worth telling, and the decision."""
    found = permissions.get_lead_for(request.user, pk)
    initial = {"title": found.title, "planned_on": actions.day_of(found)}
    return _lead_page(request, found, AcceptForm(initial=initial), ReasonForm())


def _lead_page(request: HttpRequest, found: Any, accept_form: AcceptForm, reason_form: ReasonForm) -> HttpResponse:
    may_decide = permissions.can_accept_lead(request.user, found) and found.state in DECIDED_ON
    twins = queries.twins_of(found, request.user) if found.state in DECIDED_ON else []
    context = {
        "page_title": found.title,
        "lead": found,
        "reasons": queries.reasons_in_words(found),
        "ageing": queries.ageing_in_words(found, timezone.localdate()),
        "files": list(found.attachments.all()),
        "accept_form": accept_form,
        "reason_form": reason_form,
        "may_decide": may_decide,
        "may_decline": may_decide and found.state == LeadState.NEW,
        "may_open": found.is_confidential and permissions.can_open_lead(request.user, found),
        "twins": twins,
        "may_write": permissions.can_write_from(request.user, found),
        "write_form": StartForm(initial={"language": "zh-hans"}),
        "topic": getattr(found, "topic", None),
        "goes_on": permissions.leads_for(request.user).filter(pk=found.same_as_id).first(),
        "offers": offers_context(request.user, found.unit, lead=found),
        "facts": facts_about([ref("newsroom", "lead", found.pk)])[:20],
    }
    status = 409 if accept_form.errors or reason_form.errors else 200
    return render(request, "newsroom/lead.html", context, status=status)


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


@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a lead is the same as another, or as a topic."""
    found = permissions.get_lead_for(request.user, pk)
    into = queries.target_of(request.POST.get("into", ""), request.user)
    if into is None:
        raise Http404
    try:
        merged = actions.merge_lead(found, into=into, acting_user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("newsroom_lead", pk)
    messages.success(request, _("Now they are one. Whoever handed it in follows the one that goes on."))
    return redirect("newsroom_lead", merged.same_as_id or merged.pk)


@require_safe
def lead_mails(request: HttpRequest) -> HttpResponse:
    """What became of the mails to the leads' address: for those whose box it is."""
    require(permissions.sees_lead_mails(request.user))
    rows = LeadMail.objects.select_related("lead", "unit")
    # A lead that is confidential keeps its title for those who may read it.
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    seen = set(
        permissions.leads_for(request.user)
        .filter(pk__in=[mail.lead_id for mail in page if mail.lead_id])
        .values_list("pk", flat=True)
    )
    reasons = {
        "large": _("Larger than 40 MB"),
        "unreadable": _("It cannot be read as a mail"),
        "no_sender": _("It names no sender"),
        "empty": _("There is nothing in it"),
    }
    lines = [
        {"mail": mail, "lead": mail.lead if mail.lead_id in seen else None, "reason": reasons.get(mail.reason, "")}
        for mail in page
    ]
    context = {
        "page_title": _("Mails with leads"),
        "page_note": _("Broken ones are flagged in the box itself, where they can be read."),
        "page": page,
        "lines": lines,
        "broken": MailState.BROKEN,
    }
    return render(request, "newsroom/lead_mails.html", context)
