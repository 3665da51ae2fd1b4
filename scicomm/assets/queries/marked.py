"""A file that goes out says whose it is: its rights metadata (IPTC, XMP) are written into it on the way."""

from __future__ import annotations

from scicomm.assets.models import Asset
from scicomm.assets.queries.metadata import rights_of
from scicomm.assets.rules import metadata


def marked(data: bytes, form: str, asset: Asset) -> bytes:
    """The file with the asset's rights written into it; `form` is jpg, png or webp. A file too broken to be written into goes out
    as it is."""
    try:
        return metadata.write_rights(data, form, rights_of(asset))
    except metadata.Malformed:
        return data
