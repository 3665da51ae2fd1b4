"""The staff page of usage: a report chosen, its table with totals, a chart of a year, and the files to take away."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from scicomm.journals import actions, permissions, queries
from scicomm.journals.forms import UsageForm
from scicomm.journals.models import Journal
from scicomm.journals.rules.counter.asking import Asked, months_between
from scicomm.journals.rules.counter.formats import HEAD_ROWS, as_json, as_table, as_text
from scicomm.journals.rules.counter.problems import Problem
from scicomm.journals.rules.counter.report import Institution, Report

ROWS_SHOWN = 200
# What identifies a row for programs; a person knows it by its title and ISSN.
ONLY_IN_FILES = frozenset(
    {
        "Publisher", "Publisher_ID", "Platform", "Proprietary_ID", "ISBN", "Print_ISSN", "URI", "Parent_Authors",
        "Parent_Publication_Date", "Parent_Article_Version", "Parent_Data_Type", "Parent_DOI", "Parent_Proprietary_ID",
        "Parent_ISBN", "Parent_Print_ISSN", "Parent_Online_ISSN", "Parent_URI", "Data_Type",
    }
)  # fmt: skip
FILES = {"tsv": ("\t", "text/tab-separated-values"), "csv": (",", "text/csv")}


@require_safe
def usage(request: HttpRequest) -> HttpResponse:
    """A report of one's journals; `file=tsv`, `csv` or `json` gives it as a file. Opens with the last month counted."""
    if not permissions.can_see_usage(request.user):
        raise PermissionDenied
    form = UsageForm(_given(request), whose=_choices(request.user))
    context: dict[str, Any] = {
        "page_title": _("Usage"),
        "page_note": _("By COUNTER release 5.1: without programs and double clicks; no reader can be traced."),
        "form": form,
    }
    if form.is_valid():
        journals, institution, remark = _whose(form.cleaned_data["whose"])
        asked = form.asked()
        if remark:
            asked.problems.append(Problem(0, words=remark))
        report = queries.counter_report(asked, institution=institution, journals=journals)
        if request.GET.get("file") in {*FILES, "json"}:
            return _file(report, request.GET["file"])
        context |= _shown(report, request) | {"chart": _chart(asked, journals)}
    return render(request, "journals/usage.html", context)


def _given(request: HttpRequest) -> Any:
    """What was chosen; at first the usage by access type of the last month that was counted (5.1, 5.2)."""
    if "report" in request.GET:
        return request.GET
    month = f"{queries.latest_month():%Y-%m}"
    whose = _choices(request.user)
    first = next((value for _group, group in whose for value, _label in group), "")
    return {"report": "TR_J3", "whose": first, "begin": month, "end": month}


