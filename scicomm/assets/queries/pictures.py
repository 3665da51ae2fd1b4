"""Pictures for public pages: the renditions that exist, as `<picture>` takes them.

A page makes one rendition at most, the one without which it could not show the picture; the worker makes the others.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import Filter, SourceImageIOError

from scicomm.assets.models import AssetImage, Rendition
from scicomm.assets.queries.wanted import RENDITIONS, want
from scicomm.assets.rules.picture_shapes import COVER_SPECS, FALLBACK, FIGURE_SPECS, FORMATS, SHAPES, Cut
from scicomm.core.text import pick

CARD = "card"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PictureSource:
    """One `<source>`: for which screens, of which type, the addresses with their widths."""

    media: str
    type: str
    srcset: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A `<picture>`: its sources, and the image any browser shows."""

    sources: tuple[PictureSource, ...]
    src: str
    srcset: str
    sizes: str
    width: int
    height: int


def renditions_for_covers(path: str) -> Prefetch[Any]:
    """What `prefetch_related` takes so that covers cost one query a list: `renditions_for_covers("cover_image")`.

    Without a path: for a list of the pictures themselves.
    """
    wanted = Rendition.objects.filter(filter_spec__in=COVER_SPECS)
    return Prefetch(f"{path}__renditions" if path else "renditions", queryset=wanted, to_attr="prefetched_renditions")


def read_figures(images: Iterable[AssetImage]) -> None:
    """The renditions of a text's figures, in one query for all of them."""
    found = list(images)
    if found:
        wanted = Rendition.objects.filter(filter_spec__in=FIGURE_SPECS)
        prefetch_related_objects(found, Prefetch("renditions", queryset=wanted, to_attr="prefetched_renditions"))


def images_in(value: Any) -> list[AssetImage]:
    """The pictures in a StreamField's value, however deep they stand."""
    if isinstance(value, AssetImage):
        return [value]
    if isinstance(value, dict):
        return [image for part in value.values() for image in images_in(part)]
    if hasattr(value, "raw_data") or isinstance(value, (list, tuple)):
        return [image for part in value for image in images_in(part)]
    inner = getattr(value, "value", None)
    return images_in(inner) if inner is not None and not isinstance(inner, str) else []


def alt_of(image: AssetImage) -> str:
    return pick(image.alt_zh, image.alt_en)


@lru_cache(maxsize=256)
def _filter(spec: str) -> Filter:
    return Filter(spec=spec)


def _existing(image: AssetImage, specs: Iterable[str]) -> dict[str, Rendition]:
    """The renditions there are for the present focal point, from what was prefetched, else in one query."""
    found = image.find_existing_renditions(*(_filter(spec) for spec in specs))
    return {one.spec: row for one, row in found.items()}


def picture_of(image: AssetImage, shape: str = "") -> Picture | None:
    """The picture in a shape; None where its file cannot be read, so that the page shows what it shows without one."""
    form = SHAPES.get("" if shape == CARD else shape, SHAPES[""])
    found = _existing(image, form.specs())
    last = form.cuts[-1]
    if not any(last.spec(width, FALLBACK) in found for width in last.widths):
        spec = last.spec(last.widths[-1], FALLBACK)
        made = _made(image, spec)
        if made is None:
            return None
        found = {**found, spec: made}
    if len(found) < len(form.specs()):
        want(RENDITIONS, image.pk, shape or CARD)
    sources = [
        source
        for cut in form.cuts
        for name, media_type in FORMATS
        if (name != FALLBACK or cut.media) and (source := _source(cut, name, media_type, found))
    ]
    base = _source(last, FALLBACK, "", found)
    assert base is not None  # noqa: S101 - made above
    best = next(found[last.spec(w, FALLBACK)] for w in reversed(last.widths) if last.spec(w, FALLBACK) in found)
    return Picture(tuple(sources), best.url, base.srcset, form.sizes, best.width, best.height)


def _made(image: AssetImage, spec: str) -> Rendition | None:
    try:
        made: Rendition = image.get_rendition(spec)
    except (SourceImageIOError, InvalidFilterSpecError, OSError, ValueError) as problem:
        logger.warning("Picture %s cannot be shown: %s", image.pk, problem)
        return None
    return made


def _source(cut: Cut, form: str, media_type: str, found: dict[str, Rendition]) -> PictureSource | None:
    by_width = {row.width: row for width in cut.widths if (row := found.get(cut.spec(width, form)))}
    if not by_width:
        return None
    rows = [by_width[width] for width in sorted(by_width)]
    srcset = ", ".join(f"{row.url} {row.width}w" for row in rows)
    return PictureSource(cut.media, media_type, srcset, rows[-1].width, rows[-1].height)


def largest_address(image: AssetImage) -> str:
    """One address for programs that want a picture of the page: the widest JPEG cut there is."""
    picture = picture_of(image, "")
    return picture.src if picture else ""
