"""Searching the work of one's units: leads, topics and stories in every state."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.desk.permissions import searchable_units
from scicomm.organisation.permissions import is_staff
from scicomm.search.engine import QuerySpec
from scicomm.search.engine import search as find

A_PAGE = 20
MOST_PAGES = 500
KINDS = {"lead": gettext_lazy("Lead"), "topic": gettext_lazy("Topic"), "story": gettext_lazy("Story")}


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return min(max(int(text), 1), MOST_PAGES) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def search(request: HttpRequest) -> HttpResponse:
    """What stands in the work of the user's units; nothing of anybody else's."""
    if not is_staff(request.user):
        raise PermissionDenied
    text, kind, number = request.GET.get("q", "").strip(), request.GET.get("kind", ""), _page_number(request)
    results = find(
        QuerySpec(
            text=text,
            index="staff",
            filters={"kind": [kind]} if kind in KINDS else {},
            offset=(number - 1) * A_PAGE,
            limit=A_PAGE,
            facets=("kind",),
            allowed_units=searchable_units(request.user),
        )
    )
    counts = dict(results.facets.get("kind", []))
    context = {
        "page_title": _("Search"),
        "q": text,
        "kind": kind if kind in KINDS else "",
        "results": results,
        "hits": [{"hit": hit, "kind": KINDS.get(hit.kind, hit.kind)} for hit in results.hits],
        "kinds": [
            {"value": value, "label": label, "count": counts.get(value, 0), "here": value == kind}
            for value, label in KINDS.items()
        ],
        **_neighbours(request, number, results.total),
    }
    return render(request, "desk/search.html", context)


def _neighbours(request: HttpRequest, number: int, total: int) -> dict[str, Any]:
    query = {name: request.GET.get(name, "") for name in ("q", "kind") if request.GET.get(name)}

    def address(page: int) -> str:
        return "?" + urlencode({**query, "page": str(page)})

    return {
        "before": address(number - 1) if number > 1 else "",
        "after": address(number + 1) if number * A_PAGE < total else "",
    }
