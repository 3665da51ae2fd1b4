"""Licences and consents: recorded, changed, withdrawn; what ends soon; the take-downs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scicomm.assets import actions, permissions, queries
from scicomm.assets.forms import ConsentForm, DoneForm, GrantForm, WithdrawForm
from scicomm.assets.models import Asset, Consent, LicenceGrant
from scicomm.assets.views.records import asset_page

SOON_DAYS = 90


def _changeable(request: HttpRequest, found: Asset) -> Asset:
    if not permissions.can_change_asset(request.user, found):
        raise PermissionDenied
    return found


def add_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a licence."""
    found = _changeable(request, permissions.get_asset_for(request.user, pk))
    return _grant_page(request, found, None)


def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a licence record."""
    row = permissions.get_grant_for(request.user, pk)
    return _grant_page(request, _changeable(request, row.asset), row)


def _grant_page(request: HttpRequest, found: Asset, row: LicenceGrant | None) -> HttpResponse:
    form = GrantForm(request.POST or None, instance=row, user=request.user)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in GrantForm.Meta.fields}
        try:
            actions.save_grant(found, row, acting_user=request.user, **values)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The licence is recorded."))
            return redirect("assets_asset", found.pk)
    remove = reverse("assets_grant_remove", args=[row.pk]) if row else ""
    return _term_page(request, found, form, _("Licence"), remove)


def add_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a consent."""
    found = _changeable(request, permissions.get_asset_for(request.user, pk))
    return _consent_page(request, found, None)


def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a consent."""
    row = permissions.get_consent_for(request.user, pk)
    return _consent_page(request, _changeable(request, row.asset), row)


def _consent_page(request: HttpRequest, found: Asset, row: Consent | None) -> HttpResponse:
    form = ConsentForm(request.POST or None, instance=row, user=request.user)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ConsentForm.Meta.fields}
        try:
            actions.save_consent(found, row, acting_user=request.user, **values)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The consent is recorded."))
            return redirect("assets_asset", found.pk)
    context: dict[str, Any] = {}
    if row is not None and row.withdrawn_at is None:
        context = {"withdraw_form": WithdrawForm(), "withdraw_url": reverse("assets_consent_withdraw", args=[row.pk])}
    remove = reverse("assets_consent_remove", args=[row.pk]) if row else ""
    return _term_page(request, found, form, _("Consent"), remove, **context)


def _term_page(
    request: HttpRequest, found: Asset, form: Any, noun: str, remove_url: str, **context: Any
) -> HttpResponse:
    shown = {
        "page_title": noun,
        "page_note": found.title,
        "asset": found,
        "form": form,
        "remove_url": remove_url,
        **context,
    }
    return render(request, "assets/term.html", shown, status=400 if form.errors else 200)


@require_POST
def remove_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a licence record made by mistake."""
    row = permissions.get_grant_for(request.user, pk)
    actions.remove_grant(row, acting_user=request.user)
    messages.success(request, _("Removed."))
    return redirect("assets_asset", row.asset_id)


@require_POST
def remove_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a consent made by mistake."""
    row = permissions.get_consent_for(request.user, pk)
    actions.remove_consent(row, acting_user=request.user)
    messages.success(request, _("Removed."))
    return redirect("assets_asset", row.asset_id)


@require_POST
def withdraw_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody takes a consent back."""
    row = permissions.get_consent_for(request.user, pk)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        actions.withdraw_consent(row, acting_user=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Withdrawn. The asset is blocked, and take-downs are open."))
    else:
        messages.error(request, _("Write down how and why it was withdrawn."))
        return redirect("assets_consent", row.pk)
    return redirect("assets_asset", row.asset_id)


def ending(request: HttpRequest) -> HttpResponse:
    """What ends within 90 days, and what is blocked because it ended."""
    mine = permissions.records_for(request.user)
    rows = queries.ending_within(mine, SOON_DAYS, timezone.localdate())
    context = {
        "page_title": _("Rights that end soon"),
        "page_note": _("Licences and consents that end within 90 days"),
        "page": Paginator(rows, 50).get_page(request.GET.get("page")),
        "page_actions": [{"url": reverse("assets_take_downs"), "label": _("Take-downs"), "icon": "stop"}],
    }
    return render(request, "assets/ending.html", context)


def take_downs(request: HttpRequest) -> HttpResponse:
    """Places from which assets have to go, open ones first; `asset` narrows them to one."""
    rows = permissions.take_downs_for(request.user).select_related(
        "asset__image", "asset__document", "asset__recording", "unit", "done_by"
    )
    note, others = _("Places that use an asset without the right to it"), []
    chosen = request.GET.get("asset", "")
    if chosen.isdecimal() and len(chosen) < 19:
        rows = rows.filter(asset_id=int(chosen))
        note = next((one.asset.title for one in rows[:1]), note)
        others = [{"url": reverse("assets_take_downs"), "label": _("All take-downs"), "icon": "stop"}]
    order = (F("done_at").desc(nulls_first=True), "opened_at", "pk")
    context = {
        "page_title": _("Take-downs"),
        "page_note": note,
        "page": Paginator(rows.order_by(*order), 50).get_page(request.GET.get("page")),
        "page_actions": [
            *others,
            {"url": reverse("assets_ending"), "label": _("Rights that end soon"), "icon": "clock"},
        ],
    }
    return render(request, "assets/take_downs.html", context)


@require_POST
def take_down_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what was done about a place."""
    task = permissions.get_take_down_for(request.user, pk)
    found = permissions.get_asset_for(request.user, task.asset_id) if _sees(request, task) else None
    form = DoneForm(request.POST)
    words = [_("Write down what was done.")]
    if form.is_valid():
        try:
            actions.close_take_down(task, acting_user=request.user, how=form.cleaned_data["how"])
        except ValidationError as error:
            words = error.messages
        else:
            messages.success(request, _("Done."))
            return redirect("assets_asset", found.pk) if found else redirect("assets_take_downs")
    messages.error(request, " ".join(words))
    return asset_page(request, found, status=400) if found else redirect("assets_take_downs")


def _sees(request: HttpRequest, task: Any) -> bool:
    return permissions.records_for(request.user).filter(pk=task.asset_id).exists()
