"""The file of an asset in a size, as it goes out: with its rights written into it, under a name that says what it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from django.utils.text import slugify

from scicomm.assets.models import Asset
from scicomm.assets.queries.bank import Size, sizes_of
from scicomm.assets.queries.iiif import source_of, tile
from scicomm.assets.queries.marked import marked
from scicomm.assets.queries.stored import opened
from scicomm.assets.rules.iiif import read_plan
from scicomm.assets.rules.iiif_pixels import NotAPicture

_FORMS = {"jpg": "jpg", "jpeg": "jpg", "png": "png", "webp": "webp"}


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file on its way out: its bytes or an open file, and its name."""

    name: str
    data: bytes = b""
    file: BinaryIO | None = None


def sizes_for(asset: Asset) -> list[Size]:
    """The sizes in which the asset can be had; one for whatever is no picture."""
    if asset.image is None:
        return [Size("full", "", 0, 0, "")]
    try:
        source = source_of(asset.image)
    except NotAPicture:
        return []
    return sizes_of(source.width, source.height)


def given_file(asset: Asset, code: str) -> GivenFile | None:
    """The file in a size; None where there is no such size. Raises NotAPicture, NotReady or OSError where it cannot be made."""
    size = next((size for size in sizes_for(asset) if size.code == code), None)
    if size is None:
        return None
    media = asset.media
    ending = PurePosixPath(str(media.file.name)).suffix.lower().lstrip(".")
    name = f"{slugify(asset.title, allow_unicode=True)[:60] or 'asset'}-{asset.pk}"
    if asset.image is None:
        return GivenFile(f"{name}.{ending}", file=opened(media))
    if not size.form:
        with opened(media) as file:
            data = file.read()
        form = _FORMS.get(ending, "")
        return GivenFile(f"{name}.{ending}", marked(data, form, asset) if form else data)
    source = source_of(asset.image)
    plan = read_plan(
        "full", f"{size.width},{size.height}", "0", "default", size.form, width=source.width, height=source.height
    )
    return GivenFile(f"{name}-{size.width}x{size.height}.{size.form}", marked(tile(source, plan), size.form, asset))
