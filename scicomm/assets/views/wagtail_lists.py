"""Wagtail lists and choosers of files, with the tags of ones own files only; everything else about them is Wagtails."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from wagtail.documents.views import documents
from wagtail.images.views import chooser, images

from scicomm.assets.actions import note_changed_file
from scicomm.assets.permissions import tags_for
from scicomm.assets.views.choosing import SaysWhy
from scicomm.assets.views.library_search import LibrarySearch

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


class TellsChange:
    """Wagtail's form of a file, after which the library knows what changed."""

    def save_instance(self) -> Any:
        saved = super().save_instance()  # type: ignore[misc]
        note_changed_file(saved, acting_user=self.request.user)  # type: ignore[attr-defined]
        return saved


class ImageEdit(TellsChange, images.EditView):
    """Changing an image."""


class DocumentEdit(TellsChange, documents.EditView):
    """Changing a document."""


class DocumentIndex(documents.IndexView):
    """The list of one's own documents."""

    filterset_class = DocumentFilters


class ImageChoose(SaysWhy, LibrarySearch, chooser.ImageChooseView):
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
