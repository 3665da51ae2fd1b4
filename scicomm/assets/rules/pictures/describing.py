"""How a picture looks to the eye: its main colours, and a vector of colours and edges with which similar ones are found.

Colours are compared in CIE L*a*b* (CIE 15:2004, D65), where distance is close to what the eye tells apart. The vector holds a
histogram of colours, the mean colours of a grid of 4 × 4, and the directions of edges in a grid of 2 × 2: "similar" means
alike in colour and layout, not in meaning.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scicomm.assets.rules.pictures.hashing import brightness
from scicomm.assets.rules.pictures.opening import SIDE, Floats

MAIN_COLOURS = 5
_ROUNDS = 8
_GRID, _SAMPLED = 4, 48
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])
LOOKS = 4 * 4 * 4 + 3 * _GRID * _GRID + 8 * 4


@dataclass(frozen=True, slots=True)
class Described:
    """`colours`: L*, a*, b* and the share of the picture, float32, (MAIN_COLOURS, 4), largest first; `looks`: uint8, (LOOKS,)."""

    colours: Floats
    looks: NDArray[np.uint8]


def lab(rgb: Floats) -> Floats:
    """sRGB (0 to 255) as CIE L*a*b*."""
    share = np.asarray(rgb, dtype=np.float32) / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    relative = linear @ _TO_XYZ.T / _WHITE
    root = np.where(relative > 216 / 24389, np.cbrt(relative), (24389 / 27 * relative + 16) / 116)
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1).astype(np.float32)


def described(pixels: Floats) -> Described:
    """The main colours and the vector of a picture in the square of comparison."""
    places = np.linspace(0, SIDE - 1, _SAMPLED).astype(int)
    points = lab(pixels[np.ix_(places, places)]).reshape(-1, 3)
    return Described(_main_colours(points), _looks(pixels, points))


def _main_colours(points: Floats) -> Floats:
    """k-means (Lloyd 1982) from centres that stand as far apart as can be: the same picture has the same colours for ever."""
    centres = [points.mean(axis=0)]
    nearest = np.full(len(points), np.inf, dtype=np.float32)
    for _round in range(MAIN_COLOURS - 1):
        nearest = np.minimum(nearest, ((points - centres[-1]) ** 2).sum(axis=1))
        centres.append(points[int(nearest.argmax())])
    middle = np.array(centres, dtype=np.float32)
    for _round in range(_ROUNDS):
        owner = ((points[:, None, :] - middle[None]) ** 2).sum(axis=2).argmin(axis=1)
        counts = np.bincount(owner, minlength=MAIN_COLOURS)
        sums = np.stack([np.bincount(owner, points[:, axis], MAIN_COLOURS) for axis in range(3)], axis=1)
        middle = np.where(counts[:, None] > 0, sums / np.maximum(counts, 1)[:, None], middle).astype(np.float32)
    share = counts / len(points)
    order = np.argsort(-share, kind="stable")
    return np.concatenate([middle[order], share[order, None]], axis=1).astype(np.float32)


def _looks(pixels: Floats, points: Floats) -> NDArray[np.uint8]:
    bins = np.stack(
        [
            np.clip(points[:, 0] / 25, 0, 3),
            np.clip((points[:, 1] + 48) / 24, 0, 3),
            np.clip((points[:, 2] + 48) / 24, 0, 3),
        ]
    ).astype(int)
    histogram = np.bincount(bins[0] * 16 + bins[1] * 4 + bins[2], minlength=64) / len(points)
    cell = SIDE // _GRID
    means = lab(pixels.reshape(_GRID, cell, _GRID, cell, 3).mean(axis=(1, 3))).reshape(-1, 3)
    grid = (means / np.array([100, 200, 200]) + np.array([0, 0.5, 0.5])).ravel()
    parts = [np.sqrt(histogram) * 255, grid * 255, _edges(brightness(pixels)) * 255]
    return np.clip(np.rint(np.concatenate(parts)), 0, 255).astype(np.uint8)


def _edges(grey: Floats) -> Floats:
    """Eight directions of edges in four quarters, each quarter's by their strength."""
    down, across = np.gradient(grey)
    strength = np.hypot(down, across)
    direction = ((np.arctan2(down, across) % np.pi) / np.pi * 8).astype(int) % 8
    half = SIDE // 2
    found = []
    for top in (0, half):
        for left in (0, half):
            part = np.s_[top : top + half, left : left + half]
            found.append(np.bincount(direction[part].ravel(), strength[part].ravel(), 8) / (half * half * 40))
    return np.sqrt(np.clip(np.concatenate(found), 0, 1)).astype(np.float32)
