"""The patrol on the desk: findings, one finding with its steps, the releases drawn to be read."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from scicomm.assets.permissions import own_assets
from scicomm.channels import actions, permissions
from scicomm.channels.forms import CorrectForm, FindingFilterForm, FindingForm, LookAgainForm
from scicomm.channels.models import Finding
from scicomm.channels.queries import patrol as reads
from scicomm.channels.rules.sheets import Cell
from scicomm.channels.views.pages import download, form_page, number, refused

PER_PAGE = 50
SEVERITY_BADGES = {"grave": "stop", "serious": "wait", "slight": "info"}
STATE_BADGES = {"open": "wait", "corrected": "info", "closed": "go", "dismissed": "info"}
# Forms offer so many pictures of the library, the newest first.
MOST_ASSETS = 200


def _wanted(request: HttpRequest) -> dict[str, str]:
    found = {name: request.GET.get(name, "") for name in ("state", "kind", "severity", "unit")}
    return {**found, "state": found["state"] or "unfinished"}


@require_safe
def patrol(request: HttpRequest) -> HttpResponse:
    """What is to be corrected, the most urgent first."""
    wanted, today = _wanted(request), timezone.localdate()
    mine = permissions.findings_for(request.user)
    page = Paginator(reads.filtered_findings(mine, wanted), PER_PAGE).get_page(request.GET.get("page"))
    sums = reads.patrol_sums(mine, today)
    units = permissions.matrix_units(request.user).order_by("path")
    may = permissions.patrol_units(request.user).exists()
    context = {
        "page_title": _("Patrol"),
        "page_note": _(
            "What was found wrong in what the units publish, by people and by jobs, until somebody looked again."
        ),
        "page_actions": [
            {"url": f"{reverse('channels_patrol_export')}?{urlencode(wanted)}", "label": "CSV"},
            {"url": f"{reverse('channels_patrol_export')}?{urlencode({**wanted, 'format': 'xlsx'})}", "label": "Excel"},
            {"url": reverse("channels_samples"), "label": _("To be read")},
            *([{"url": reverse("channels_finding_new"), "label": _("Record a finding"), "main": True}] if may else []),
        ],
        "filter_form": FindingFilterForm(request.GET or None, units=units),
        "filtered": bool(wanted["kind"] or wanted["severity"] or wanted["unit"] or wanted["state"] != "unfinished"),
        "page": page,
        "rows": [
            {
                "one": one,
                "late": one.state == "open" and one.due_on < today,
                "gravity": SEVERITY_BADGES[one.severity],
                "badge": STATE_BADGES[one.state],
            }
            for one in page.object_list
        ],
        "stats": [
            {"value": number(sums.open), "label": _("to correct")},
            {"value": number(sums.overdue), "label": _("overdue"), "url": "?state=overdue"},
            {"value": number(sums.corrected), "label": _("to be looked at again"), "url": "?state=corrected"},
            {"value": number(sums.closed), "label": _("settled"), "url": "?state=closed"},
        ],
        "may": may,
    }
    return render(request, "channels/matrix/patrol.html", context)


@require_safe
def patrol_export(request: HttpRequest) -> HttpResponse:
    """The list as a file for a spreadsheet."""
    rows = reads.filtered_findings(permissions.findings_for(request.user), _wanted(request))
    head = [
        _("Unit"),
        _("Outlet"),
        _("Kind of fault"),
        _("How grave"),
        _("Where"),
        _("What was found"),
        _("Found at"),
        _("To be corrected by"),
        _("State"),
        _("What was done"),
        _("Words at the end"),
    ]
    return download(request, f"patrol-{timezone.localdate()}", head, (_line(one) for one in rows))


def _line(one: Finding) -> list[Cell]:
    return [
        one.unit.name,
        one.channel.name if one.channel else "",
        one.get_kind_display(),
        one.get_severity_display(),
        one.place,
        one.words,
        timezone.localdate(one.found_at),
        one.due_on,
        one.get_state_display(),
        one.answer,
        one.closing_words,
    ]


def new_finding(request: HttpRequest) -> HttpResponse:
    """Record what is wrong; a release that was drawn to be read may be the place."""
    units = permissions.patrol_units(request.user).order_by("path")
    if not units.exists():
        raise PermissionDenied
    sample = request.GET.get("sample")
    drawn = permissions.get_sample_for(request.user, sample) if sample else None
    release = drawn.release if drawn else None
    initial: dict[str, Any] = {}
    if release is not None:
        initial = {"unit": release.channel.unit.slug, "channel": release.channel_id, "place": release.url}
    form = FindingForm(
        request.POST or None,
        units=units,
        channels=permissions.patrolled_channels(request.user),
        assets=own_assets(request.user).order_by("-pk")[:MOST_ASSETS]
        if request.method == "GET"
        else own_assets(request.user),
        initial=initial,
    )
    back = reverse("channels_samples" if drawn else "channels_patrol")
    if request.method == "POST" and form.is_valid():
        made: list[Finding] = []
        values = dict(form.cleaned_data)
        unit = values.pop("unit")
        if not refused(
            form, lambda: made.append(actions.open_finding(unit, acting_user=request.user, release=release, **values))
        ):
            if drawn is not None:
                actions.mark_read(drawn, acting_user=request.user, finding=made[0])
            messages.success(request, _("Recorded. The officers of the unit are told by mail."))
            return redirect("channels_finding", made[0].pk)
    return form_page(request, form, title=_("Record a finding"), back=back, verb=_("Record"))


def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding: what, where, what became of it, and what this user can do."""
    row = permissions.get_finding_for(request.user, pk)
    verb = request.POST.get("verb", "") if request.method == "POST" else ""
    may_correct = row.state == "open" and permissions.can_correct_finding(request.user, row)
    may_close = row.state in {"open", "corrected"} and permissions.can_close_finding(request.user, row)
    correct = CorrectForm(request.POST if verb == "correct" else None) if may_correct else None
    again = LookAgainForm(request.POST if verb == "again" else None) if may_close else None
    form = correct if verb == "correct" else again
    if verb:
        if form is None:
            raise PermissionDenied
        if form.is_valid() and not refused(form, lambda: _carry_out(request, row, verb, form)):
            messages.success(request, _("Saved."))
            return redirect("channels_finding", row.pk)
    context = {
        "page_title": row.get_kind_display(),
        "page_note": row.unit.name,
        "page_actions": [{"url": reverse("channels_patrol"), "label": _("All findings")}],
        "row": row,
        "is_link": row.place.startswith(("https://", "http://")) and len(row.place.split()) == 1,
        "badge": STATE_BADGES[row.state],
        "gravity": SEVERITY_BADGES[row.severity],
        "late": row.state == "open" and row.due_on < timezone.localdate(),
        "correct_form": correct,
        "again_form": again,
    }
    return render(
        request, "channels/matrix/finding.html", context, status=400 if form is not None and form.errors else 200
    )


