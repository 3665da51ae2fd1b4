"""The cluster's table of journals, what stands behind each of its cells, one journal's page, and the sums of resources."""

from __future__ import annotations

import csv
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.desk.queries import portfolio as reads
from scicomm.desk.queries.portfolio import Column, Figure, Filters
from scicomm.desk.queries.portfolio.behind import behind_rows
from scicomm.desk.queries.portfolio.page import journal_page
from scicomm.journals.models import Journal
from scicomm.journals.permissions import can_import_anywhere, get_journal_for, journals_for
from scicomm.journals.queries import resource_sums
from scicomm.organisation.permissions import OVERSEERS, holds_anywhere

A_PAGE = 25
BEHIND_PAGE = 50


def _may(request: HttpRequest) -> None:
    if not holds_anywhere(request.user, OVERSEERS):
        raise PermissionDenied


def _filters(request: HttpRequest) -> Filters:
    return reads.filters_from(request.GET.dict(), timezone.localdate())


def cell(column: Column, figure: Figure, filters: Filters, journal: Journal | None) -> dict[str, Any]:
    """A figure as the table shows it; it opens to what it counts."""
    address = reverse("desk_portfolio_cell", args=[column.key])
    query = filters.query(view="", sort="") + (f"&journal={journal.pk}" if journal else "")
    if figure.text:
        shown = figure.text
    elif figure.of is not None and figure.percent is not None:
        shown = f"{figure.percent}%"
    else:
        shown = f"{figure.count:,}"
    note = figure.note
    if figure.of is not None and not figure.text:
        counted = _("%(count)d of %(of)d") % {"count": figure.count, "of": figure.of}
        note = f"{counted}; {note}" if note else counted
    is_empty = figure.of == 0 or (not figure.count and not figure.of)
    return {
        "shown": "–" if is_empty else shown,
        "note": "" if is_empty else note,
        "url": f"{address}?{query}" if figure.count else "",
        "bad": figure.is_bad,
        "series": figure.series if any(figure.series) else (),
    }


def _heads(table: reads.Table) -> list[dict[str, Any]]:
    filters = table.filters

    def head(key: str, label: Any, explanation: Any = "") -> dict[str, Any]:
        here = filters.sort == key
        down = not filters.down if here else key not in {"title", "unit", "stage"}
        return {
            "label": label, "explanation": explanation, "url": f"?{filters.query(sort=key, down=down)}",
            "here": here, "down": filters.down,
        }  # fmt: skip

    columns = [head(column.key, column.label, column.explanation) for column in table.columns]
    return [head("title", _("Journal")), head("unit", _("Unit")), head("stage", _("Stage")), *columns]


def portfolio(request: HttpRequest) -> HttpResponse:
    """All journals of the units one oversees, with the figures of a year."""
    _may(request)
    filters = _filters(request)
    table = reads.table_for(request.user, filters)
    page = Paginator(table.rows, A_PAGE).get_page(request.GET.get("page"))
    actions = [
        {"url": f"{reverse('desk_portfolio_csv')}?{filters.query()}", "label": _("Export CSV"), "icon": "download"}
    ]
    actions.append({"url": reverse("desk_portfolio_resources"), "label": _("Resources"), "icon": "score"})
    if can_import_anywhere(request.user):
        actions.append({"url": reverse("journals_import_values"), "label": _("Import figures"), "icon": "plus"})
    context = {
        "page_title": _("Journal portfolio %(year)s") % {"year": filters.year},
        "page_actions": actions,
        "filters": filters,
        "years": range(timezone.localdate().year, timezone.localdate().year - 10, -1),
        "facets": reads.facets(request.user),
        "views": [
            {"label": label, "url": f"?{filters.query(view=key)}", "here": key == filters.view}
            for key, label in reads.GROUPS.items()
        ],
        "heads": _heads(table),
        "page": page,
        "rows": [
            {
                "journal": row.journal,
                "cells": [cell(c, f, filters, row.journal) for c, f in zip(table.columns, row.figures, strict=True)],
            }
            for row in page
        ],
        "totals": [cell(c, f, filters, None) for c, f in zip(table.columns, table.totals, strict=True)],
        "columns": table.columns,
    }
    return render(request, "desk/portfolio.html", context)


