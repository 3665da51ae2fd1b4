"""What the worker makes for pages and viewers: renditions, pyramids; what it bounds, opens and ends."""

from __future__ import annotations

import logging
import time

from django.conf import settings
from wagtail.images.models import SourceImageIOError

from scicomm.assets import actions
from scicomm.assets.models import AssetImage
from scicomm.assets.queries.iiif import make_pyramid, trim
from scicomm.assets.queries.pictures import CARD
from scicomm.assets.queries.wanted import PYRAMID, RENDITIONS, done_with, wanted
from scicomm.assets.rules.iiif_pixels import NotAPicture
from scicomm.assets.rules.picture_shapes import SHAPES
from scicomm.core.periodic import AGAIN, Again, every

log = logging.getLogger("scicomm.assets")
# One round is short, so that other jobs have their turn.
_SECONDS = 2.0


@every(seconds=2)
def prepare_pictures() -> Again | None:
    """Pyramids of large pictures that somebody looks at."""
    end = time.monotonic() + _SECONDS
    for image_id, _shape in wanted(PYRAMID):
        if time.monotonic() > end:
            return AGAIN
        image = AssetImage.objects.filter(pk=image_id).first()
        try:
            if image is not None:
                make_pyramid(image)
        except (NotAPicture, OSError) as problem:
            log.warning("No pyramid of picture %s: %s", image_id, problem)
        done_with(PYRAMID, image_id)
    return None


@every(seconds=3)
def draw_renditions() -> Again | None:
    """The formats and widths that pages asked for and that were not there."""
    end = time.monotonic() + _SECONDS
    for image_id, shape in wanted(RENDITIONS):
        if time.monotonic() > end:
            return AGAIN
        image = AssetImage.objects.filter(pk=image_id).first()
        try:
            if image is not None:
                image.get_renditions(*SHAPES["" if shape == CARD else shape].specs())
        except (SourceImageIOError, OSError, ValueError, KeyError) as problem:
            log.warning("Picture %s cannot be drawn for pages: %s", image_id, problem)
        done_with(RENDITIONS, image_id, shape)
    return None


@every(minutes=10)
def bound_iiif_cache() -> None:
    """What is kept for IIIF stays within its bound."""
    trim(settings.SCICOMM_IIIF_CACHE_MB * 1_000_000)


@every(minutes=1)
def open_told_pictures() -> None:
    """What a public page shows under a free licence comes into the image bank."""
    actions.open_told_pictures()


@every(hours=1)
def tidy_requests() -> None:
    """Requests are ended and forgotten in time."""
    actions.tidy_requests()
