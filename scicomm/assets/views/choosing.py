"""The image chooser says which pictures may not be used and why, and does not hand them out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.images.views import chooser

from scicomm.assets.enums import Use
from scicomm.assets.models import Asset, AssetImage
from scicomm.assets.queries import Problem, use_problems
from scicomm.assets.views.library_search import LibrarySearch


def problems_of_images(images: list[int]) -> dict[int, list[Problem]]:
    """What stands against showing pictures on the web, by the picture's id. Four queries."""
    assets = {asset.pk: asset for asset in Asset.objects.filter(image_id__in=images)}
    found = use_problems(assets.values(), timezone.now(), Use.WEB)
    return {int(assets[pk].image_id or 0): said for pk, said in found.items()}


class SaysWhy:
    """Puts before the title of a picture that may not be used that it may not, and why."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        refused = problems_of_images([image.pk for image in context["results"]])
        for image in context["results"]:
            if image.pk in refused:
                words = {"why": refused[image.pk][0].words, "title": image.title}
                image.title = _("Not to be used (%(why)s) %(title)s") % words
        return context


class ImageChooseResults(SaysWhy, LibrarySearch, chooser.ImageChooseResultsView):
    """The results of the chooser's search."""


def _refused(request: HttpRequest, image: AssetImage, problems: list[Problem]) -> HttpResponse:
    context = {"image": image, "problems": problems}
    # A step the chooser's script does not know: it shows the words and waits.
    return render_modal_workflow(request, "assets/chooser_refused.html", None, context, json_data={"step": "refused"})


class ImageChosen(chooser.ImageChosenView):
    """The answer to a choice: the picture, or why it is not to be had."""

    def get(self, request: HttpRequest, *args: Any, pk: Any, **kwargs: Any) -> HttpResponse:
        self.model = AssetImage
        image = self.get_object(pk)
        problems = problems_of_images([image.pk]).get(image.pk)
        return _refused(request, image, problems) if problems else super().get(request, *args, pk=pk, **kwargs)


class ImageFormat(chooser.ImageSelectFormatView):
    """The same for pictures in running text."""

    def get(self, request: HttpRequest, image_id: Any) -> HttpResponse:
        image = self.get_object(image_id)
        problems = problems_of_images([image.pk]).get(image.pk)
        return _refused(request, image, problems) if problems else super().get(request, image_id)


class ImagesChosen(chooser.ImageChosenMultipleView):
    """Several at once: those that may be used."""

    def get_objects(self, pks: Any) -> Any:
        found = super().get_objects(pks)
        return found.exclude(pk__in=problems_of_images([image.pk for image in found]))
