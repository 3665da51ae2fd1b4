"""What several screens need: both languages' addresses, limits, files on their way out."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header

from scicomm.assets.models import Asset
from scicomm.assets.queries import NotReady
from scicomm.assets.queries.files import GivenFile, given_file
from scicomm.assets.rules.iiif_pixels import NotAPicture
from scicomm.core.visitors import client_address


def alternates(path: str) -> dict[str, Any]:
    """Canonical address and the addresses in both languages of a page that has both."""
    english = path.startswith("/en/")
    chinese, other = (path[3:], path) if english else (path, f"/en{path}")
    pairs = (("zh-Hans", chinese), ("en", other), ("x-default", chinese))
    listed = [{"lang": code, "url": f"{settings.SITE_URL}{url}"} for code, url in pairs]
    return {"canonical_url": f"{settings.SITE_URL}{path}", "alternates": listed}


def too_many(request: HttpRequest, what: str, *, limit: int, seconds: int) -> bool:
    """Count one more try from this address; True when there were more than `limit`. Only a hash is kept."""
    who = hashlib.sha256(f"{settings.SECRET_KEY}{client_address(request)}".encode()).hexdigest()[:32]
    key = f"limit:assets:{what}:{who}"
    cache.add(key, 0, timeout=seconds)
    try:
        return int(cache.incr(key)) > limit
    except ValueError:
        return False


def refused(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", {"robots": "noindex"}, status=429)


def sent_file(request: HttpRequest, asset: Asset, code: str) -> HttpResponseBase | None:
    """The file of an asset as a download; None where there is no such size or it cannot be made now."""
    try:
        given = given_file(asset, code)
    except (NotAPicture, NotReady, OSError):
        return None
    return _attachment(given) if given else None


def _attachment(given: GivenFile) -> HttpResponseBase:
    if given.file is not None:
        response: HttpResponseBase = FileResponse(given.file, as_attachment=True, filename=given.name)
    else:
        response = HttpResponse(given.data)
        response["Content-Disposition"] = content_disposition_header(True, given.name)
    response["Content-Type"] = "application/octet-stream"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
