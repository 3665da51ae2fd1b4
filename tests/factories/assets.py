"""Pictures and their records for tests, drawn on the spot."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from scicomm.assets.actions import take_in_image
from scicomm.assets.models import Asset, AssetImage
from scicomm.assets.rules import metadata
from scicomm.organisation.models import Unit

_count = iter(range(1, 1_000_000))


def picture_bytes(
    fmt: str = "jpeg", *, size: tuple[int, int] = (120, 80), rights: metadata.Rights | None = None
) -> bytes:
    """A small drawn picture; with what `rights` says inside."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, fmt)
    return metadata.write_rights(out.getvalue(), fmt, rights) if rights else out.getvalue()


def make_asset(unit: Unit, *, data: bytes = b"", name: str = "", title: str = "", **values: Any) -> Asset:
    """The record of a picture in the unit's collection; values are columns of the record."""
    number = next(_count)
    image = AssetImage.objects.create(
        title=title or f"Lake {number}",
        collection=unit.collection,
        file=ContentFile(data or picture_bytes(), name=name or f"lake-{number}.jpg"),
    )
    asset = take_in_image(image)
    if values:
        Asset.objects.filter(pk=asset.pk).update(**values)
        asset.refresh_from_db()
    return asset