def _carry_out(request: HttpRequest, row: Finding, verb: str, form: Any) -> None:
    user = request.user
    if verb == "correct":
        actions.correct_finding(row, form.cleaned_data["answer"], acting_user=user)
    elif "still" in request.POST:
        actions.reopen_finding(row, form.cleaned_data["words"], acting_user=user)
    else:
        actions.close_finding(row, form.cleaned_data["words"], acting_user=user, no_fault="no_fault" in request.POST)


@require_safe
def samples(request: HttpRequest) -> HttpResponse:
    """The releases drawn this month and before, what is unread first."""
    rows = permissions.samples_for(request.user).select_related(
        "release__channel__unit", "release__dossier__story", "read_by__person", "finding"
    )
    page = Paginator(rows.order_by("-month", F("read_at").asc(nulls_first=True), "pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page_title": _("To be read"),
        "page_note": _(
            "Each month some releases are drawn by lot, for a person to read with care. "
            "Nobody chooses them, and anybody can draw them again."
        ),
        "page_actions": [{"url": reverse("channels_patrol"), "label": _("All findings")}],
        "page": page,
    }
    return render(request, "channels/matrix/samples.html", context)


@require_POST
def read_sample(request: HttpRequest, pk: int) -> HttpResponse:
    """Read, and nothing found."""
    actions.mark_read(permissions.get_sample_for(request.user, pk), acting_user=request.user)
    messages.success(request, _("Read, nothing found."))
    return redirect("channels_samples")
