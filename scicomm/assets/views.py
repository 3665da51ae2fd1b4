"""Wagtail's lists and choosers of files, with the tags of one's own files only; everything else about them is Wagtail's."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from wagtail.documents.views import documents
from wagtail.images.views import chooser, images

from scicomm.assets.permissions import tags_for

_MOST = 10


class OwnTags:
    """Wagtail offers the ten most used tags of all units as a filter; this offers the user's own ones."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)  # type: ignore[call-arg]
        tag = self.filters.get("tag")  # type: ignore[attr-defined]
        if tag is not None:
            names = list(tags_for(request.user).order_by("name").values_list("name", flat=True)[:_MOST])
            tag.extra["choices"] = [(name, name) for name in names]


class ImageFilters(OwnTags, images.ImagesFilterSet):
    """Filters of the image list."""

    class Meta(images.ImagesFilterSet.Meta):
        pass


class DocumentFilters(OwnTags, documents.DocumentsFilterSet):
    """Filters of the document list."""

    class Meta(documents.DocumentsFilterSet.Meta):
        pass


class ImageIndex(images.IndexView):
    """The list of one's own images."""

    filterset_class = ImageFilters


class DocumentIndex(documents.IndexView):
    """The list of one's own documents."""

    filterset_class = DocumentFilters


class ImageChoose(chooser.ImageChooseView):
    """The image chooser, with one's own tags."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "popular_tags": tags_for(self.request.user)[:_MOST]}


def own_tags(request: HttpRequest, app_name: str = "", model_name: str = "") -> JsonResponse:
    """The tag field's suggestions: tags that contain what was typed, so that Chinese ones are found by their middle."""
    term = request.GET.get("term", "").strip()
    found = (
        tags_for(request.user).filter(name__icontains=term).order_by("name") if term else tags_for(request.user).none()
    )
    return JsonResponse(list(found.values_list("name", flat=True)[:_MOST]), safe=False)
