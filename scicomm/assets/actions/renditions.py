"""Renditions made anew in place: their addresses stay, so that no page, feed or foreign site ever shows a broken picture."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from wagtail.images.models import SourceImageIOError

from scicomm.assets.models import AssetImage


def redraw_renditions(image: AssetImage) -> int:
    """Make every rendition of a picture again: with what its record says now, or as the drawing that says it was withdrawn."""
    image = AssetImage.objects.get(pk=image.pk)
    made = 0
    for rendition in image.renditions.all():
        try:
            file = image.generate_rendition_file(rendition.filter)
        except SourceImageIOError:
            # The original is gone; what was made of it before must not stay when it may not be shown.
            if image.record is not None and image.record.is_withheld:
                rendition.delete()
            continue
        file.seek(0)
        _put_in_place(rendition, file.read())
        rendition.purge_from_cache()
        made += 1
    return made


def _put_in_place(rendition: Any, data: bytes) -> None:
    """Replace the content of a rendition's file under its name; on a local disk readers get the old one or the new one."""
    field = rendition.file
    try:
        path = Path(field.path)
    except NotImplementedError:
        field.storage.delete(field.name)
        with field.storage.open(field.name, "wb") as out:
            out.write(data)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(path)
