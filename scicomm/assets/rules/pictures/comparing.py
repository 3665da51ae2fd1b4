"""Whether two pictures that hash alike are the same picture: their sketches are laid over each other.

Hashes only raise a suspicion. It is checked by laying one sketch into the other: first coarsely, which forgives a window that is
a little off, then finely, moving the four edges until it fits best. Then brightness must agree (correlation), so must its changes
from cell to cell, in which two views of the same kind of scene differ, and where both are coloured the colours must.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scicomm.assets.rules.pictures.hashing import SKETCH, Window, averaging
from scicomm.assets.rules.pictures.opening import Floats

# The cells in which two pictures are laid over each other, first and then.
COARSE, FINE = 10, 32
# How far brightness and its changes must agree; chosen from the curve that `make bench NAME=near-duplicates` draws.
ALIKE = 0.87
WORTH_FITTING, WORTH_LOOKING = 0.70, 0.88
# Mean distance of colours above which two coloured pictures are different ones: a part of how coloured they are, and some levels.
OTHER_COLOURS, COLOUR_NOISE = 0.5, 12.0
COLOURED = 6.0
# A picture with less contrast than this (standard deviation in grey levels) is a plain area: too little to be told by.
PLAIN = 1.5
_COARSE_STEPS, _FINE_STEPS = (0.03, 0.015), (0.015, 0.0075, 0.00375)
_LEAST = 0.7
# How many suspicions are fitted at most, coarsely and then finely.
FITTED_COARSELY, FITTED_FINELY = 14, 6
_ALL: Window = (0.0, 0.0, 1.0, 1.0)
# Where more than this share has one brightness it is a drawing; its disagreement counts so many times.
DRAWING, STRICTER_DRAWING = 0.5, 1.8
# A picture with less detail than this is a soft ramp; STRICTER says how much more its brightness has to agree.
SMOOTH, STRICTER = 4.0, 60.0

Sketch = NDArray[np.uint8]
Tint = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Looks:
    """The sketch and the tint of a picture."""

    sketch: Sketch
    tint: Tint


@dataclass(frozen=True, slots=True)
class Pair:
    """Two pictures of which `part` may lie in `whole`, in the window that the hash suggested. `key` is the caller's."""

    key: int
    part: Looks
    whole: Looks
    window: Window


@dataclass(slots=True)
class _Laid:
    """A pair while it is looked at: how well it fits, where, and the brightness of both."""

    pair: Pair
    mine: Floats
    picture: Floats
    place: Window
    score: float
    wanted: Floats | None = None


@dataclass(slots=True)
class _Read:
    """A picture ready to be looked at. It holds on to what it was made from, so that this number is nobody else's meanwhile."""

    looks: Looks
    picture: Floats
    contrast: float
    cells: Floats | None = None

    @property
    def coarse(self) -> Floats:
        """The whole in coarse cells; only parts are asked for them."""
        if self.cells is None:
            self.cells = _cells(self.picture, _ALL, COARSE)
        return self.cells


def mirrored(looks: Looks) -> Looks:
    """The same picture as in a mirror."""
    return Looks(looks.sketch[:, ::-1], looks.tint[:, ::-1])


def agreements(pairs: Iterable[Pair]) -> dict[int, float]:
    """How far each pair agrees, 0 to 1, by its key; no entry for what is far from agreeing.

    All are glanced at, the better ones fitted coarsely, the best of them finely: the time is bounded however many are suspicious.
    """
    known: dict[int, _Read] = {}
    glanced = [laid for pair in pairs if (laid := _glance(pair, known)).score >= WORTH_FITTING]
    fitted = [_fit_coarsely(laid) for laid in sorted(glanced, key=lambda one: -one.score)[:FITTED_COARSELY]]
    kept = [laid for laid in fitted if laid.score >= WORTH_LOOKING]
    found = {}
    for laid in sorted(kept, key=lambda one: -one.score)[:FITTED_FINELY]:
        if _same_colours(laid.pair.part.tint, laid.pair.whole.tint, laid.place):
            found[laid.pair.key] = _finely(laid.mine, laid.picture, laid.place)
    return found


