"""Searching the site."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from scicomm.portal.queries import frame
from scicomm.portal.queries.searching import find, read_request
from scicomm.portal.views.shared import alternates
from scicomm.search import engine


def search(request: HttpRequest) -> HttpResponse:
    """What the public index holds; an empty box shows the newest things."""
    found = find(read_request(request.GET))
    query = request.META.get("QUERY_STRING", "")
    context = {
        "found": found,
        "asked": found.asked,
        "robots": "noindex, follow" if query else "",
        "help_url": frame.address("portal:search_help"),
        "suggest_url": frame.address("portal:suggest"),
        **alternates(frame.address("portal:search")),
    }
    return render(request, "portal/search.html", context, status=200 if found.results.available else 503)


def search_help(request: HttpRequest) -> HttpResponse:
    """How to write a query."""
    return render(request, "portal/search_help.html", alternates(frame.address("portal:search_help")))


def suggest(request: HttpRequest) -> JsonResponse:
    """Ways to go on from what is being typed: `{"suggestions": [...]}`."""
    words = engine.suggest(request.GET.get("q", "").replace("\x00", "")[:80])
    response = JsonResponse({"suggestions": words}, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "public, max-age=30"
    return response
