"""Sizes of pictures, and the form of a picture that browsers show: bounded by pixels, made by Pillow's own readers only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps
from willow.plugins.pillow import PillowImage

from scicomm.journals.rules.packages.sniff import PICTURES

# Readers of Pillow that decode by themselves: none that calls another program, as the one for PostScript would.
_READERS = ("TIFF", "PNG", "JPEG", "GIF", "WEBP", "BMP")
_BY_KIND = frozenset({"image/tiff", "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"})
MOST_PIXELS = 120_000_000
WIDEST = 2000
_QUALITY = 82


@dataclass(frozen=True, slots=True)
class Measured:
    """Width and height in pixels, 0 where unknown; the web form's as well, where one was made."""

    width: int = 0
    height: int = 0
    web: Path | None = None
    web_width: int = 0
    web_height: int = 0


def measured(file: Path, kind: str, web: Path) -> Measured:
    """Measure a picture; write a WebP to `web` when browsers cannot show it or it is far wider than a page.

    A picture that cannot be decoded, or has more pixels than are safe, has no web form; it can still be downloaded.
    """
    if kind not in _BY_KIND:
        return Measured()
    try:
        with Image.open(file, formats=_READERS) as picture:
            width, height = picture.size
            if kind in PICTURES and width <= WIDEST:
                return Measured(width, height)
            if width * height > MOST_PIXELS or (getattr(picture, "is_animated", False) and kind != "image/tiff"):
                return Measured(width, height)
            shown = _shown(picture)
            with web.open("wb") as stream:
                PillowImage(shown).save_as_webp(stream, quality=_QUALITY)
            return Measured(width, height, web, *shown.size)
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError):
        return Measured()


def _shown(picture: Image.Image) -> Image.Image:
    """The first page, upright, in colours a WebP can hold, at most `WIDEST` wide and high."""
    if picture.mode in {"I;16", "I;16B", "I;16L", "I", "F"}:
        low, high = picture.convert("F").getextrema()
        scale = 255 / (high - low) if high > low else 0  # type: ignore[operator]
        picture = picture.convert("F").point(lambda value: (value - low) * scale).convert("L")
    picture.draft("RGB", (WIDEST, WIDEST))
    mode = "RGBA" if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info else "RGB"
    upright = ImageOps.exif_transpose(picture.convert(mode))
    upright.thumbnail((WIDEST, WIDEST))
    return upright