def safe(value: Any) -> Any:
    """A text that begins like a formula must not become one in a spreadsheet."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" else value


def portfolio_csv(request: HttpRequest) -> HttpResponse:
    """Every column of every journal that the filters leave, as a file for a spreadsheet."""
    _may(request)
    table = reads.table_for(request.user, _filters(request), every_column=True)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="journals-{table.filters.year}.csv"'
    response.write("\ufeff")  # so that spreadsheets read the Chinese as UTF-8
    writer = csv.writer(response)
    heads: list[Any] = []
    for column in table.columns:
        names = {"column": column.label}
        heads += [column.label, _("%(column)s, out of") % names, _("%(column)s, value") % names]
    writer.writerow([_("Journal"), "ISSN", "CN", _("Unit"), _("Stage"), _("Year"), *heads])
    for row in table.rows:
        one = row.journal
        figures: list[Any] = []
        for figure in row.figures:
            value = "" if figure.value is None else round(figure.value, 4)
            figures += [figure.count, "" if figure.of is None else figure.of, value]
        writer.writerow(
            [safe(one.title), one.issn or one.eissn, one.cn_number, safe(one.unit.name), one.get_stage_display(),
             table.filters.year, *figures]
        )  # fmt: skip
    return response


def portfolio_cell(request: HttpRequest, column: str) -> HttpResponse:
    """What one cell counts: as many rows as the cell says."""
    _may(request)
    found = reads.COLUMNS.get(column)
    if found is None:
        raise Http404
    filters = _filters(request)
    asked = request.GET.get("journal", "")
    journal = get_journal_for(request.user, asked) if asked else None
    rows = found.behind(reads.cell_scope(request.user, filters, journal))
    page = Paginator(rows, BEHIND_PAGE).get_page(request.GET.get("page"))
    where = journal.title if journal else _("all journals of the table")
    context = {
        "page_title": found.label,
        "page_note": _("%(where)s, %(year)s") % {"where": where, "year": filters.year} if found.by_year else where,
        "page_actions": [
            {"url": f"{reverse('desk_portfolio')}?{filters.query()}", "label": _("Back to the table"), "icon": "board"}
        ],
        "column": found,
        "page": page,
        "rows": behind_rows(found.kind, list(page), request.user),
    }
    return render(request, "desk/portfolio_cell.html", context)


def portfolio_journal(request: HttpRequest, pk: int) -> HttpResponse:
    """One journal: its particulars, its figures over the years, goals, resources and steps."""
    _may(request)
    journal = get_journal_for(request.user, pk)
    filters = _filters(request)
    context = journal_page(request.user, journal, filters.year)
    context |= {
        "history": [
            {
                "column": column,
                "cells": [cell(column, figure, Filters(year), journal) for year, figure in years],
            }
            for column, years in context["history"]
        ],
        "today_cells": [(column, cell(column, figure, filters, journal)) for column, figure in context["today_cells"]],
        "page_title": journal.title,
        "page_note": journal.unit.name,
        "filters": filters,
    }
    return render(request, "desk/portfolio_journal.html", context)


def portfolio_resources(request: HttpRequest) -> HttpResponse:
    """What units give the journals, by year; currencies are never added to each other."""
    _may(request)
    sums = resource_sums(journals_for(request.user))
    context = {
        "page_title": _("Resources of the journals"),
        "page_actions": [{"url": reverse("desk_portfolio"), "label": _("Journal portfolio"), "icon": "board"}],
        "sums": sums,
    }
    return render(request, "desk/portfolio_resources.html", context)
