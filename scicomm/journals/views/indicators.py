"""The staff page that takes in tables of figures: sent, looked at line by line, then stored; and the empty table to fill."""

from __future__ import annotations

import base64
import csv
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scicomm.journals import actions, permissions
from scicomm.journals.forms import ImportForm
from scicomm.journals.models import Journal, JournalIndicator
from scicomm.journals.queries.expected import expected_words

SALT = "journals.indicator-table"
KEPT_SECONDS = 24 * 3600
SHOWN = 200
KINDS = {"new": "go", "corrected": "wait", "unchanged": ""}


def import_table(request: HttpRequest) -> HttpResponse:
    """Look at a table first; with "store" take in the very table that was looked at."""
    if not permissions.can_import_anywhere(request.user):
        raise PermissionDenied
    if request.method == "POST" and "kept" in request.POST:
        return _store(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data, source = form.cleaned_data["upload"], form.cleaned_data["source"]
        return _preview(request, data, source)
    return _page(request, form, status=400 if form.errors else 200)


def _page(request: HttpRequest, form: ImportForm, **context: Any) -> HttpResponse:
    status = context.pop("status", 200)
    shown = {
        "page_title": _("Import figures of journals"),
        "page_actions": [
            {"url": reverse("journals_values_template"), "label": _("Empty table"), "icon": "download"},
            {"url": reverse("desk_portfolio"), "label": _("Journal portfolio")},
        ],
        "form": form,
        **context,
    }
    return render(request, "journals/import_values.html", shown, status=status)


def _preview(request: HttpRequest, data: bytes, source: str) -> HttpResponse:
    found = actions.import_values(data, acting_user=request.user, source=source)
    kept = signing.dumps(
        {"data": base64.b85encode(data).decode(), "source": source, "user": request.user.pk}, salt=SALT, compress=True
    )
    return _page(
        request, ImportForm(initial={"source": source}), kept=kept if found.taken else "", found=found,
        **_tables(found), counts=_counts(found),
    )  # fmt: skip


def _store(request: HttpRequest) -> HttpResponse:
    try:
        kept = signing.loads(request.POST["kept"], salt=SALT, max_age=KEPT_SECONDS)
        if kept["user"] != request.user.pk:
            raise signing.BadSignature
    except signing.BadSignature:
        form = ImportForm(data={}, files=MultiValueDict())
        form.full_clean()
        form.errors.clear()
        form.add_error(None, _("What you looked at is too old or was changed on the way. Send the table again."))
        return _page(request, form, status=400)
    found = actions.import_values(
        base64.b85decode(kept["data"]),
        acting_user=request.user,
        store=True,
        all_or_nothing="right_only" not in request.POST,
        source=kept["source"],
    )
    if not found.stored:
        return _preview(request, base64.b85decode(kept["data"]), kept["source"])
    messages.success(request, " ".join([_("Stored."), *_counts(found)]))
    return redirect("desk_portfolio")


def _counts(found: actions.Import) -> list[str]:
    counts, wrong = found.counts, len(found.wrong)
    said = [
        ngettext("%(count)d new value.", "%(count)d new values.", counts["new"]) % {"count": counts["new"]},
        ngettext("%(count)d corrected.", "%(count)d corrected.", counts["corrected"]) % {"count": counts["corrected"]},
        ngettext("%(count)d unchanged.", "%(count)d unchanged.", counts["unchanged"]) % {"count": counts["unchanged"]},
    ]
    if wrong:
        said.append(ngettext("%(count)d wrong cell.", "%(count)d wrong cells.", wrong) % {"count": wrong})
    return said


def _heads() -> dict[str, Any]:
    return {
        "wrong_head": [
            {"label": _("Line"), "number": True}, {"label": _("Column")}, {"label": _("What stands there")},
            {"label": _("What is expected")},
        ],
        "taken_head": [
            {"label": _("Line"), "number": True}, {"label": _("Journal")}, {"label": _("Indicator")},
            {"label": _("Year"), "number": True}, {"label": _("Value"), "number": True}, {"label": _("What becomes of it")},
        ],
    }  # fmt: skip


def _tables(found: actions.Import) -> dict[str, Any]:
    """What is wrong, and what would be stored, as the table component takes them."""
    wrong = [
        [
            {"text": one.line, "number": True},
            {"text": one.column or _("whole line"), "wrap": True},
            {"text": one.value, "wrap": True},
            {"text": expected_words(one.expected), "wrap": True},
        ]
        for one in found.wrong[:SHOWN]
    ]
    titles = {
        journal.pk: journal.title
        for journal in Journal.objects.filter(pk__in={one.cell.journal_id for one in found.taken[:SHOWN]})
    }
    names = {one.code: one.name for one in JournalIndicator.objects.all()}
    states = {"new": _("new"), "corrected": _("corrected"), "unchanged": _("unchanged")}
    rows = [
        [
            {"text": one.cell.line, "number": True},
            {"text": titles.get(one.cell.journal_id, ""), "wrap": True},
            {"text": names.get(one.cell.code, one.cell.code), "wrap": True},
            {"text": one.cell.year, "number": True},
            {"text": f"{one.old} → {one.cell.value}" if one.state == "corrected" else one.cell.value, "number": True},
            {"text": states[one.state], "badge": KINDS[one.state] or "info"},
        ]
        for one in found.taken[:SHOWN]
    ]
    return {
        **_heads(),
        "wrong_rows": wrong,
        "taken_rows": rows,
        "more": max(len(found.taken) - SHOWN, 0) + max(len(found.wrong) - SHOWN, 0),
    }


def template(request: HttpRequest) -> HttpResponse:
    """The empty table: a line for each journal whose figures the user keeps, a column for each indicator in use."""
    if not permissions.can_import_anywhere(request.user):
        raise PermissionDenied
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="journal-figures.csv"'
    response.write("\ufeff")  # so that spreadsheets read the Chinese as UTF-8
    writer = csv.writer(response)
    names = [one.name for one in JournalIndicator.objects.filter(is_active=True)]
    writer.writerow([_("Journal title"), "ISSN", "CN", _("Year"), *names, _("Source"), _("Note")])
    year = timezone.localdate().year - 1
    for journal in permissions.journals_kept_by(request.user).order_by("slug"):
        title = journal.title
        # A title that begins like a formula must not become one in a spreadsheet.
        safe = f"'{title}" if title[:1] in "=+-@\t" else title
        writer.writerow([safe, journal.issn or journal.eissn, journal.cn_number, year, *[""] * len(names), "", ""])
    return response