def _read(looks: Looks, known: dict[int, _Read]) -> _Read:
    """A picture made ready to be looked at; the one asked for is in nearly every pair, and made ready once."""
    read = known.get(id(looks))
    if read is None:
        picture = looks.sketch.astype(np.float32)
        read = known[id(looks)] = _Read(looks, picture, float(picture.std()))
    return read


def _glance(pair: Pair, known: dict[int, _Read]) -> _Laid:
    """Lay the part over the window as it is."""
    part, whole = _read(pair.part, known), _read(pair.whole, known)
    laid = _Laid(pair, part.picture, whole.picture, pair.window, 0.0)
    if min(part.contrast, whole.contrast) < PLAIN:
        return laid
    # Fine stripes leave nothing to see in large cells; such pictures are laid over each other finely at once.
    if float(part.coarse.std()) < PLAIN:
        laid.score = WORTH_LOOKING
        return laid
    laid.wanted = _normal(part.coarse)
    laid.score = _score(laid.wanted, whole.picture, pair.window, COARSE)
    return laid


def _fit_coarsely(laid: _Laid) -> _Laid:
    if laid.wanted is not None:
        laid.score, laid.place = _fitted(laid.wanted, laid.picture, laid.place, laid.score, COARSE)
    return laid


def _finely(mine: Floats, picture: Floats, place: Window) -> float:
    """The last fit, and how far the two agree in it."""
    fine = _cells(mine, _ALL, FINE)
    wanted = _normal(fine)
    score = _score(wanted, picture, place, FINE)
    if score < WORTH_FITTING:
        return 0.0
    score, place = _fitted(wanted, picture, place, score, FINE)
    fine, other = _equally_bright(fine, _cells(picture, place, FINE))
    score = float(np.vdot(_normal(fine), _normal(other)))
    if min(_detail(fine), _detail(other)) < SMOOTH:
        # Nothing but a soft ramp: its changes are noise, so that brightness has to agree nearly wholly.
        return max(0.0, 1 - (1 - score) * STRICTER)
    score = min(score, _changes_agree(fine, other))
    # A drawing is mostly its paper: what is drawn must agree all the more.
    return score if min(_paper(fine), _paper(other)) < DRAWING else max(0.0, 1 - (1 - score) * STRICTER_DRAWING)


def _paper(cells: Floats) -> float:
    """The share of the picture that has one and the same brightness, as the paper of a drawing has."""
    counts = np.bincount((cells.ravel() / 8).astype(int), minlength=33)
    return float(counts.max()) / cells.size


