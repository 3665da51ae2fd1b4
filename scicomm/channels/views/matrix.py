"""The overview of all accounts: filtered, sorted, summed, drawn, exported; the check of many at once."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from scicomm.channels import actions, permissions
from scicomm.channels.enums import ChannelKind
from scicomm.channels.forms import MatrixFilterForm
from scicomm.channels.queries import matrix as reads
from scicomm.channels.rules.sheets import Cell
from scicomm.channels.views.pages import download, number

PER_PAGE = 50
MOST_CHECKED = 500


def _wanted(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("q", "unit", "kind", "language", "state", "sort", "all")}


@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """The accounts of all units the user oversees."""
    wanted = _wanted(request)
    mine = permissions.channels_for(request.user)
    found = reads.matrix_channels(mine, wanted)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    units = permissions.matrix_units(request.user).order_by("path")
    filters = MatrixFilterForm(request.GET or None, units=units)
    plain = reads.filtered(mine, wanted, timezone.now())
    kept = {name: value for name, value in wanted.items() if value and name != "sort"}
    may_register = permissions.register_units(request.user).exists()
    context = {
        "page_title": _("Media matrix"),
        "page_note": _("Every account and outlet of your units: who keeps it, who follows it, how it stands."),
        "page_actions": _actions(kept | ({"sort": wanted["sort"]} if wanted["sort"] else {}), may_register),
        "filter_form": filters,
        "filtered": any(kept.values()),
        "rows": [reads.matrix_row(channel, today) for channel in page.object_list],
        "page": page,
        "heads": _heads(wanted["sort"], kept),
        "stats": _stats(reads.matrix_sums(plain)),
        "bars": _bars(plain),
        "may_check": may_register,
        "query": urlencode(kept),
    }
    return render(request, "channels/matrix/overview.html", context)


def _actions(kept: dict[str, str], may_register: bool) -> list[dict[str, Any]]:
    base = reverse("channels_matrix_export")
    found: list[dict[str, Any]] = [
        {"url": f"{base}?{urlencode({**kept, 'format': 'csv'})}", "label": "CSV"},
        {"url": f"{base}?{urlencode({**kept, 'format': 'xlsx'})}", "label": "Excel"},
        {"url": reverse("channels_compare"), "label": _("Compare")},
    ]
    if may_register:
        found.append({"url": reverse("channels_account_new"), "label": _("Register an account"), "main": True})
    return found


def _heads(sort: str, kept: dict[str, str]) -> list[dict[str, Any]]:
    """The columns; pressed again, one turns round."""
    columns = [
        ("name", _("Account or outlet")),
        ("unit", _("Unit")),
        ("", _("Kept by")),
        ("followers", _("Followers")),
        ("grown", _("In 30 days")),
        ("posts", _("Posts in 30 days")),
        ("last", _("Last post")),
        ("", _("State")),
    ]
    heads = []
    for name, label in columns:
        here = name and sort.removeprefix("-") == name
        new = f"-{name}" if here and not sort.startswith("-") else name
        heads.append(
            {
                "label": label,
                "number": name in {"followers", "grown", "posts"},
                "url": f"?{urlencode({**kept, 'sort': new})}" if name else "",
                "sorted": ("descending" if sort.startswith("-") else "ascending") if here else "",
            }
        )
    return heads


def _stats(sums: reads.MatrixSums) -> list[dict[str, str]]:
    return [
        {
            "value": number(sums.accounts),
            "label": _("accounts and outlets"),
            "note": _("in %(count)s units") % {"count": sums.units},
        },
        {
            "value": number(sums.followers),
            "label": _("followers together"),
            "note": _("of %(count)s accounts with a number; one person may follow several") % {"count": sums.counted},
        },
        {"value": number(sums.idle), "label": _("silent"), "url": "?state=idle"},
        {"value": number(sums.orphaned), "label": _("without a keeper"), "url": "?state=orphaned"},
        {"value": number(sums.trouble), "label": _("in trouble"), "url": "?state=trouble"},
    ]


def _bars(rows: Any) -> list[dict[str, Any]]:
    names = dict(ChannelKind.choices)
    return [
        {"label": str(names.get(kind, kind)), "value": count, "url": f"?{urlencode({'kind': kind})}"}
        for kind, count in reads.by_kind(rows)
    ]


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """What the overview shows, as a file for a spreadsheet; never a credential."""
    rows = reads.matrix_channels(permissions.channels_for(request.user), _wanted(request))
    today = timezone.localdate()
    head = [
        _("Unit"),
        _("Name"),
        _("Kind"),
        _("What it is"),
        _("Language"),
        _("Name there"),
        _("Public address"),
        _("Kept by"),
        _("Deputy"),
        _("Who it is for"),
        _("Followers"),
        _("Counted on"),
        _("In 30 days"),
        _("Posts in 30 days"),
        _("Last post"),
        _("State"),
        _("Why nobody keeps it"),
    ]
    return download(request, f"matrix-{today}", head, (_line(reads.matrix_row(row, today)) for row in rows))


def _line(row: reads.MatrixRow) -> list[Cell]:
    one = row.channel
    return [
        one.unit.name,
        one.name,
        one.get_kind_display(),
        one.get_medium_display() if one.medium else "",
        one.get_language_display(),
        one.handle,
        one.url,
        one.owner.name if one.owner else "",
        one.deputy.name if one.deputy else "",
        row.audience,
        one.followers,
        one.followers_on,
        row.grown,
        row.posts,
        row.last_post,
        str(row.health.words),
        str(row.orphan_words),
    ]


@require_POST
def check_all(request: HttpRequest) -> HttpResponse:
    """Check every account of the list that the user may keep."""
    rows = reads.filtered(permissions.accounts_for(request.user), _wanted(request), timezone.now())
    mine = [channel for channel in rows[:MOST_CHECKED] if permissions.can_keep_account(request.user, channel)]
    if not mine:
        raise PermissionDenied
    batch = actions.ask_checks(mine, acting_user=request.user)
    return redirect("channels_checks", batch)


@require_safe
def checks(request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    """How far the checks asked for together are, and what each account said."""
    state = _progress(request, batch)
    rows = permissions.checks_for(request.user).filter(batch=batch).select_related("channel__unit")
    page = Paginator(rows.order_by(F("done_at").asc(nulls_first=True), "pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page_title": _("Checking accounts"),
        "page_note": _("Each is asked how many follow it: that needs good credentials."),
        "page_actions": [{"url": reverse("channels_matrix"), "label": _("Media matrix")}],
        "progress": state,
        "poll_url": reverse("channels_checks_progress", args=[batch]),
        "page": page,
    }
    response = render(request, "channels/matrix/checks.html", context)
    if state["state"] == "running":
        # Without script the page asks again by itself.
        response["Refresh"] = "5"
    return response


@require_safe
def checks_progress(request: HttpRequest, batch: uuid.UUID) -> JsonResponse:
    """How far checks are, for the bar of their page."""
    return JsonResponse(_progress(request, batch))


def _progress(request: HttpRequest, batch: uuid.UUID) -> dict[str, Any]:
    rows = permissions.checks_for(request.user).filter(batch=batch)
    total, done = rows.count(), rows.exclude(done_at=None).count()
    if not total:
        raise Http404
    bad = rows.exclude(done_at=None).filter(is_good=False).count()
    text = _("%(done)s of %(total)s asked, %(bad)s without a good answer") % {"done": done, "total": total, "bad": bad}
    state = "done" if done == total else "running"
    url = reverse("channels_checks", args=[batch]) if state == "done" else ""
    return {"done": done, "total": total, "text": text, "state": state, "url": url}
