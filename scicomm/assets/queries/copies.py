"""Copies of files with what our record says written into them; the originals stay untouched."""

from __future__ import annotations

from pathlib import PurePath

from scicomm.assets.models import Asset
from scicomm.assets.queries.metadata import full_metadata_of
from scicomm.assets.rules import metadata


def can_be_written(asset: Asset) -> bool:
    """Whether metadata can be written into a copy of this kind of file."""
    suffix = PurePath(asset.media.file.name or "").suffix.lower().lstrip(".")
    return asset.image is not None and {"jpg": "jpeg"}.get(suffix, suffix) in metadata.WRITTEN_FORMATS


def copy_with_metadata(asset: Asset) -> tuple[bytes, str]:
    """A copy of the original with all that our record knows, and its file name. Raises Malformed for other kinds of files."""
    with asset.media.file.open("rb") as file:
        data = file.read()
    name = PurePath(asset.media.file.name or "").name
    return metadata.write_rights(data, metadata.kind_of(data), full_metadata_of(asset)), name
