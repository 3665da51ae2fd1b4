"""IIIF: the Image API 3.0 at level 2, and manifests of the Presentation API 3.0. What anyone may have is for any site to show."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from scicomm.assets.models import Asset, Licence
from scicomm.assets.queries import Door, NotReady, Source, assets_with_files, door_to, is_given_out
from scicomm.assets.queries.bank import FREE
from scicomm.assets.queries.iiif import etag_of, source_of, tile
from scicomm.assets.queries.lightboxes import live_share, shown_to_guests
from scicomm.assets.queries.manifests import asset_manifest, image_service, list_manifest, outside, page_manifest
from scicomm.assets.rules import iiif
from scicomm.assets.rules.iiif_pixels import NotAPicture
from scicomm.assets.rules.links import link_digest
from scicomm.assets.rules.manifests import CONTEXT as MANIFEST_CONTEXT
from scicomm.assets.rules.manifests import RIGHTS, Described, manifest

# What is shown to all but free to nobody can be zoomed as far as pages show it, and no further.
SHOWN_EDGE = 1920
KEPT = "public, max-age=300, must-revalidate"
read_only = require_http_methods(["GET", "HEAD", "OPTIONS"])


def _said(text: str, status: int) -> HttpResponse:
    return _open_to_all(HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8"))


def _open_to_all(response: HttpResponse) -> HttpResponse:
    """Any site's viewer may read it (CORS; Image API 3.0, 5.1): no cookie goes along, so nothing private can."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "Link, ETag"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _preflight() -> HttpResponse:
    response = _open_to_all(HttpResponse(status=204))
    response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
    return response


def _found(request: HttpRequest, identifier: str) -> tuple[Asset, Door, Source] | None:
    """The picture, the door through which the visitor comes to it, and its source."""
    if not (identifier.isascii() and identifier.isdigit() and len(identifier) < 18):
        return None
    asset = assets_with_files().filter(pk=int(identifier), image__isnull=False).first()
    door = door_to(request.user, asset) if asset is not None else None
    if asset is None or door is None or asset.image is None:
        return None
    try:
        source = source_of(asset.image)
    except NotAPicture:
        return None
    shown_only = door == Door.OPEN and asset.image.licence not in FREE
    return asset, door, source.reduced(SHOWN_EDGE) if shown_only else source


def _kept(response: HttpResponse, door: Door) -> HttpResponse:
    response["Cache-Control"] = KEPT if door == Door.OPEN else "private, no-store"
    return response


@read_only
def base(request: HttpRequest, identifier: str) -> HttpResponse:
    """The base address leads to the information (3.0, 2)."""
    if request.method == "OPTIONS":
        return _preflight()
    if _found(request, identifier) is None:
        return _said("not found", 404)
    response = HttpResponse(status=303)
    response["Location"] = f"{settings.SITE_URL}/iiif/3/{int(identifier)}/info.json"
    return _open_to_all(response)


@read_only
def info(request: HttpRequest, identifier: str) -> HttpResponse:
    """`info.json`, as JSON or as JSON-LD where that is asked for."""
    if request.method == "OPTIONS":
        return _preflight()
    found = _found(request, identifier)
    if found is None:
        return _said("not found", 404)
    asset, door, source = found
    assert asset.image is not None  # noqa: S101 - found
    rights = RIGHTS[Licence(asset.image.licence).value]
    data = iiif.information(image_service(asset), source.width, source.height, rights=rights)
    return _kept(_json(request, data, iiif.CONTEXT), door)


def _json(request: HttpRequest, data: dict[str, Any], context: str) -> HttpResponse:
    wants_ld = "application/ld+json" in request.headers.get("Accept", "")
    kind = f'application/ld+json;profile="{context}"' if wants_ld else "application/json"
    response = HttpResponse(json.dumps(data, ensure_ascii=False, indent=1), content_type=kind)
    response["Link"] = f'<{iiif.PROFILE}>;rel="profile"'
    response["Vary"] = "Accept"
    return _open_to_all(response)


@read_only
def picture(
    request: HttpRequest, identifier: str, region: str, size: str, rotation: str, quality: str, form: str
) -> HttpResponse:  # fmt: skip
    """A picture, or a part of it, as the address asks."""
    if request.method == "OPTIONS":
        return _preflight()
    found = _found(request, identifier)
    if found is None:
        return _said("not found", 404)
    asset, door, source = found
    try:
        plan = iiif.read_plan(region, size, rotation, quality, form, width=source.width, height=source.height)
    except iiif.Unreadable as error:
        return _said(str(error), 400)
    except iiif.NotOffered as error:
        return _said(str(error), 501)
    etag = etag_of(source, plan)
    if etag in {tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")}:
        response = HttpResponse(status=304)
    else:
        try:
            response = HttpResponse(tile(source, plan), content_type=plan.media_type)
        except NotReady:
            response = _said("the picture is being prepared; ask again", 503)
            response["Retry-After"] = "3"
            response["Cache-Control"] = "no-store"
            return response
        except (NotAPicture, OSError):
            return _said("the picture cannot be read", 404)
    response["ETag"] = etag
    response["Link"] = f'<{image_service(asset)}/{plan.canonical}>;rel="canonical", <{iiif.PROFILE}>;rel="profile"'
    return _kept(_open_to_all(response), door)


def _manifest(request: HttpRequest, described: Described | None, kept: str = KEPT) -> HttpResponse:
    if request.method == "OPTIONS":
        return _preflight()
    if described is None:
        return _said("not found", 404)
    response = _json(request, manifest(described), MANIFEST_CONTEXT)
    del response["Link"]
    response["Cache-Control"] = kept
    return response


@read_only
def manifest_of_asset(request: HttpRequest, pk: int) -> HttpResponse:
    """The manifest of one asset that anyone may have."""
    asset = assets_with_files().prefetch_related("recording__tracks").filter(pk=pk).first()
    return _manifest(request, asset_manifest(asset) if asset is not None and is_given_out(asset) else None)


@read_only
def manifest_of_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The manifest of the pictures of a public page: a story's gallery in any viewer."""
    page = Page.objects.live().public().select_related("locale").filter(pk=pk).first()
    return _manifest(request, page_manifest(page) if page is not None else None)


@read_only
def manifest_of_lightbox(request: HttpRequest, token: str) -> HttpResponse:
    """The manifest of a shared lightbox; one with a password has none, for viewers cannot give it."""
    share = live_share(link_digest(token))
    if share is None or share.password:
        return _manifest(request, None)
    shown = [shown.asset for shown in shown_to_guests(share.lightbox)]
    described = list_manifest(outside(request.path), share.lightbox.title, shown, share.lightbox.note)
    return _manifest(request, described if described.views else None, kept="private, no-store")
