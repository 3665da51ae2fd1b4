"""The file behind an asset's row, opened for itself: rows are shared, open files are not."""

from __future__ import annotations

from typing import Any, BinaryIO, cast


def opened(media: Any) -> BinaryIO:
    """The file of a picture, document or recording. Raises OSError where it is gone."""
    return cast(BinaryIO, media.file.storage.open(str(media.file.name)))
