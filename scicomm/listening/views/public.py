"""The public page that says what is collected, from whom, for how long, and what is not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from scicomm.listening import queries


def transparency(request: HttpRequest) -> HttpResponse:
    """Live figures by class; the page cache keeps them for a minute."""
    rows = queries.public_figures()
    context = {
        "rows": rows,
        "sources": sum(row.sources for row in rows),
        "found": sum(row.found for row in rows),
        "ask_url": _ask_url(),
    }
    return render(request, "listening/transparency.html", context)


def _ask_url() -> str:
    """The form of a higher room by which anybody writes to the house; empty where that room is not there."""
    try:
        return reverse("responses:ask")
    except NoReverseMatch:
        return ""