def _choices(user: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """Whose usage the user may choose, in groups: all of it, of units, of journals."""
    journals = list(permissions.usage_journals_for(user))
    paths = {journal.unit.path for journal in journals}
    units = [unit for unit in permissions.usage_units_for(user) if any(path.startswith(unit.path) for path in paths)]
    world = [("world", _("All journals"))] if permissions.can_see_usage_of_all(user) else []
    groups = [
        (_("Platform"), world),
        (_("Units"), [(f"unit:{unit.slug}", unit.name) for unit in units]),
        (_("Journals"), [(f"journal:{journal.slug}", journal.title) for journal in journals]),
    ]
    return [(label, group) for label, group in groups if group]


def _whose(choice: str) -> tuple[QuerySet[Journal] | None, Institution, str]:
    """The journals of a choice, whose report it is, and what must be said of it. The form has checked the choice."""
    kind, _colon, slug = choice.partition(":")
    if kind == "world":
        return None, queries.WORLD, ""
    if kind == "journal":
        journal = permissions.get_public_journal(slug)
        unit = journal.unit
        rows, remark = Journal.objects.filter(pk=journal.pk), f"Limited to the journal {journal.slug}"
    else:
        unit = permissions.get_unit_that_publishes(slug)
        rows, remark = Journal.objects.filter(unit__path__startswith=unit.path), ""
    return rows, Institution(unit.name_en or unit.name_zh, unit.slug), remark


def _file(report: Report, kind: str) -> HttpResponse:
    asked = report.asked
    name = f"{asked.definition.id}_{asked.begin:%Y-%m}_{asked.end:%Y-%m}.{kind}"
    if kind == "json":
        response: HttpResponse = JsonResponse(as_json(report), json_dumps_params={"ensure_ascii": False})
    else:
        separator, content_type = FILES[kind]
        response = HttpResponse(as_text(as_table(report), separator), content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _shown(report: Report, request: HttpRequest) -> dict[str, Any]:
    """The body of the table for the page, totals by metric, the files, and what the report must say of itself."""
    table = as_table(report)[HEAD_ROWS:]
    places = [
        place
        for place, name in enumerate(table[0])
        if name not in ONLY_IN_FILES and (name != "DOI" or table[0][0] == "Item")
    ]
    head, *rows = [[row[place] for place in places] for row in table]
    figures = head.index("Metric_Type") + 1
    totals: dict[str, int] = {}
    for row in rows:
        totals[row[figures - 1]] = totals.get(row[figures - 1], 0) + int(row[figures])
    query = request.GET.copy()
    for name, value in _given(request).items() if "report" not in request.GET else ():
        query[name] = value
    files = []
    for kind in ("tsv", "csv", "json"):
        query["file"] = kind
        files.append((kind.upper(), f"?{query.urlencode()}"))
    return {
        "report": report,
        "remarks": [_in_words(problem) for problem in report.asked.problems if problem.code],
        "totals": [
            {"value": number_format(count, force_grouping=True), "label": _metric_in_words(name)}
            for name, count in totals.items()
        ],
        "head": [{"label": name, "number": place >= figures} for place, name in enumerate(head)],
        "rows": [[_cell(text, place >= figures) for place, text in enumerate(row)] for row in rows[:ROWS_SHOWN]],
        "row_count": len(rows),
        "rows_shown": ROWS_SHOWN,
        "files": files,
    }


def _metric_in_words(name: str) -> str:
    """A metric for the row of totals; tables and files hold COUNTER's own names."""
    words = {
        "Total_Item_Investigations": _("Investigations"),
        "Unique_Item_Investigations": _("Unique investigations"),
        "Total_Item_Requests": _("Requests of full texts"),
        "Unique_Item_Requests": _("Unique requests of full texts"),
        "Searches_Platform": _("Searches"),
    }
    return words.get(name, name)


def _cell(text: str, is_figure: bool) -> dict[str, Any]:
    if is_figure:
        return {"text": number_format(int(text), force_grouping=True), "number": True}
    return {"text": text, "wrap": len(text) > 30}


def _in_words(problem: Problem) -> str:
    """An exception in the language of the reader."""
    words = {
        3030: _("Nothing was used in these months."),
        3031: _("Not counted to the end yet: %(months)s."),
        3032: _("Counting had not begun: %(months)s."),
    }
    return words.get(problem.code, problem.as_text()) % {"months": problem.data}


def _chart(asked: Asked, journals: QuerySet[Journal] | None) -> dict[str, Any]:
    """Requests of the full text in the twelve months up to the last one chosen."""
    last = asked.end.replace(day=1)
    first = (last - dt.timedelta(days=334)).replace(day=1)
    counts = queries.requests_by_month(first, last, journals)
    rows = [
        {
            "label": date_format(month, "YEAR_MONTH_FORMAT"),
            "value": counts.get(month, 0),
            "text": number_format(counts.get(month, 0), force_grouping=True),
            "here": asked.begin <= month <= asked.end,
        }
        for month in months_between(first, last)
    ]
    title = _("Full texts requested in twelve months: %(count)s") % {
        "count": number_format(sum(counts.values()), force_grouping=True)
    }
    return {"title": title, "rows": rows if counts else []}


@require_POST
def end_report_key(request: HttpRequest, pk: int) -> HttpResponse:
    """A key opens nothing any more."""
    key = permissions.get_report_key_for(request.user, pk)
    actions.end_report_key(key, acting_user=request.user)
    messages.success(request, _("The key of %(name)s opens nothing any more.") % {"name": key.name})
    return redirect(reverse("report_keys:index"))
