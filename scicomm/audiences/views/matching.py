"""Pages for staff: whom a thing would reach, in numbers, and what one reader would get and why."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scicomm.audiences import permissions
from scicomm.audiences.enums import Level
from scicomm.audiences.models import DigestItem
from scicomm.audiences.queries import Names, current_snapshot, matches_of, reach_of, words_of_reasons, words_why
from scicomm.audiences.queries.matching import LEAST

PER_PAGE = 25


@require_safe
def things(request: HttpRequest) -> HttpResponse:
    """The things of one's units, newest first, to ask whom they would reach."""
    if not permissions.sees_reach(request.user):
        raise Http404
    rows = permissions.digest_items_for(request.user).select_related("unit")
    context = {
        "page_title": _("Whom it reaches"),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "snapshot": current_snapshot(),
        "is_keeper": permissions.keeps_addresses(request.user),
    }
    return render(request, "audiences/admin/reach_list.html", context)


@require_safe
def thing(request: HttpRequest, pk: int) -> HttpResponse:
    """Counts for one thing; fewer than five people are not counted out."""
    item = permissions.get_digest_item_for(request.user, pk)
    reach = reach_of(item)
    context: dict[str, Any] = {"page_title": item.title, "item": item, "reach": reach, "least": LEAST}
    if reach is not None:
        names = Names.now()
        levels = dict(Level.choices)
        context |= {
            "why": [(words_why(why), count) for why, count in reach.why.items() if count != 0],
            "segments": [
                (names.segments[key], count) for key, count in reach.segments.items() if key in names.segments
            ],
            "levels": [(levels.get(key, key), count) for key, count in reach.levels.items()],
            "languages": list(reach.languages.items()),
        }
    return render(request, "audiences/admin/reach.html", context)


@require_safe
def reader(request: HttpRequest) -> HttpResponse:
    """What one reader would get now and why, by the number of the subscription; for keepers of addresses."""
    number = request.GET.get("number", "").strip()
    profile = permissions.get_profile_by_number_for(request.user, number)
    lines: list[dict[str, Any]] = []
    if profile is not None:
        names, matches = Names.now(), matches_of(profile)
        found = DigestItem.objects.in_bulk([match.item_id for match in matches])
        lines = [
            {"item": found[match.item_id], "match": match, "words": words_of_reasons(match.reasons, names)}
            for match in matches
            if match.item_id in found
        ]
    context = {"page_title": _("What a reader would get"), "number": number, "profile": profile, "lines": lines}
    return render(request, "audiences/admin/reach_reader.html", context)
