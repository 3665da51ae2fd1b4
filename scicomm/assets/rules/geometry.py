"""Plane geometry for drawn covers: contour lines, simplifying, SVG path data; no formulas and no colours."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 800, 500
"""Size of the drawing in its own units; the page scales it."""

Point = tuple[float, float]
Line = list[Point]
Grid = NDArray[np.float64]

# Which two sides of a cell a contour joins, by which corners are above (top left 8, top right 4, bottom right 2,
# bottom left 1). 5 and 10 are the two saddles.
_SIDES: dict[int, tuple[str, ...]] = {
    1: ("lb",),
    2: ("br",),
    3: ("lr",),
    4: ("rt",),
    5: ("lt", "rb"),
    6: ("bt",),
    7: ("lt",),
    8: ("tl",),
    9: ("tb",),
    10: ("tr", "bl"),
    11: ("tr",),
    12: ("rl",),
    13: ("rb",),
    14: ("bl",),
}


@dataclass(frozen=True, slots=True)
class Fit:
    """How grid units become drawing units: x * sx + dx, y * sy + dy."""

    sx: float = 1.0
    sy: float = 1.0
    dx: float = 0.0
    dy: float = 0.0

    def line(self, points: Iterable[Point]) -> Line:
        """The points in drawing units."""
        return [(x * self.sx + self.dx, y * self.sy + self.dy) for x, y in points]


PLAIN = Fit()


def random_of(seed: str) -> np.random.Generator:
    """A generator that depends on the seed alone, so that the same paper draws the same picture for ever."""
    return np.random.default_rng(int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big"))


def simplify(points: Line, tolerance: float) -> Line:
    """Fewer points, none further than `tolerance` from the old line (Douglas and Peucker 1973), without recursion."""
    if len(points) < 4:
        return points
    keep, stack, every = {0, len(points) - 1}, [(0, len(points) - 1)], np.array(points)
    while stack:
        first, last = stack.pop()
        if last - first < 2:
            continue
        along, inner = every[last] - every[first], every[first + 1 : last] - every[first]
        length = math.hypot(float(along[0]), float(along[1]))
        if length > 1e-9:
            away = np.abs(along[0] * inner[:, 1] - along[1] * inner[:, 0]) / length
        else:
            away = np.hypot(inner[:, 0], inner[:, 1])
        furthest = int(away.argmax())
        if away[furthest] > tolerance:
            middle = furthest + first + 1
            keep.add(middle)
            stack += [(first, middle), (middle, last)]
    return [points[k] for k in sorted(keep)]


def _crossings(field: Grid, level: float) -> dict[Hashable, list[tuple[Hashable, Point, Point]]]:
    """Every short contour piece, filed under the cell side at each of its ends."""
    above = field > level
    code = above[:-1, :-1] * 8 + above[:-1, 1:] * 4 + above[1:, 1:] * 2 + above[1:, :-1] * 1
    pieces: dict[Hashable, list[tuple[Hashable, Point, Point]]] = {}

    def at(y0: int, x0: int, y1: int, x1: int) -> Point:
        low, high = float(field[y0, x0]), float(field[y1, x1])
        part = (level - low) / (high - low)
        return (x0 + part * (x1 - x0), y0 + part * (y1 - y0))

    for row, column in zip(*np.nonzero((code > 0) & (code < 15)), strict=True):
        y, x = int(row), int(column)
        corners = {
            "t": (("h", y, x), (y, x, y, x + 1)),
            "b": (("h", y + 1, x), (y + 1, x, y + 1, x + 1)),
            "l": (("v", y, x), (y, x, y + 1, x)),
            "r": (("v", y, x + 1), (y, x + 1, y + 1, x + 1)),
        }
        for pair in _SIDES[int(code[y, x])]:
            (one, from_), (two, to) = corners[pair[0]], corners[pair[1]]
            start, end = at(*from_), at(*to)
            pieces.setdefault(one, []).append((two, start, end))
            pieces.setdefault(two, []).append((one, end, start))
    return pieces


def contours(field: Grid, level: float, at_least: int = 3) -> list[Line]:
    """Lines of one height by marching squares, in grid units; closed when the first point equals the last.

    `field` is (rows, columns); lines of fewer than `at_least` points are left out.
    """
    pieces = _crossings(field, level)
    used: set[frozenset[Hashable]] = set()
    lines: list[Line] = []
    # open ends first: a line that runs off the edge must be walked from its end, not from its middle
    for start in sorted(pieces, key=lambda side: len(pieces[side])):
        line: Line = []
        here: Hashable = start
        while True:
            step = next((s for s in pieces[here] if frozenset((here, s[0])) not in used), None)
            if step is None:
                break
            used.add(frozenset((here, step[0])))
            if not line:
                line.append(step[1])
            line.append(step[2])
            here = step[0]
        if len(line) >= at_least:
            lines.append(line)
    return lines


def path(lines: Iterable[Line], fit: Fit = PLAIN, tolerance: float = 0.6, digits: int = 0) -> str:
    """Compact relative path data of simplified polylines, `digits` after the point."""
    unit = 10**digits
    out: list[str] = []
    for raw in lines:
        points = simplify(fit.line(raw), tolerance)
        px, py = round(points[0][0] * unit), round(points[0][1] * unit)
        data, first = f"M{px / unit:g} {py / unit:g}l", True
        for x, y in points[1:]:
            qx, qy = round(x * unit), round(y * unit)
            if (qx, qy) == (px, py):
                continue
            right, down = f"{(qx - px) / unit:g}", f"{(qy - py) / unit:g}"
            data += ("" if first or right[0] == "-" else " ") + right + ("" if down[0] == "-" else " ") + down
            px, py, first = qx, qy, False
        if not first:
            out.append(data)
    return "".join(out)


def smooth(lines: Iterable[Line], fit: Fit = PLAIN, tolerance: float = 0.9, least: float = 0.0) -> str:
    """Closed outlines as quadratic curves through the midpoints: round at any size, and no more bytes than polygons.

    `least` drops outlines that enclose fewer square units.
    """
    out: list[str] = []
    for raw in lines:
        full = fit.line(raw)
        area = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(full, full[1:] + full[:1], strict=True))) / 2
        points = simplify(full, tolerance)
        if points[0] == points[-1]:
            points = points[:-1]
        if area < least or len(points) < 3:
            continue
        after = points[1:] + points[:1]
        middle = [(round((a[0] + b[0]) / 2), round((a[1] + b[1]) / 2)) for a, b in zip(points, after, strict=True)]
        out.append(_curve(points, middle))
    return "".join(out)


def _curve(points: Sequence[Point], middle: Sequence[tuple[int, int]]) -> str:
    """One closed quadratic outline: the points are the handles, the midpoints lie on the curve."""
    px, py = middle[-1]
    data = f"M{px} {py}q"
    # the handle that follows midpoint k is point k + 1, so start with the first point
    for (cx, cy), (mx, my) in zip(points, middle, strict=True):
        for number in (round(cx) - px, round(cy) - py, mx - px, my - py):
            data += ("" if data[-1] == "q" or number < 0 else " ") + str(number)
        px, py = mx, my
    return data + "z"


def stroke(data: str, ink: str, width: float = 1.2, opacity: float = 1.0) -> str:
    """A path element; `ink` is a class (`a1`, `a2`, `a3`), never a colour. Nothing when there is nothing to draw."""
    if not data:
        return ""
    faint = f' opacity="{opacity:g}"' if opacity < 1 else ""
    return f'<path class="{ink}" d="{data}" stroke-width="{width:g}"{faint}/>'


def dots(points: Iterable[Point], width: float, ink: str) -> str:
    """Many dots as one path: strokes of no length with round ends. Dots outside the drawing are left out."""
    data = "".join(f"M{x:.0f} {y:.0f}h0" for x, y in points if -8 < x < WIDTH + 8 and -8 < y < HEIGHT + 8)
    if not data:
        return ""
    return f'<path class="{ink}" d="{data}" stroke-width="{width:g}" stroke-linecap="round"/>'
