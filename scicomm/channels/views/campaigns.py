"""Campaigns on the desk: the list, one with its calendar, making and changing one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from scicomm.channels import actions, permissions
from scicomm.channels.forms import CampaignForm
from scicomm.channels.models import Campaign
from scicomm.channels.queries import campaign_days, with_counts
from scicomm.channels.views.story_releases import badge_of
from scicomm.organisation.permissions import EDITORS, OVERSEERS, holds_anywhere, require, units_here


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """The campaigns of one's units, the latest first."""
    if not holds_anywhere(request.user, OVERSEERS):
        raise PermissionDenied
    rows = with_counts(permissions.campaigns_for(request.user)).order_by("-starts_on", "-pk")
    may = holds_anywhere(request.user, EDITORS)
    context = {
        "page_title": _("Campaigns"),
        "page_note": _("Several channels and days for one story or more."),
        "page": Paginator(rows, 30).get_page(request.GET.get("page")),
        "today": timezone.localdate(),
        "page_actions": [
            {"url": reverse("channels_new_campaign"), "label": _("New campaign"), "icon": "plus", "main": True}
        ]
        if may
        else [],
    }
    return render(request, "channels/campaigns.html", context)


@require_http_methods(["GET", "POST"])
def new_campaign(request: HttpRequest) -> HttpResponse:
    """Make one for a unit one edits."""
    units = units_here(request.user, EDITORS).order_by("path")
    require(units.exists())
    form = CampaignForm(
        request.POST if request.method == "POST" else None, units=units, initial={"starts_on": timezone.localdate()}
    )
    made = _kept(request, None, form)
    if made is not None:
        return redirect("channels_campaign", pk=made.pk)
    context = {
        "page_title": _("New campaign"),
        "form": form,
        "verb": _("Make campaign"),
        "back": reverse("channels_campaigns"),
    }
    return render(request, "channels/campaign_form.html", context, status=400 if form.errors else 200)


def _kept(request: HttpRequest, campaign: Campaign | None, form: CampaignForm) -> Campaign | None:
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        made = actions.keep_campaign(campaign, acting_user=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return None
    messages.success(request, _("Saved."))
    return made


@require_http_methods(["GET", "POST"])
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Its days with what goes out on each; below, its name and days for those who may change them."""
    row = permissions.get_campaign_for(request.user, pk)
    form: Any = None
    if permissions.can_keep_campaign(request.user, row.unit):
        initial = {
            "unit": row.unit.slug,
            "name": row.name,
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "note": row.note,
        }
        units = units_here(request.user, EDITORS).filter(pk=row.unit_id)
        form = CampaignForm(request.POST if request.method == "POST" else None, units=units, initial=initial)
        if _kept(request, row, form) is not None:
            return redirect("channels_campaign", pk=row.pk)
    elif request.method == "POST":
        raise PermissionDenied
    days, open_ = campaign_days(row)
    context = {
        "page_title": row.name, "page_note": row.unit.name, "campaign": row, "form": form, "today": timezone.localdate(),
        "days": [(day.date, [{"row": release, "badge": badge_of(release)} for release in day.releases]) for day in days],
        "open": [{"row": release, "badge": badge_of(release)} for release in open_],
        "page_actions": [{"url": reverse("channels_campaigns"), "label": _("All campaigns"), "icon": "arrow"}],
    }  # fmt: skip
    return render(request, "channels/campaign.html", context, status=400 if form is not None and form.errors else 200)