def _equally_bright(first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """The darker one made as bright as the other, white staying white: what brightening does to a picture."""
    told = (first > 10) & (second > 10) & (first < 245) & (second < 245)
    if int(told.sum()) < FINE:
        return first, second
    gain = float(first[told].sum() / second[told].sum())
    if gain >= 1:
        return first, np.minimum(second * gain, 255)
    return np.minimum(first / gain, 255), second


def _detail(cells: Floats) -> float:
    """What is left of a picture when its soft ramps are taken away, in grey levels."""
    half = FINE // 2
    soft = cells.reshape(half, 2, half, 2).mean(axis=(1, 3))
    curved = soft[1:-1, 1:-1] * 4 - soft[:-2, 1:-1] - soft[2:, 1:-1] - soft[1:-1, :-2] - soft[1:-1, 2:]
    return float(curved.std())


def _changes_agree(first: Floats, second: Floats) -> float:
    """The correlation of the changes from cell to cell, across and down."""
    mine = np.concatenate([np.diff(first, axis=0).ravel(), np.diff(first, axis=1).ravel()])
    other = np.concatenate([np.diff(second, axis=0).ravel(), np.diff(second, axis=1).ravel()])
    return float((_normal(mine) * _normal(other)).sum())


def _fitted(wanted: Floats, picture: Floats, place: Window, best: float, cells: int) -> tuple[float, Window]:
    """The place from which no small move leads to a better score, and that score."""
    # Most moves leave the upper and the lower edge where they are: what lies between is averaged once.
    rows: dict[tuple[float, float], Floats] = {}
    for step in _COARSE_STEPS if cells == COARSE else _FINE_STEPS:
        moved = True
        while moved:
            moved = False
            for tried in _neighbours(place, step):
                score = _agreement(wanted, _cells(picture, tried, cells, rows))
                if score > best + 3e-4:
                    best, place, moved = score, tried, True
                    break
    return best, place


def _neighbours(place: Window, step: float) -> list[Window]:
    """The window with one edge moved, or shifted as a whole, inside the picture and not too small."""
    left, top, right, bottom = place
    moves = [
        (left + dx, top + dy, right + ex, bottom + ey)
        for sign in (step, -step)
        for dx, dy, ex, ey in (
            (sign, 0, 0, 0), (0, sign, 0, 0), (0, 0, sign, 0), (0, 0, 0, sign), (sign, 0, sign, 0), (0, sign, 0, sign),
            (sign, sign, -sign, -sign),
        )
    ]  # fmt: skip
    clipped = [(max(0.0, x0), max(0.0, y0), min(1.0, x1), min(1.0, y1)) for x0, y0, x1, y1 in moves]
    return [one for one in clipped if one != place and one[2] - one[0] >= _LEAST and one[3] - one[1] >= _LEAST]


def _cells(picture: Floats, place: Window, cells: int, rows: dict[tuple[float, float], Floats] | None = None) -> Floats:
    """The mean brightness of so many cells by so many of a place; `rows` keeps what was averaged between two heights."""
    left, top, right, bottom = (round(edge, 5) for edge in place)
    across = None if rows is None else rows.get((top, bottom))
    if across is None:
        across = averaging(top, bottom, cells, SKETCH) @ picture
        if rows is not None:
            rows[top, bottom] = across
    laid: Floats = across @ averaging(left, right, cells, SKETCH).T
    return laid


def _centred(cells: Floats) -> tuple[Floats, float]:
    """The cells without their mean, in a line, and their length. Asked for tens of thousands of times, so by the shortest way."""
    flat = cells.ravel()
    flat = flat - np.add.reduce(flat) / flat.size
    return flat, max(float(np.sqrt(flat.dot(flat))), 1e-6)


def _normal(cells: Floats) -> Floats:
    flat, length = _centred(cells)
    return (flat / length).reshape(cells.shape)


def _agreement(wanted: Floats, cells: Floats) -> float:
    flat, length = _centred(cells)
    return float(wanted.ravel().dot(flat)) / length


def _score(wanted: Floats, picture: Floats, place: Window, cells: int) -> float:
    return _agreement(wanted, _cells(picture, place, cells))


def _same_colours(part: Tint, whole: Tint, place: Window) -> bool:
    """True where one of the two is grey; else whether the colours in the window are near the other's."""
    left, top, right, bottom = (round(edge, 5) for edge in place)
    down, across, all_of = averaging(top, bottom, 4, 8), averaging(left, right, 4, 8), averaging(0.0, 1.0, 4, 8)
    mine = np.einsum("ij,jkc,lk->ilc", all_of, part.astype(np.float32) * 2, all_of)
    other = np.einsum("ij,jkc,lk->ilc", down, whole.astype(np.float32) * 2, across)
    strength = [float(np.linalg.norm(tint, axis=-1).mean()) for tint in (mine, other)]
    if min(strength) < COLOURED:
        return True
    return float(np.linalg.norm(mine - other, axis=-1).mean()) < COLOUR_NOISE + OTHER_COLOURS * max(strength)
