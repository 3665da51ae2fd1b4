"""Covers drawn point by point or line by line: lattice, orbit, spectrum, tree, waves, spiral, rays."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from scicomm.assets.rules.geometry import HEIGHT, WIDTH, Point, dots, path, random_of, stroke

GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
"""137.508 degrees, in radians."""

RYDBERG = 1.0973731568e-2
"""Rydberg constant for infinite mass, per nanometre (CODATA 2018)."""


def moire(seed: str) -> str:
    """Two honeycomb layers, one turned a few degrees: the pattern repeats every a / (2 sin(angle / 2))."""
    random = random_of(seed)
    angle, side = math.radians(random.uniform(4.6, 8.4)), 15.0
    cx, cy = WIDTH * random.uniform(0.42, 0.6), HEIGHT * random.uniform(0.4, 0.6)
    base: list[Point] = []
    for i in range(-60, 61):
        for j in range(-60, 61):
            x, y = side * math.sqrt(3) * (i + j / 2), side * 1.5 * j
            base += [(x, y), (x, y + side)]
    layers: list[list[Point]] = []
    for turn in (-angle / 2, angle / 2):
        c, s = math.cos(turn), math.sin(turn)
        turned = ((cx + c * x - s * y, cy + s * x + c * y) for x, y in base)
        layers.append([p for p in turned if -8 < p[0] < WIDTH + 8 and -8 < p[1] < HEIGHT + 8])
    cells = {(round(x / 8), round(y / 8)): (x, y) for x, y in layers[0]}

    def stacked(p: Point) -> bool:
        i, j = round(p[0] / 8), round(p[1] / 8)
        near = (cells.get((i + u, j + v)) for u in (-1, 0, 1) for v in (-1, 0, 1))
        return any(q is not None and math.dist(p, q) < 3.4 for q in near)

    both = [p for p in layers[1] if stacked(p)]
    alone = sorted(set(layers[1]) - set(both))
    return dots(layers[0], 3.6, "a1") + dots(alone, 3.6, "a1") + dots(both, 5, "a2")


def orbit(seed: str) -> str:
    """r = p / (1 + e cos((1 - d) phi)): an orbit that turns, as near a black hole; the last lap stands out."""
    random = random_of(seed)
    eccentric, advance = random.uniform(0.62, 0.76), random.uniform(0.03, 0.062)
    turns, start = int(random.integers(19, 27)), random.uniform(0, 2 * math.pi)
    cx, cy = random.uniform(370, 470), 250.0
    # the longest radius is p / (1 - e): the same whatever the eccentricity
    p = 325 * (1 - eccentric)
    phi = np.linspace(0, 2 * math.pi * turns, turns * 100)
    r = p / (1 + eccentric * np.cos((1 - advance) * phi))
    xs, ys = cx + r * np.cos(phi + start), cy + r * np.sin(phi + start) * 0.93
    points = [(float(x), float(y)) for x, y in zip(xs, ys, strict=True)]
    last = len(points) - 140
    past = stroke(path([points[: last + 1]], tolerance=0.4, digits=1), "a1", 0.9)
    lap = stroke(path([points[last:]], tolerance=0.3, digits=1), "a2", 2)
    return past + lap + dots([(cx, cy)], 13, "a2") + dots([points[-1]], 9, "a2")


def _balmer_like(low: float, high: float) -> list[tuple[float, float]]:
    """(wavelength in nm, strength) of hydrogen and ionised helium between two wavelengths."""
    lines: list[tuple[float, float]] = []
    for charge, strength in ((1, 1.0), (2, 0.6)):
        for n1 in range(2, 6):
            for n2 in range(n1 + 1, 26):
                wavelength = 1 / (RYDBERG * charge**2 * (1 / n1**2 - 1 / n2**2))
                if low < wavelength < high:
                    lines.append((wavelength, strength * (n1 / n2) ** 1.5))
    return lines


def spectrum(seed: str, low: float = 380.0, high: float = 780.0) -> str:
    """1 / wavelength = R Z^2 (1 / n1^2 - 1 / n2^2) for H and He+, other lines by seed, and the curve they add up to."""
    random = random_of(seed)
    lines = _balmer_like(low, high)
    where, how = random.uniform(low, high, 46), random.beta(1, 5, 46) * 0.8
    lines += [(float(x), float(a)) for x, a in zip(where, how, strict=True)]
    out = ""
    for wavelength, strength in sorted(lines):
        x = (wavelength - low) / (high - low) * WIDTH
        ink = "a2" if strength > 0.42 else "a1"
        out += stroke(f"M{x:.1f} 0V318", ink, round(0.6 + 3.2 * strength, 1), round(min(1, 0.3 + strength), 2))
    xs = np.linspace(low, high, 1400)
    ys = np.zeros_like(xs)
    for wavelength, strength in lines:
        ys += strength / (1 + ((xs - wavelength) / 0.8) ** 2)
    ys /= ys.max()
    curve = [((float(x) - low) / (high - low) * WIDTH, 478 - 130 * float(y)) for x, y in zip(xs, ys, strict=True)]
    return out + stroke(path([curve], tolerance=0.3, digits=1), "a1", 1.3)


def wave(seed: str) -> str:
    """Light behind two slits as a screen of dots: the larger the dot, the more the two waves agree."""
    random = random_of(seed)
    gap, length, step = random.uniform(0.2, 0.36), random.uniform(38, 58), 12
    middle = random.uniform(0.42, 0.58)
    slits = ((0.06 * WIDTH, (middle - gap / 2) * HEIGHT), (0.06 * WIDTH, (middle + gap / 2) * HEIGHT))
    bins: dict[int, list[Point]] = {}
    for row, y in enumerate(range(step // 2, HEIGHT, step)):
        for x in range(step // 2 + (step // 2 if row % 2 else 0), WIDTH, step):
            total = sum(math.cos(2 * math.pi * math.hypot(x - sx, y - sy) / length) for sx, sy in slits)
            bins.setdefault(min(int((total + 2) * 2.05), 8), []).append((x, y))
    return "".join(
        dots(points, 0.9 + size * 1.12, "a2" if size >= 8 else "a1") for size, points in sorted(bins.items())
    )


def phyllo(seed: str) -> str:
    """theta = n * 137.508 degrees, r = c sqrt(n): Vogel's sunflower, one of its spirals in the second ink."""
    random = random_of(seed)
    count, spirals = int(random.integers(560, 900)), (13, 21, 34, 55)[int(random.integers(4))]
    turn, reach = random.uniform(0, 2 * math.pi), 245 / math.sqrt(count)
    first = int(random.integers(spirals))
    plain: dict[int, list[Point]] = {}
    chosen: dict[int, list[Point]] = {}
    for i in range(1, count):
        angle, r = turn + i * GOLDEN_ANGLE, reach * math.sqrt(i)
        size = 2 + int(5 * i / count)
        group = chosen if i % spirals == first else plain
        group.setdefault(size, []).append((WIDTH * 0.5 + r * math.cos(angle), HEIGHT * 0.5 + r * math.sin(angle)))
    # the seeds grow with their distance, and shrink when there are more of them
    scale = 1.35 * math.sqrt(760 / count)
    inks: Sequence[tuple[str, dict[int, list[Point]]]] = (("a1", plain), ("a2", chosen))
    return "".join(dots(group[size], size * scale, ink) for ink, group in inks for size in sorted(group))


def rays(seed: str) -> str:
    """Speed grows with depth, v = v0 + k z, so every ray from the source is an arc of a circle."""
    random = random_of(seed)
    source, ground = int(random.integers(50, 150)), 92
    stiffness = random.uniform(190.0, 250.0)  # v0 / k, in drawing units
    deep = int(random.integers(34, 50))
    plain, chosen = "", ""
    for degrees in range(5, 88, 3):
        angle = math.radians(degrees)
        radius = stiffness / math.sin(angle)
        end = source + 2 * radius * math.cos(angle)
        arc = f"M{source} {ground}A{radius:.0f} {radius:.0f} 0 0 0 {end:.0f} {ground}"
        if deep <= degrees < deep + 9:
            chosen += arc
        else:
            plain += arc
    layers = "".join(f"M0 {ground + depth}H{WIDTH}" for depth in (0, 46, 104, 176, 266, 378))
    stations = [(float(x), float(ground)) for x in range(source + 60, WIDTH, 52)]
    out = stroke(layers, "a1", 0.7, 0.45) + stroke(plain, "a1", 1) + stroke(chosen, "a2", 2)
    return out + dots(stations, 6, "a1") + dots([(source, ground)], 13, "a2")
