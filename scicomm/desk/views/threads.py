"""The thread of anything as a page for staff, and as a file."""

from __future__ import annotations

import csv
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scicomm.desk import queries
from scicomm.desk.queries import Thread
from scicomm.facts.base import ref_parts
from scicomm.organisation.permissions import is_staff

SHOWN_AT_A_STATION = 40


def _found(request: HttpRequest, reference: str) -> Thread:
    if not is_staff(request.user):
        raise PermissionDenied
    try:
        return queries.thread_of(reference, user=request.user)
    except queries.NoThread as missing:
        raise Http404 from missing


def thread(request: HttpRequest, reference: str) -> HttpResponse:
    """Picture, list and figures of one thread."""
    found = _found(request, reference)
    url = reverse("desk_thread", args=[reference])
    context = {
        "page_title": found.title,
        "page_note": queries.summary_of(found),
        "page_actions": [{"url": f"{url}csv/", "label": _("Export CSV"), "icon": "download"}],
        "thread": found,
        "stats": _stats(found),
        "picture": queries.thread_picture(found),
        "stations": [
            {
                "station": station,
                "rows": [
                    {"node": node, "words": queries.node_words(node)} for node in station.nodes[:SHOWN_AT_A_STATION]
                ],
                "more": max(len(station.nodes) - SHOWN_AT_A_STATION, 0),
            }
            for station in found.stations
        ],
    }
    return render(request, "desk/thread.html", context)


def _stats(found: Thread) -> list[dict[str, Any]]:
    """The figures above the picture; what is not known yet is left out."""
    stats: list[dict[str, Any]] = []
    days = found.days_to_story
    if days is not None:
        stats.append(
            {
                "value": ngettext("%(days)d day", "%(days)d days", days) % {"days": days},
                "label": _("from paper to story"),
            }
        )
    labels = {
        "channels": _("releases"),
        "mentions": _("mentions"),
        "questions": _("questions"),
        "answers": _("answers"),
    }
    stats += [
        {"value": str(found.station(key).count), "label": label, "url": f"#{key}"} for key, label in labels.items()
    ]
    if found.points is not None:
        points = f"{found.points:.1f}".removesuffix(".0")
        stats.append({"value": points, "label": _("points in the assessment"), "url": "#assessment"})
    return stats


def thread_csv(request: HttpRequest, reference: str) -> HttpResponse:
    """The same as a table for a spreadsheet."""
    found = _found(request, reference)
    kind, identifier = ref_parts(reference)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="thread-{kind.replace(".", "-")}-{identifier}.csv"'
    response.write("\ufeff")  # so that spreadsheets read the Chinese as UTF-8
    csv.writer(response).writerows(queries.thread_rows(found))
    return response
