"""What picture files say of themselves: EXIF, IIM and XMP read, mapped to our fields, and rights written into copies.

Pure functions on bytes. Formats: JPEG, PNG, WebP, AVIF/HEIF read and written;
TIFF and GIF read as far as Pillow gives their blocks.
"""

from scicomm.assets.rules.metadata.blocks import Malformed, kind_of
from scicomm.assets.rules.metadata.fields import Found, Saying, fields_of, in_language, moment
from scicomm.assets.rules.metadata.reading import Embedded, read
from scicomm.assets.rules.metadata.rights import (
    WRITTEN_FORMATS,
    Rights,
    carried_from,
    split_names,
    with_values,
    write_rights,
)
from scicomm.assets.rules.metadata.xmp import Values as XmpValues

__all__ = [
    "WRITTEN_FORMATS",
    "Embedded",
    "Found",
    "Malformed",
    "Rights",
    "Saying",
    "XmpValues",
    "carried_from",
    "fields_of",
    "in_language",
    "kind_of",
    "moment",
    "read",
    "split_names",
    "with_values",
    "write_rights",
]
