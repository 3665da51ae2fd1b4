"""The drawing that stands where a picture was taken away: a crossed frame without words, in the format of the picture."""

from __future__ import annotations

import io
from pathlib import PurePath

from PIL import Image, ImageDraw

_FORMATS = {".png": "PNG", ".webp": "WEBP", ".avif": "AVIF", ".gif": "GIF"}
_PAPER, _LINE = "#e4e6e3", "#7a827d"


def withdrawn_picture(width: int, height: int, name: str) -> bytes:
    """The drawing at that size, in the format that the name of the picture says (JPEG where it says nothing known)."""
    width, height = max(width, 1), max(height, 1)
    picture = Image.new("RGB", (width, height), _PAPER)
    pen = ImageDraw.Draw(picture)
    side = min(width, height)
    stroke = max(side // 60, 1)
    half = side // 5
    left, top, right, bottom = width // 2 - half, height // 2 - half, width // 2 + half, height // 2 + half
    if half > 4:
        pen.rounded_rectangle((left, top, right, bottom), radius=half // 6, outline=_LINE, width=stroke)
        sun = half // 4
        pen.ellipse((left + sun, top + sun, left + 2 * sun, top + 2 * sun), outline=_LINE, width=stroke)
        middle = top + half
        ridge = [
            (left, bottom - sun),
            (left + half // 2 + sun, middle),
            (left + half + sun, bottom - sun),
            (right, middle),
        ]
        pen.line(ridge, fill=_LINE, width=stroke, joint="curve")
        pen.line((left - sun, bottom + sun, right + sun, top - sun), fill=_PAPER, width=stroke * 4)
        pen.line((left - sun, bottom + sun, right + sun, top - sun), fill=_LINE, width=stroke)
    out = io.BytesIO()
    picture.save(out, _FORMATS.get(PurePath(name).suffix.lower(), "JPEG"))
    return out.getvalue()
