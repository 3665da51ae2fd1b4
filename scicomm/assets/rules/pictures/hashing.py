"""Perceptual hashes of a picture and of crops of it, and the sketch with which a suspicion is checked.

The hash is of the kind of pHash (C. Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions, 2010): signs of
the 64 lowest frequencies of the discrete cosine transform of the brightness, the mean left out. A picture that was cropped shows
a window of the original; so a picture is stored with the hashes of windows of it, and a query is compared with all of them,
and windows of the query with all whole pictures. A mirrored picture has the same cosines, the odd columns with turned signs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from scicomm.assets.rules.pictures.opening import SIDE, Floats

Hashes = NDArray[np.uint64]
Window = tuple[float, float, float, float]

# Cosines weaker than a part of the picture's own, between these bounds in grey levels, are noise of compression: they count as
# not there, so that their bits stay.
DEAD_PART, DEAD_LEAST, DEAD_MOST = 0.08, 0.1, 0.5
SKETCH = 64
_TAKEN = 64
_BLOCK = 11


def _windows() -> list[Window]:
    """Left, top, right, bottom in parts of the picture; the whole first."""
    found: list[Window] = [(0.0, 0.0, 1.0, 1.0)]
    for across, down in ((0.94, 0.94), (0.88, 0.88), (0.88, 1.0), (1.0, 0.88), (0.76, 0.76)):
        lefts = (0.0, (1 - across) / 2, 1 - across) if across < 1 else (0.0,)
        tops = (0.0, (1 - down) / 2, 1 - down) if down < 1 else (0.0,)
        found += [(x, y, x + across, y + down) for x, y in product(lefts, tops)]
    return found


WINDOWS = _windows()


@lru_cache(maxsize=4096)
def averaging(start: float, end: float, cells: int, size: int) -> Floats:
    """The matrix that averages the part of a line of `size` pixels from `start` to `end` (0 to 1) into `cells`."""
    edges = np.linspace(start * size, end * size, cells + 1)
    pixels = np.arange(size)
    low = np.maximum(edges[:-1, None], pixels[None, :])
    high = np.minimum(edges[1:, None], pixels[None, :] + 1)
    weights = np.clip(high - low, 0, None)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float32)


def _cosines(frequencies: int, size: int) -> Floats:
    place = (np.arange(size) + 0.5) * np.pi / size
    return np.asarray(np.cos(np.arange(frequencies)[:, None] * place) * (2.0 / size), dtype=np.float32)


_TRANSFORM = _cosines(_BLOCK, 32)
_ACROSS = np.stack([_TRANSFORM @ averaging(x0, x1, 32, SIDE) for x0, _y0, x1, _y1 in WINDOWS])
_DOWN = np.stack([_TRANSFORM @ averaging(y0, y1, 32, SIDE) for _x0, y0, _x1, y1 in WINDOWS])
# The lowest frequencies in the order of their sum; of equals the one that is nearer to the diagonal.
_ORDER = sorted(
    ((row, column) for row in range(_BLOCK) for column in range(_BLOCK) if row or column),
    key=lambda at: (at[0] + at[1], abs(at[0] - at[1]), at),
)[:_TAKEN]
_ROWS, _COLUMNS = (np.array(part) for part in zip(*_ORDER, strict=True))
_MIRROR = np.where(_COLUMNS % 2 == 1, -1.0, 1.0).astype(np.float32)
_BITS = np.left_shift(np.uint64(1), np.arange(_TAKEN, dtype=np.uint64))


@dataclass(frozen=True, slots=True)
class Marks:
    """What a picture is known by: hashes of its windows (the whole first), those of the mirrored, and the sketch.

    `sketch` is brightness, uint8, shape (SKETCH, SKETCH); `tint` two colour axes (red, blue less brightness) in an 8 × 8
    grid, int8.
    """

    hashes: Hashes
    mirrored: Hashes
    sketch: NDArray[np.uint8]
    tint: NDArray[np.int8]


def brightness(pixels: Floats) -> Floats:
    """Luma of ITU-R BT.601, which is what grey copies are made with."""
    return np.asarray(pixels @ np.array([0.299, 0.587, 0.114], dtype=np.float32), dtype=np.float32)


def marks_of(pixels: Floats) -> Marks:
    """The marks of a picture in the square of comparison."""
    grey = brightness(pixels)
    cosines = (_DOWN @ grey @ _ACROSS.transpose(0, 2, 1))[:, _ROWS, _COLUMNS]
    shrink = averaging(0, 1, SKETCH, SIDE)
    sketch = np.clip(np.rint(shrink @ grey @ shrink.T), 0, 255).astype(np.uint8)
    return Marks(_packed(cosines), _packed(cosines * _MIRROR), sketch, _tint(pixels, grey))


def _packed(cosines: Floats) -> Hashes:
    strength = np.sqrt((cosines**2).mean(axis=1, keepdims=True))
    zone = np.clip(DEAD_PART * strength, DEAD_LEAST, DEAD_MOST)
    return np.asarray(((cosines > zone) * _BITS).sum(axis=1, dtype=np.uint64), dtype=np.uint64)


def _tint(pixels: Floats, grey: Floats) -> NDArray[np.int8]:
    cell = SIDE // 8
    axes = np.stack([pixels[..., 0] - grey, pixels[..., 2] - grey], axis=-1)
    means = axes.reshape(8, cell, 8, cell, 2).mean(axis=(1, 3))
    return np.clip(np.rint(means / 2), -127, 127).astype(np.int8)
