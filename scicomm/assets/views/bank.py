"""The public image bank: its list, the page of one asset, taking a file."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from scicomm.assets import actions
from scicomm.assets.enums import AssetKind
from scicomm.assets.enums.delivery import Way
from scicomm.assets.forms.delivery import DownloadForm
from scicomm.assets.models import Asset
from scicomm.assets.queries import Door, assets_with_files, door_to, policy_for
from scicomm.assets.queries.bank import (
    FREE,
    bank_subjects,
    bank_units,
    credit_line,
    find_in_bank,
    licence_of,
    told_on,
)
from scicomm.assets.queries.files import sizes_for
from scicomm.assets.rules.places import spot
from scicomm.assets.views.shared import alternates, refused, sent_file, too_many
from scicomm.core.text import pick

PAGE_SIZE = 24
_ASKED = ("q", "kind", "unit", "subject")


@require_safe
def images(request: HttpRequest) -> HttpResponse:
    """What is free to use, with words and narrowing."""
    asked = {name: request.GET.get(name, "").strip()[:100] for name in _ASKED}
    number = request.GET.get("page", "1")
    paginator = Paginator(find_in_bank(asked), PAGE_SIZE)
    if not number.isascii() or not number.isdigit() or len(number) > 6 or not 1 <= int(number) <= paginator.num_pages:
        raise Http404
    page = paginator.page(int(number))
    context = {
        "page": page,
        "asked": asked,
        "is_narrowed": any(asked.values()),
        "is_empty": not page.object_list and not any(asked.values()),
        "kinds": AssetKind.choices,
        "units": bank_units(),
        "subjects": bank_subjects(),
        "robots": "noindex" if any(asked.values()) else "",
        **alternates(reverse("assets:images")),
    }
    return render(request, "assets/images.html", context)


def shown_asset(request: HttpRequest, pk: int) -> tuple[Asset, Door]:
    """An asset and the door through which the visitor comes to it, or 404."""
    rows = assets_with_files().select_related("recording__poster")
    asset = rows.prefetch_related("persons", "subjects", "recording__tracks").filter(pk=pk).first()
    door = door_to(request.user, asset) if asset is not None else None
    if asset is None or door is None:
        raise Http404
    return asset, door


def is_free(asset: Asset) -> bool:
    """Whether anyone may take the file: it stands in the bank, and its licence lets them."""
    return getattr(asset, "bank_entry", None) is not None and asset.media.licence in FREE


@require_safe
def image(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one asset: look at it closely, what it shows, whose it is, how to use it."""
    asset, door = shown_asset(request, pk)
    licence, deed = licence_of(asset)
    policy = policy_for(asset.unit)
    zooms = asset.image is not None
    context: dict[str, Any] = {
        "asset": asset,
        "media": asset.media,
        "caption": pick(asset.caption_zh, asset.caption_en),
        "place": pick(asset.place_zh, asset.place_en),
        "spot": spot(asset.latitude, asset.longitude),
        "credit": credit_line(asset),
        "licence": licence,
        "deed": deed,
        "free": is_free(asset),
        "sizes": sizes_for(asset),
        "terms": pick(policy.terms_zh, policy.terms_en),
        "takes_requests": policy.takes_requests,
        "told": told_on(asset),
        "info_url": reverse("delivery:info", args=[pk]) if zooms else "",
        "manifest_url": reverse("delivery:asset_manifest", args=[pk])
        if asset.kind in {"image", "video", "audio"}
        else "",
        "own": door == Door.OWN,
        **alternates(reverse("assets:image", args=[pk])),
        "description": pick(asset.caption_zh, asset.caption_en) or asset.title,
        "robots": "noindex" if door == Door.OWN else "",
    }
    response = render(request, "assets/image.html", context)
    if door == Door.OWN:
        response["Cache-Control"] = "private, no-store"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take the file: which size, and what for where the unit asks. Own people take what is theirs without a reason."""
    asset, door = shown_asset(request, pk)
    if door == Door.OPEN and not is_free(asset):
        raise Http404
    sizes, policy = sizes_for(asset), policy_for(asset.unit)
    asks = door == Door.OPEN and policy.asks_reason
    form = DownloadForm(request.POST or None, sizes=sizes, asks=asks)
    if request.method == "POST":
        if too_many(request, "download", limit=60, seconds=600):
            return refused(request)
        if form.is_valid():
            data = form.cleaned_data
            response = sent_file(request, asset, data["size"])
            if response is not None:
                way = Way.BANK if door == Door.OPEN else Way.STAFF
                actions.note_download(
                    asset, way=way, size=data["size"], purpose=data.get("purpose", ""), words=data.get("words", "")
                )
                return response
            form.add_error("size", _("This size cannot be made just now. Try another, or try again in a minute."))
    context = {
        "asset": asset,
        "form": form,
        "credit": credit_line(asset),
        "terms": pick(policy.terms_zh, policy.terms_en),
        "robots": "noindex",
    }
    return render(request, "assets/download.html", context)
