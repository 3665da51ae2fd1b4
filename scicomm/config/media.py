"""Serves uploaded pictures on one machine; a proxy in front may serve the same folder instead."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.static import serve

from scicomm.assets.models import AssetImage, Rendition
from scicomm.assets.permissions import is_withheld, kept_rendition, may_have_withheld, oversees, withheld_from
from scicomm.assets.rules.withdrawn import withdrawn_picture
from scicomm.newsroom.permissions import may_open_held_file


def serve_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file under MEDIA_ROOT. Only pictures are shown in place; anything else is a download, so nothing uploaded can run."""
    _refuse_private(request, path)
    kept = kept_rendition(path)
    withheld = kept is not None and _refuse_withheld(request, kept.image)
    if kept is not None and withheld_from(request.user, kept.image):
        return _drawn_instead(kept)
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    if isinstance(response, FileResponse) and not str(response.get("Content-Type", "")).startswith("image/"):
        response["Content-Disposition"] = "attachment"
    if str(response.get("Content-Type", "")).startswith("image/svg"):
        response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    if withheld:
        response["Cache-Control"] = "private, no-store"
    return response


def _refuse_withheld(request: HttpRequest, image: AssetImage) -> bool:
    """Whether the picture is held back; then it is there for its unit, and for journalists who read it in the press room."""
    if not is_withheld(image):
        return False
    if may_have_withheld(request.user, image) or may_open_held_file(request.user, image):
        return True
    raise Http404


def _refuse_private(request: HttpRequest, path: str) -> None:
    """Documents and recordings have doors of their own; originals of images are for their unit: pages show renditions."""
    if path.startswith(("documents/", "recordings/")):
        raise Http404
    if path.startswith("original_images/"):
        image = AssetImage.objects.filter(file=path).first()
        if image is None or not oversees(request.user, image):
            raise Http404


def _drawn_instead(rendition: Rendition) -> HttpResponse:
    """A drawing in place of a picture that may not be shown any more, also in the seconds before its renditions are made anew."""
    response = HttpResponse(withdrawn_picture(rendition.width, rendition.height, "x.png"), content_type="image/png")
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
