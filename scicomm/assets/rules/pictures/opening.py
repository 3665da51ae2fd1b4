"""Opening a picture that somebody sent: within limits, upright, small. Everything that decodes pictures of others starts here."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

# A picture of so many pixels is 600 MB when it is decoded; cameras of 2026 make 200 million at most.
MOST_PIXELS = 200_000_000
LONGEST_SIDE = 60_000
# The square in which pictures are compared.
SIDE = 128
FORMATS = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp", "AVIF": "avif"}

Floats = NDArray[np.float32]


class UnreadablePicture(ValueError):
    """A file that is no picture, is broken, or would need too much memory. `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class SmallPicture:
    """A picture in the square of comparison: sRGB 0 to 255, shape (SIDE, SIDE, 3), and its true size when upright."""

    pixels: Floats
    width: int
    height: int
    format: str


def small_picture(source: Path | IO[bytes]) -> SmallPicture:
    """Read a picture, upright, on white where it is transparent. Raises UnreadablePicture for what is not to be decoded.

    Size and format are read from the header before a single pixel is decoded, so that a bomb costs nothing.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(source, formats=list(FORMATS)) as image:
                return _read(image)
        except UnreadablePicture:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise UnreadablePicture("too-many-pixels") from error
        except UnidentifiedImageError as error:
            raise UnreadablePicture("no-picture") from error
        except (OSError, ValueError, SyntaxError, EOFError, MemoryError, ArithmeticError, TypeError) as error:
            raise UnreadablePicture("broken") from error


def _read(image: Any) -> SmallPicture:
    width, height = image.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise UnreadablePicture("too-many-pixels")
    kind = str(image.format)
    turned = image.getexif().get(0x0112, 1) >= 5
    # A JPEG is decoded at a fraction of its size: that is most of the work of reading it.
    image.draft("RGB", (2 * SIDE, 2 * SIDE))
    image = ImageOps.exif_transpose(image)
    small = _on_white(image).resize((SIDE, SIDE), Image.Resampling.BOX, reducing_gap=2.0)
    pixels = np.asarray(small, dtype=np.float32)
    return SmallPicture(pixels, height if turned else width, width if turned else height, FORMATS[kind])


def _on_white(image: Any) -> Any:
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        full = image.convert("RGBA")
        ground = Image.new("RGBA", full.size, "white")
        return Image.alpha_composite(ground, full).convert("RGB")
    if image.mode.startswith("I;16") or image.mode in {"I", "F"}:
        values = np.asarray(image, dtype=np.float32)
        low, high = float(values.min()), float(values.max())
        return Image.fromarray(((values - low) * (255.0 / max(high - low, 1.0))).astype(np.uint8)).convert("RGB")
    return image.convert("RGB")
