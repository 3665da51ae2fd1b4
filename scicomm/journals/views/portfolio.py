"""The staff pages that keep a journal's portfolio: one row added, changed or taken out; a step taken."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.journals import actions, permissions
from scicomm.journals.forms import StepForm, row_form
from scicomm.journals.models import Journal


def _back(journal: Journal, anchor: str = "") -> str:
    address = reverse("desk_portfolio_journal", args=[journal.pk])
    return f"{address}#{anchor}" if anchor else address


def _titles() -> dict[str, tuple[str, str]]:
    """What the page of each noun is called: for a new row, and for one that is there."""
    return {
        "bodies": (_("Add a body behind the journal"), _("Body behind the journal")),
        "editors": (_("Add an editor"), _("Editor")),
        "indexes": (_("Add an index"), _("Index that holds the journal")),
        "values": (_("Add a figure"), _("Figure of a year")),
        "goals": (_("Set a goal"), _("Goal")),
        "resources": (_("Add a resource"), _("Resource")),
    }


def row(request: HttpRequest, pk: int, noun: str, row_pk: int | None = None) -> HttpResponse:
    """Add a row, or change or take out one that is there."""
    journal = permissions.get_journal_for(request.user, pk)
    permissions.row_model(noun)
    if not permissions.can_keep(request.user, journal, noun):
        raise PermissionDenied
    found = permissions.get_row_for(request.user, journal, noun, row_pk) if row_pk else None
    form_class = row_form(noun)
    if request.method == "POST" and found is not None and "remove" in request.POST:
        actions.remove_row(journal, noun, found.pk, acting_user=request.user)
        messages.success(request, _("Taken out. What it said stays in the history of the journal."))
        return redirect(_back(journal, noun))
    instance = found or permissions.row_model(noun)(journal=journal)
    form = form_class(request.POST or None, instance=instance, initial=None if found else _first(noun, journal))
    if request.method == "POST" and form.is_valid() and _stored(request, journal, noun, form, row_pk):
        messages.success(request, _("Saved."))
        return redirect(_back(journal, noun))
    context = {
        "page_title": _titles()[noun][1 if found else 0],
        "page_note": journal.title,
        "page_actions": [{"url": _back(journal, noun), "label": _("Back to the journal")}],
        "form": form,
        "may_remove": found is not None,
        "back": _back(journal, noun),
    }
    return render(request, "journals/portfolio_row.html", context, status=400 if form.errors else 200)


def _stored(request: HttpRequest, journal: Journal, noun: str, form: Any, row_pk: int | None) -> bool:
    """What the action refuses is said in the form."""
    try:
        actions.put_row(journal, noun, form.cleaned_data, acting_user=request.user, row_id=row_pk)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    return True


def _first(noun: str, journal: Journal) -> dict[str, Any]:
    """What a new row most likely says."""
    year = timezone.localdate().year
    found: dict[str, dict[str, Any]] = {
        "values": {"year": year - 1},
        "goals": {"from_year": year - 1, "by_year": year + 2, "owner": journal.unit_id},
        "resources": {"year": year, "measure": "CNY", "unit": journal.unit_id},
    }
    return found.get(noun, {})


def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a title a step on its way."""
    journal = permissions.get_journal_for(request.user, pk)
    form = StepForm(
        request.POST or None, stage=journal.stage, initial={"taken_on": timezone.localdate(), "seen": journal.stage}
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            actions.take_step(
                journal, values["stage"], acting_user=request.user, on=values["taken_on"], note=values["note"],
                documents=values["documents"], seen=values["seen"],
            )  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The step is taken."))
            return redirect(_back(journal, "steps"))
    context = {
        "page_title": _("Next step"),
        "page_note": _("%(journal)s: %(stage)s") % {"journal": journal.title, "stage": journal.get_stage_display()},
        "page_actions": [{"url": _back(journal, "steps"), "label": _("Back to the journal")}],
        "form": form,
        "back": _back(journal, "steps"),
    }
    return render(request, "journals/portfolio_row.html", context, status=400 if form.errors else 200)
