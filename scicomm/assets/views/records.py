"""The one screen of an asset: what is known, whose it is, what may be done with it, where it is used, what its file says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scicomm.assets import actions, permissions, queries
from scicomm.assets.enums import AssetState, BlockedBy, Use
from scicomm.assets.forms import BlockForm, DoneForm, RecordForm
from scicomm.assets.models import Asset
from scicomm.assets.rules import metadata
from scicomm.assets.views.words import (
    data_rows,
    facts_in_words,
    field_label,
    record_rows,
    steps_in_words,
    uses_in_words,
)
from scicomm.core.ledger import facts_about
from scicomm.facts.base import ref


def asset(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about an asset."""
    return asset_page(request, permissions.get_asset_for(request.user, pk))


def asset_page(request: HttpRequest, found: Asset, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page; forms that were refused come back with what was typed."""
    may_change = permissions.can_change_asset(request.user, found)
    grants, consents = list(found.grants.select_related("document")), list(found.consents.select_related("document"))
    for row in (*grants, *consents):
        row.uses_words = uses_in_words(row.uses)  # type: ignore[attr-defined]
    embedded = getattr(found, "embedded", None)
    provenance = getattr(found, "provenance", None)
    context = {
        "page_title": found.title,
        "page_note": f"{found.unit.name} · {found.get_kind_display()}",
        "page_actions": _actions(request.user, found, may_change),
        "asset": found,
        "may_change": may_change,
        "rows": record_rows(found),
        "problems": queries.use_problems([found], timezone.now()).get(found.pk, []),
        "uses_refused": _uses_refused(found),
        "grants": grants,
        "consents": consents,
        "pages": queries.pages_using(found),
        "colours": queries.swatches([found.pk]).get(found.pk, []),
        "pairs": _pairs(request.user, found),
        "take_downs": list(found.take_downs.select_related("unit", "done_by")),
        "embedded": embedded,
        "embedded_rows": data_rows(embedded),
        "differences": [(field_label(one.name), one) for one in queries.differences_of(embedded)],
        "provenance": provenance,
        "steps": steps_in_words(provenance),
        "may_block": may_change and found.state != AssetState.BLOCKED,
        "may_free": may_change and found.state == AssetState.BLOCKED and found.blocked_by == BlockedBy.PERSON,
        "block_form": forms.get("block_form") or BlockForm(),
        "done_form": forms.get("done_form") or DoneForm(),
        "facts": facts_in_words(facts_about([ref("assets", "asset", found.pk)]).order_by("-occurred_at", "-pk")[:12]),
    }
    return render(request, "assets/asset.html", context, status=status)


def _pairs(user: Any, found: Asset) -> list[dict[str, Any]]:
    """Other assets that show the same picture, as far as the user may see them."""
    pairs = permissions.likenesses_for(user)
    rows = (pairs.filter(first=found) | pairs.filter(second=found)).select_related(
        "first__image", "first__unit", "second__image", "second__unit"
    )
    return [{"pair": pair, "other": pair.second if pair.first_id == found.pk else pair.first} for pair in rows[:20]]


def _uses_refused(found: Asset) -> list[str]:
    """The uses for which something stands against it, where it may be used at all."""
    rows = Asset.objects.prefetch_related("grants", "consents").get(pk=found.pk)
    now = timezone.now()
    if queries.problems_of(rows, now):
        return []
    return [str(use.label) for use in Use if queries.problems_of(rows, now, use.value)]


def _actions(user: Any, found: Asset, may_change: bool) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    if may_change:
        made.append({"url": reverse("assets_edit", args=[found.pk]), "label": _("Edit"), "icon": "pen", "main": True})
    if queries.can_be_written(found):
        address = reverse("assets_copy", args=[found.pk])
        made.append({"url": address, "label": _("Copy with current metadata"), "icon": "download"})
    if found.image_id and permissions.can_see_library(user):
        made.append({"url": f"{reverse('assets_library')}?like={found.pk}", "label": _("Pictures like this")})
    if found.image_id and may_change:
        address = reverse("wagtailimages:edit", args=[found.image_id])
        made.append({"url": address, "label": _("File and focal point"), "icon": "image"})
    return made


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known of an asset."""
    found = permissions.get_asset_for(request.user, pk)
    if not permissions.can_change_asset(request.user, found):
        raise PermissionDenied
    form = RecordForm(request.POST or None, asset=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_asset(found, acting_user=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved. Every copy will say so within a minute."))
            return redirect("assets_asset", found.pk)
    context = {"page_title": found.title, "form": form, "asset": found}
    return render(request, "assets/edit.html", context, status=400 if form.errors else 200)


def _tried(request: HttpRequest, found: Asset, act: Callable[[], object], done: str, **forms: Any) -> HttpResponse:
    """Run an action from the asset's page; what it refuses is said there."""
    try:
        act()
    except ValidationError as error:
        for form in forms.values():
            form.add_error(None, error)
        messages.error(request, " ".join(error.messages))
        return asset_page(request, found, status=400, **forms)
    messages.success(request, done)
    return redirect("assets_asset", found.pk)


@require_POST
def block(request: HttpRequest, pk: int) -> HttpResponse:
    """Forbid every use."""
    found = permissions.get_asset_for(request.user, pk)
    form = BlockForm(request.POST)
    if not form.is_valid():
        return asset_page(request, found, status=400, block_form=form)
    reason = form.cleaned_data["reason"]
    return _tried(
        request, found, lambda: actions.block_asset(found, acting_user=request.user, reason=reason),
        _("Blocked. Take-downs are open for every place that uses it."), block_form=form,
    )  # fmt: skip


@require_POST
def free(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift a block that a person set."""
    found = permissions.get_asset_for(request.user, pk)
    return _tried(
        request, found, lambda: actions.free_asset(found, acting_user=request.user), _("It may be used again.")
    )


@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the standards in the file disagree: take what one of them says."""
    found = permissions.get_asset_for(request.user, pk)
    field, standard = request.POST.get("field", ""), request.POST.get("standard", "")
    return _tried(
        request, found,
        lambda: actions.choose_saying(found, field=field, standard=standard, acting_user=request.user),
        _("The record says so now."),
    )  # fmt: skip


def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A copy of the original with what the record says now; the original stays untouched."""
    found = permissions.get_asset_for(request.user, pk)
    try:
        data, name = queries.copy_with_metadata(found)
    except (metadata.Malformed, OSError):
        messages.error(request, _("Metadata cannot be written into this file."))
        return redirect("assets_asset", found.pk)
    response = HttpResponse(data, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{name.encode("ascii", "replace").decode()}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
