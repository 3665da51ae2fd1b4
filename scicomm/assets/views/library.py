"""The library: its grid with words, facets, colours and look-alikes; one asset; its small picture, drawn when first seen."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.images.models import SourceImageIOError

from scicomm.assets import permissions, queries
from scicomm.assets.enums import AssetKind, Secrecy
from scicomm.assets.models import Licence

# Swatches offered: the pigments of the house and the colours of sky, leaf, snow and night.
SWATCHES = (
    "#a5301d",
    "#d98032",
    "#f2d04c",
    "#3f8f4f",
    "#13866d",
    "#3f7fc0",
    "#17528f",
    "#7a4f9a",
    "#6b4a2f",
    "#f5f5f2",
    "#8a8f94",
    "#15202a",
)
SMALL = "max-330x330"


def asked_of(request: HttpRequest) -> queries.Asked:
    """What the address asks for; anything that makes no sense is left out."""
    get = request.GET
    like = get.get("like", "")
    filters = {
        name: tuple(value for value in get.getlist(name) if value)[:30] for name in (*queries.FIXED, *queries.OPEN)
    }
    return queries.Asked(
        text=get.get("q", "")[:300],
        filters={name: values for name, values in filters.items() if values},
        colour=get.get("colour", "")[:7],
        like=int(like) if like.isascii() and like.isdecimal() and len(like) < 12 else None,
        sort=get.get("sort", ""),
        put_away=get.get("put_away") == "1",
    )


def library(request: HttpRequest) -> HttpResponse:
    """What one may see of the library."""
    if not permissions.can_see_library(request.user):
        raise PermissionDenied
    asked = asked_of(request)
    like = permissions.get_library_asset_for(request.user, asked.like) if asked.like is not None else None
    found = queries.find_assets(request.user, asked, request.GET.get("page"))
    can_edit = permissions.can_add_anywhere(request.user)
    context = {
        "page_title": _("Image library"),
        "page_actions": _ways(can_edit),
        "asked": asked,
        "like": like,
        "found": found,
        "page": found.page,
        "cards": [{"asset": asset, "score": _percent(found.scores.get(asset.pk))} for asset in found.page.object_list],
        "facets": _facets(request, found),
        "swatches": [
            {
                "value": value,
                "here": asked.colour == value,
                "url": _with(request, colour="" if asked.colour == value else value),
            }
            for value in SWATCHES
        ],
        "sorts": [(value, _sort_words()[value], value == asked.sort) for value in queries.SORTS],
        "can_edit": can_edit,
        "query": request.GET.urlencode(),
        "clear_url": reverse("assets_library"),
    }
    return render(request, "assets/library.html", context)


def _percent(score: float | None) -> int | None:
    return None if score is None else round(100 * score)


def _ways(can_edit: bool) -> list[dict[str, Any]]:
    ways = [{"url": reverse("assets_duplicates"), "label": _("Possible duplicates"), "main": False}]
    if can_edit:
        ways += [
            {"url": reverse("assets_imports"), "label": _("Imports"), "main": False},
            {"url": reverse("assets_bulk_edits"), "label": _("Edits of many"), "main": False},
            {"url": reverse("assets_upload"), "label": _("Add files"), "icon": "plus", "main": True},
        ]
    return ways


def _sort_words() -> dict[str, str]:
    return {
        "newest": _("newest first"), "oldest": _("oldest first"), "taken": _("by the day they were made"),
        "title": _("by title"), "best": _("best match first"),
    }  # fmt: skip


def _facet_words() -> dict[str, tuple[str, dict[str, str]]]:
    shapes = {"landscape": _("wide"), "portrait": _("tall"), "square": _("square")}
    rights = {
        "free": _("nothing against use"), "blocked": _("blocked"), "ended": _("licence ended"), "withdrawn": _("consent ended"),
    }  # fmt: skip
    return {
        "kind": (_("Kind"), {str(one): str(one.label) for one in AssetKind}),
        "unit": (_("Unit"), {}),
        "rights": (_("Rights"), rights),
        "licence": (_("Licence"), {str(one): str(one.label) for one in Licence}),
        "secrecy": (_("Secrecy"), {str(one): str(one.label) for one in Secrecy}),
        "people": (_("People"), {"yes": _("with people"), "no": _("without people")}),
        "orientation": (_("Shape"), shapes),
        "subject": (_("Subject"), {}),
        "year": (_("Year"), {}),
    }


def _facets(request: HttpRequest, found: queries.Found) -> list[dict[str, Any]]:
    shown = []
    for name, (title, words) in _facet_words().items():
        chosen = set(request.GET.getlist(name))
        values = [
            {"value": value, "label": words.get(value) or label or value, "count": count, "here": value in chosen}
            for value, label, count in found.facets[name]
            if count or value in chosen
        ]
        if values:
            shown.append({"name": name, "title": title, "values": values, "open": bool(chosen)})
    return shown


def _with(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return "?" + query.urlencode()


def small_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The small picture of an asset: drawn the first time somebody looks, then an open file."""
    found = permissions.get_library_asset_for(request.user, pk)
    image = found.image or (found.recording.poster if found.recording else None)
    if image is None:
        raise Http404
    try:
        rendition = image.get_rendition(SMALL)
    except (SourceImageIOError, OSError, ValueError) as error:
        raise Http404 from error
    response = HttpResponseRedirect(rendition.url)
    response["Cache-Control"] = "private, max-age=3600"
    return response
