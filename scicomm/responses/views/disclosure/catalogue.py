"""The desk's catalogue: items by unit, what is missing, the roll-up; one item with its steps; yearly reports."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import OVERSEERS, get_unit_for, holds_anywhere, units_under
from scicomm.responses import actions as room
from scicomm.responses.actions import disclosure as actions
from scicomm.responses.forms import disclosure as forms
from scicomm.responses.forms.disclosure_files import ItemFileForm
from scicomm.responses.models import DisclosureItem, DisclosureKind
from scicomm.responses.permissions import disclosure as permissions
from scicomm.responses.queries.disclosure import catalogue
from scicomm.responses.queries.disclosure.files import versions_of
from scicomm.responses.rules import typed
from scicomm.responses.rules.disclosure import report_due_on
from scicomm.responses.views.disclosure.papers import (
    pdf_response,
    report_pdf,
    report_sections,
    report_tables,
    report_title,
)

PER_PAGE = 30


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """All items one oversees, and how each unit stands."""
    if not holds_anywhere(request.user, OVERSEERS):
        raise PermissionDenied
    unit = request.GET.get("unit", "")
    page = Paginator(catalogue.items_listed(request.user, unit, request.GET.get("kind", "")), PER_PAGE).get_page(
        request.GET.get("page")
    )
    chosen = units_under(request.user, OVERSEERS).select_related("kind").filter(slug=unit).first()
    context = {
        "page_title": _("Disclosure catalogue"),
        "page": page,
        "rows": catalogue.item_rows(page),
        "units": catalogue.roll_up(request.user),
        "chosen": chosen,
        "missing": catalogue.missing_in_unit(chosen) if chosen else [],
        "may_write": bool(chosen and permissions.can_write_item(request.user, chosen)),
    }
    return render(request, "responses/disclosure/catalogue.html", context)


def _writable(user: Any, slug: str) -> Unit:
    unit = get_unit_for(user, slug)
    if not permissions.can_write_item(user, unit):
        raise PermissionDenied
    return unit


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new item of a unit; `?kind=` chooses its kind."""
    unit = _writable(request.user, slug)
    kind = DisclosureKind.objects.filter(code=request.GET.get("kind", "")).first()
    initial = {"kind": kind, "title_zh": kind.name_zh, "title_en": kind.name_en, "basis": kind.basis} if kind else {}
    return _edit(request, None, unit, forms.ItemForm(request.POST or None, unit=unit, initial=initial))


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: its words, what is public, its steps."""
    found = permissions.get_item_for(request.user, pk)
    return _edit(request, found, found.unit, item_form(found, request.POST or None))


def item_form(found: DisclosureItem, posted: Any = None) -> forms.ItemForm:
    """The form of an item as it stands."""
    initial = {name: getattr(found, name) for name in forms.ItemForm.base_fields}
    initial |= {"text_zh": typed(found.text_zh), "text_en": typed(found.text_en)}
    return forms.ItemForm(posted, unit=found.unit, initial=initial)


def _edit(request: HttpRequest, found: DisclosureItem | None, unit: Unit, form: forms.ItemForm) -> HttpResponse:
    may_write = permissions.can_write_item(request.user, unit)
    if request.method == "POST":
        if not may_write:
            raise PermissionDenied
        if form.is_valid():
            try:
                saved = actions.save_item(found, unit=unit, acting_user=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, _("Saved. It goes public when another person releases it."))
                return redirect("responses_item", saved.pk)
    return item_page(request, found, unit, form, status=400 if form.errors else 200)


def item_page(
    request: HttpRequest, found: DisclosureItem | None, unit: Unit, form: Any, status: int = 200, **given: Any
) -> HttpResponse:
    """An item's page; `given` holds a bound form for a file with its errors, and `problems`."""
    context = {
        "page_title": str(found) if found else _("New item"),
        "page_note": unit.name,
        "item": found,
        "row": catalogue.item_rows([found])[0] if found else None,
        "form": form,
        "may_write": permissions.can_write_item(request.user, unit),
        "may_release": bool(found and permissions.can_release_item(request.user, found)),
        "files": versions_of(found) if found else [],
        "file_form": ItemFileForm(item=found, prefix="file") if found else None,
        **given,
    }
    return render(request, "responses/disclosure/edit_item.html", context, status=status)


@require_POST
def item_step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Submit, release, return or withdraw an item."""
    found = permissions.get_item_for(request.user, pk)
    reason, user = request.POST.get("reason", ""), request.user
    try:
        if verb == "submit":
            actions.submit_item(found, acting_user=user)
        elif verb == "release":
            actions.release_item(found, acting_user=user)
        elif verb == "return":
            actions.return_item(found, reason=reason, acting_user=user)
        elif verb == "withdraw":
            actions.withdraw_item(found, reason=reason, acting_user=user)
        else:
            raise Http404
    except ValidationError as error:
        return item_page(request, found, found.unit, item_form(found), status=409, problems=error.messages)
    messages.success(request, _("Done."))
    return redirect("responses_item", pk)


@require_POST
def not_applicable(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that a unit owes no item of a kind."""
    unit = _writable(request.user, slug)
    kind = get_object_or_404(DisclosureKind, code=request.POST.get("kind", ""))
    try:
        actions.mark_not_applicable(unit, kind, reason=request.POST.get("reason", ""), acting_user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(f"{reverse('responses_catalogue')}?unit={unit.slug}")


@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: HttpRequest) -> HttpResponse:
    """The reports of one's units; a new one is computed from rows."""
    if not holds_anywhere(request.user, permissions.OFFICERS):
        raise PermissionDenied
    form = forms.ReportForm(
        request.POST or None, units=units_under(request.user, permissions.OFFICERS).order_by("path")
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write_report(form.cleaned_data["unit"], form.cleaned_data["year"], acting_user=request.user)
        except ValidationError as error:
            form.add_error("year", error)
        else:
            return redirect("responses_report", made.pk)
    context = {
        "page_title": _("Yearly reports on disclosure"),
        "reports": permissions.reports_for(request.user)[:100],
        "form": form,
    }
    return render(request, "responses/disclosure/reports.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: figures, sections, approval."""
    found = permissions.get_report_for(request.user, pk)
    values = {name: getattr(found, name) for name in forms.ReportTextForm.base_fields}
    form = forms.ReportTextForm(request.POST if "save" in request.POST else None, initial=values)
    problems: list[str] = []
    if request.method == "POST":
        try:
            if "approve" in request.POST:
                actions.approve_report(found, acting_user=request.user)
                return redirect("responses_report", pk)
            if "publish" in request.POST:
                actions.publish_report(found, acting_user=request.user)
                return redirect("responses_report", pk)
            if form.is_valid():
                actions.write_report(found.unit, found.year, acting_user=request.user, **form.cleaned_data)
                return redirect("responses_report", pk)
        except ValidationError as error:
            problems = error.messages
        except room.TwoPeople as error:
            problems = [str(error)]
    context = {
        "page_title": report_title(found),
        "page_note": found.unit.name,
        "report": found,
        "due": report_due_on(found.year),
        "tables": report_tables(found.figures),
        "sections": report_sections(found),
        "form": form,
        "problems": problems,
    }
    return render(request, "responses/disclosure/edit_report.html", context, status=409 if problems else 200)


@require_safe
def report_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A report in any state as PDF, for officers."""
    found = permissions.get_report_for(request.user, pk)
    return pdf_response(report_pdf(found), f"{found.unit.slug}-{found.year}")
