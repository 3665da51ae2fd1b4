"""Serves uploaded pictures on one machine; a proxy in front may serve the same folder instead."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.static import serve

from scicomm.assets.models import AssetImage
from scicomm.assets.permissions import oversees


def serve_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file under MEDIA_ROOT. Only pictures are shown in place; anything else is a download, so nothing uploaded can run."""
    _refuse_private(request, path)
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    if isinstance(response, FileResponse) and not str(response.get("Content-Type", "")).startswith("image/"):
        response["Content-Disposition"] = "attachment"
    if str(response.get("Content-Type", "")).startswith("image/svg"):
        response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _refuse_private(request: HttpRequest, path: str) -> None:
    """Documents have a door of their own that asks; originals of images are for their unit: pages show renditions."""
    if path.startswith("documents/"):
        raise Http404
    if path.startswith("original_images/"):
        image = AssetImage.objects.filter(file=path).first()
        if image is None or not oversees(request.user, image):
            raise Http404
