"""The same change for many: chosen in the grid or by a search, seen before it is applied, undone afterwards."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from scicomm.assets import actions, permissions, queries
from scicomm.assets.enums.library import AssetField, EditState
from scicomm.assets.forms import BulkForm
from scicomm.assets.models import BulkChange, BulkEdit
from scicomm.assets.views.library import asked_of

A_PAGE = 100
BADGES = {"planned": "wait", "applied": "go", "left": "info", "undone": "info", "changed": "stop"}


def bulk_edits(request: HttpRequest) -> HttpResponse:
    """The edits of many that one made, or that touched only what one edits."""
    if not permissions.can_add_anywhere(request.user):
        raise PermissionDenied
    rows = permissions.bulk_edits_for(request.user).select_related("made_by").order_by("-pk")
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Edits of many"),
        "page_actions": [{"url": reverse("assets_library"), "label": _("Image library"), "main": False}],
        "page": page,
        "head": [
            {"label": _("Edit")},
            {"label": _("Fields")},
            {"label": _("State")},
            {"label": _("Assets"), "number": True},
        ],
        "rows": [
            [
                {"text": str(edit), "url": reverse("assets_bulk_edit", args=[edit.pk])},
                {"text": ", ".join(str(AssetField(name).label) for name in edit.changes), "wrap": True},
                {"text": edit.get_state_display()},
                {"text": edit.total, "number": True},
            ]
            for edit in page.object_list
        ],
    }
    return render(request, "assets/bulk_edits.html", context)


def _chosen(request: HttpRequest) -> list[int]:
    """The assets that were ticked, or all that the search found, as far as one may change them."""
    if request.POST.get("all"):
        asking = HttpRequest()
        asking.GET = QueryDict(request.POST.get("query", "")[:4000])
        return queries.found_ids(request.user, asked_of(asking))
    values = [*request.POST.getlist("asset"), *request.POST.get("ids", "").split(",")]
    return [int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 12]


@require_POST
def new_bulk_edit(request: HttpRequest) -> HttpResponse:
    """Say what to change; the next page shows what it would do."""
    if not permissions.can_add_anywhere(request.user):
        raise PermissionDenied
    ids = list(
        permissions.editable_assets_for(request.user).filter(pk__in=_chosen(request)).values_list("pk", flat=True)
    )
    if not ids:
        messages.error(request, _("You may change none of these: choose assets of a unit that you edit."))
        return redirect("assets_library")
    asked = "change" in request.POST
    form = BulkForm(request.POST if asked else None)
    if asked and form.is_valid():
        try:
            edit = actions.plan_bulk_edit(ids, form.changes(), acting_user=request.user)
            return redirect("assets_bulk_edit", edit.pk)
        except ValidationError as error:
            form.add_error(None, error)
    words = ngettext("%(count)d asset", "%(count)d assets", len(ids)) % {"count": len(ids)}
    context = {"page_title": _("Change many"), "page_note": words, "form": form, "ids": ",".join(map(str, ids))}
    return render(request, "assets/bulk_new.html", context)


def bulk_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One edit: old and new of each field; to apply, under way, to undo, or undone."""
    edit = permissions.get_bulk_edit_for(request.user, pk)
    visible = permissions.library_for(request.user)
    rows = edit.rows.filter(asset__in=visible).select_related("asset__image", "asset__document", "asset__recording")
    counts = {state: edit.rows.filter(state=state).count() for state in BulkChange.State.values}
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Edit of many"),
        "page_note": f"{edit} · {edit.get_state_display()}",
        "page_actions": [{"url": reverse("assets_bulk_edits"), "label": _("Edits of many"), "main": False}],
        "edit": edit,
        "is_mine": edit.made_by_id == request.user.pk,
        "page": page,
        "done": sum(counts.values()) - counts[BulkChange.State.PLANNED],
        "total": sum(counts.values()),
        "said": _said(counts),
        "running": edit.state in {EditState.RUNNING, EditState.UNDOING},
        "poll_url": reverse("assets_bulk_progress", args=[edit.pk]),
        "head": [
            {"label": _("Asset")},
            {"label": _("Field")},
            {"label": _("Old")},
            {"label": _("New")},
            {"label": _("State")},
        ],
        "rows": [_row(row) for row in page.object_list],
    }
    return render(request, "assets/bulk_edit.html", context)


def _said(counts: dict[str, int]) -> str:
    words = [f"{BulkChange.State(state).label}: {count}" for state, count in counts.items() if count]
    return " · ".join(words) or _("Nothing would change.")


def _row(row: BulkChange) -> list[dict[str, Any]]:
    return [
        {"text": row.asset.title, "url": reverse("assets_asset", args=[row.asset_id]), "wrap": True},
        {"text": row.get_field_display()},
        {"text": _value(row.field, row.old), "wrap": True},
        {"text": _value(row.field, row.new), "wrap": True},
        {"text": row.get_state_display(), "badge": BADGES[row.state]},
    ]


def _value(field: str, value: Any) -> str:
    if field in actions.CHOICES:
        return str(dict(actions.CHOICES[field].choices).get(value, value))
    return ", ".join(value) if isinstance(value, list) else str(value or "—")


@require_POST
def apply_bulk(request: HttpRequest, pk: int) -> HttpResponse:
    """Do it."""
    edit = permissions.get_bulk_edit_for(request.user, pk)
    actions.apply_bulk_edit(edit, acting_user=request.user)
    return redirect("assets_bulk_edit", pk)


@require_POST
def undo_bulk(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back where nobody changed it since."""
    edit = permissions.get_bulk_edit_for(request.user, pk)
    actions.undo_bulk_edit(edit, acting_user=request.user)
    return redirect("assets_bulk_edit", pk)


def bulk_progress(request: HttpRequest, pk: int) -> JsonResponse:
    """What the live bar asks for."""
    edit: BulkEdit = permissions.get_bulk_edit_for(request.user, pk)
    waiting = BulkChange.State.APPLIED if edit.state == EditState.UNDOING else BulkChange.State.PLANNED
    total, left = edit.rows.count(), edit.rows.filter(state=waiting).count()
    over = edit.state in {EditState.DONE, EditState.UNDONE}
    words = _("%(done)d of %(total)d changes") % {"done": total - left, "total": total}
    state = "done" if over else "running"
    return JsonResponse(
        {
            "done": total - left,
            "total": total,
            "text": words,
            "state": state,
            "url": reverse("assets_bulk_edit", args=[pk]),
        }
    )
