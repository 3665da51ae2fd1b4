"""Searching the site."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from scicomm.portal.feeds.search import feeds_for
from scicomm.portal.queries import frame
from scicomm.portal.queries import search_help as help_words
from scicomm.portal.queries.searching import Asked, find, read_request
from scicomm.portal.views.shared import alternates
from scicomm.search import engine


def following(asked: Asked) -> dict[str, Any]:
    """The ways to hear what is new for a search: as a saved one by mail, or as a feed; none for a search for everything."""
    if not asked.text and not asked.filters:
        return {}
    feeds = feeds_for(asked)
    save = f"{frame.address('audiences:save_search')}{asked.address(sort='relevance')}"
    return {"save_url": save, "feeds": feeds, "feed_url": feeds[0]["url"]}


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
        **following(found.asked),
        **alternates(frame.address("portal:search")),
    }
    return render(request, "portal/search.html", context, status=200 if found.results.available else 503)


def search_help(request: HttpRequest) -> HttpResponse:
    """How to write a query."""
    context = {
        "parts": help_words.parts(),
        "same": help_words.same(),
        **alternates(frame.address("portal:search_help")),
    }
    return render(request, "portal/search_help.html", context)


def suggest(request: HttpRequest) -> JsonResponse:
    """Ways to go on from what is being typed: `{"suggestions": [...]}`."""
    words = engine.suggest(request.GET.get("q", "").replace("\x00", "")[:80])
    response = JsonResponse({"suggestions": words}, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "public, max-age=30"
    return response
