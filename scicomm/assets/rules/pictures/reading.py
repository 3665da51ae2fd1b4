"""All that is known of a picture's looks, from its file: read once, perhaps in another process, and kept as bytes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from scicomm.assets.rules.pictures.comparing import Looks
from scicomm.assets.rules.pictures.describing import LOOKS, MAIN_COLOURS, described
from scicomm.assets.rules.pictures.hashing import SKETCH, WINDOWS, Hashes, Marks, marks_of
from scicomm.assets.rules.pictures.opening import Floats, small_picture

# Raise it whenever hashing, describing or opening changes: all fingerprints are then made anew by the worker.
VERSION = 1


@dataclass(frozen=True, slots=True)
class Print:
    """A fingerprint: the marks (hashes, mirrored hashes, sketch, tint), the main colours, the vector of looks, the true size."""

    marks: Marks
    colours: Floats
    looks: np.ndarray
    width: int
    height: int
    format: str

    def as_bytes(self) -> dict[str, bytes]:
        """The columns of a row."""
        return {
            "hashes": np.concatenate([self.marks.hashes, self.marks.mirrored]).astype("<u8").tobytes(),
            "sketch": self.marks.sketch.tobytes(),
            "tint": self.marks.tint.tobytes(),
            "colours": self.colours.astype("<f4").tobytes(),
            "looks": self.looks.tobytes(),
        }


def print_of(source: Path | IO[bytes]) -> Print:
    """Raises UnreadablePicture."""
    picture = small_picture(source)
    seen = described(picture.pixels)
    return Print(marks_of(picture.pixels), seen.colours, seen.looks, picture.width, picture.height, picture.format)


def hashes_from(data: bytes | memoryview) -> Hashes:
    """The hashes of the windows; the mirrored ones stand behind them, for when the picture is asked for itself."""
    return np.frombuffer(data, dtype="<u8").astype(np.uint64).reshape(2, len(WINDOWS))[0]


def marks_from(hashes: bytes | memoryview, sketch: bytes | memoryview, tint: bytes | memoryview) -> Marks:
    """The marks of a stored picture."""
    straight, turned = np.frombuffer(hashes, dtype="<u8").astype(np.uint64).reshape(2, len(WINDOWS))
    looks = sketch_from(sketch, tint)
    return Marks(straight, turned, looks.sketch, looks.tint)


def colours_from(data: bytes | memoryview) -> Floats:
    return np.frombuffer(data, dtype="<f4").astype(np.float32).reshape(MAIN_COLOURS, 4)


def looks_from(data: bytes | memoryview) -> np.ndarray:
    return np.frombuffer(data, dtype=np.uint8).reshape(LOOKS)


def sketch_from(sketch: bytes | memoryview, tint: bytes | memoryview) -> Looks:
    """What two pictures are compared by in the end."""
    return Looks(
        np.frombuffer(sketch, dtype=np.uint8).reshape(SKETCH, SKETCH),
        np.frombuffer(tint, dtype=np.int8).reshape(8, 8, 2),
    )


def colour_of(text: str) -> tuple[int, int, int] | None:
    """A colour written as six hexadecimal digits, with or without `#`."""
    digits = text.removeprefix("#")
    if len(digits) != 6 or any(letter not in "0123456789abcdefABCDEF" for letter in digits):
        return None
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
