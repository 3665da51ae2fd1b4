"""Imports: the runs, each with what became of its files, the columns of its table, its errors as CSV; and folders that wait."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.assets import actions, permissions, queries
from scicomm.assets.enums.library import ImportState, ItemState
from scicomm.assets.forms import ColumnsForm
from scicomm.assets.models import ImportItem, ImportRun
from scicomm.assets.rules.sheets import BadSheet, read_sheet

A_PAGE = 100
BADGES = {"done": "go", "known": "info", "refused": "stop", "waiting": "wait", "running": "wait", "mapping": "wait"}


def imports(request: HttpRequest) -> HttpResponse:
    """The imports into one's units, newest first."""
    if not permissions.can_see_library(request.user):
        raise PermissionDenied
    page = Paginator(permissions.import_runs_for(request.user), 25).get_page(request.GET.get("page"))
    drop = actions.drop_folder()
    context = {
        "page_title": _("Imports"),
        "page_actions": [{"url": reverse("assets_library"), "label": _("Image library"), "main": False}],
        "page": page,
        "head": [
            {"label": _("Import")},
            {"label": _("State")},
            {"label": _("Files"), "number": True},
            {"label": _("Unit")},
        ],
        "rows": [_run_row(run) for run in page.object_list],
        "drop_slugs": [unit.slug for unit in permissions.units_to_add_to(request.user)[:20]] if drop else [],
        "has_drop": drop is not None,
    }
    return render(request, "assets/imports.html", context)


def _run_row(run: ImportRun) -> list[dict[str, Any]]:
    when = timezone.localtime(run.created_at)
    return [
        {
            "text": f"{Path(run.folder).name} · {when:%Y-%m-%d %H:%M}",
            "url": reverse("assets_import", args=[run.pk]),
            "wrap": True,
        },
        {"text": run.get_state_display(), "badge": BADGES[run.state]},
        {"text": run.total, "number": True},
        {"text": run.unit.short_name},
    ]


def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: how far it is, what became of each file; the refused ones first."""
    run = permissions.get_import_run_for(request.user, pk)
    may_map = permissions.can_add_to(request.user, run.unit) and bool(run.sheet)
    if run.state == ImportState.MAPPING and may_map:
        return _columns(request, run)
    state = request.GET.get("state", "")
    rows = run.items.select_related("asset").order_by("position")
    page = Paginator(rows.filter(state=state) if state in ItemState.values else rows, A_PAGE).get_page(
        request.GET.get("page")
    )
    counts = actions.tally_of(run)
    context = {
        "page_title": _("Import"),
        "page_note": f"{Path(run.folder).name} · {run.unit} · {timezone.localtime(run.created_at):%Y-%m-%d %H:%M}",
        "page_actions": [{"url": reverse("assets_imports"), "label": _("Imports"), "main": False}],
        "run": run,
        "done": run.total - counts[ItemState.WAITING],
        "said": _said(run, counts),
        "states": [
            {"value": one.value, "label": one.label, "count": counts[one], "here": state == one}
            for one in ItemState
            if counts[one]
        ],
        "remarks": [_remark(one) for one in run.remarks],
        "page": page,
        "poll_url": reverse("assets_import_progress", args=[run.pk]),
        "head": [{"label": _("Result")}, {"label": _("File")}, {"label": _("What")}],
        "rows": [_item_row(item) for item in page.object_list],
        "errors_url": reverse("assets_import_errors", args=[run.pk]) if counts[ItemState.REFUSED] else "",
    }
    return render(request, "assets/import_run.html", context)


def _said(run: ImportRun, counts: dict[str, int]) -> str:
    words = _("%(done)d of %(total)d files") % {"done": run.total - counts[ItemState.WAITING], "total": run.total}
    silent = (timezone.now() - run.moved_at).total_seconds()
    if not run.is_over and silent > 60:
        waits = (
            _("stopped; the same command goes on") if run.kind == ImportRun.Kind.FOLDER else _("waiting for the worker")
        )
        words += f" · {waits}"
    return words


def _remark(one: dict[str, Any]) -> str:
    names = ", ".join(one["names"][:20]) + (" …" if len(one["names"]) > 20 else "")
    if one["code"] == "no-such-file":
        return _("The table speaks of files that are not there: %(names)s") % {"names": names}
    return _("Columns that were not taken in: %(names)s") % {"names": names}


def _item_row(item: ImportItem) -> list[dict[str, Any]]:
    told = "; ".join(f"{heading}: {queries.sheet_words(code)}" for heading, code in item.told)
    what = queries.reason_words(item.reason) if item.reason else told
    return [
        {"text": item.get_state_display(), "badge": BADGES[item.state]},
        {
            "text": item.path,
            "wrap": True,
            "url": reverse("assets_asset", args=[item.asset_id]) if item.asset_id else "",
        },
        {"text": what, "wrap": True},
    ]


def _columns(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Say what the columns of a table mean; what is known of them is filled in."""
    try:
        sheet = read_sheet(Path(run.sheet))
    except (BadSheet, OSError) as error:
        messages.error(request, queries.sheet_words(getattr(error, "code", "sheet-broken")))
        return redirect("assets_imports")
    initial = {f"column_{place}": run.columns.get(heading, "") for place, heading in enumerate(sheet.headings)}
    form = ColumnsForm(request.POST or None, headings=sheet.headings, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.map_columns(run, form.columns(), acting_user=request.user)
            return redirect("assets_import", run.pk)
        except (BadSheet, ValidationError) as error:
            words = queries.sheet_words(error.code) if isinstance(error, BadSheet) else " ".join(error.messages)
            form.add_error(None, words)
    context = {
        "page_title": _("What do the columns mean?"), "page_note": Path(run.sheet).name, "form": form,
        "head": [{"label": heading} for heading in sheet.headings],
        "rows": [[{"text": cell[:80]} for cell in row] for row in sheet.rows[:5]],
    }  # fmt: skip
    return render(request, "assets/import_columns.html", context)


def import_progress(request: HttpRequest, pk: int) -> JsonResponse:
    """What the live bar asks for."""
    run = permissions.get_import_run_for(request.user, pk)
    counts = actions.tally_of(run)
    return JsonResponse(
        {
            "done": run.total - counts[ItemState.WAITING], "total": run.total, "text": _said(run, counts),
            "state": "done" if run.is_over else "running", "url": reverse("assets_import", args=[run.pk]),
        }
    )  # fmt: skip


def import_errors(request: HttpRequest, pk: int) -> HttpResponse:
    """The refused files and the remarks on the table, as CSV that opens in a spreadsheet; no cell can become a formula."""
    run = permissions.get_import_run_for(request.user, pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{run.pk}-errors.csv"'
    response.write("\ufeff")
    rows = csv.writer(response)
    rows.writerow([_("File"), _("Result"), _("What")])
    for item in run.items.exclude(state=ItemState.REFUSED, reason="").order_by("position").iterator(chunk_size=2000):
        told = "; ".join(f"{heading}: {queries.sheet_words(code)}" for heading, code in item.told)
        if item.reason or told:
            what = queries.reason_words(item.reason) if item.reason else told
            rows.writerow([_harmless(text) for text in (item.path, item.get_state_display(), what)])
    return response


def _harmless(text: str) -> str:
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else str(text)
