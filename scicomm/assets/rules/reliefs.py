"""Covers that are contour lines of a field over the plane: reaction-diffusion, flux surfaces, relief, plate modes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scicomm.assets.rules.geometry import HEIGHT, WIDTH, Fit, Grid, contours, path, random_of, smooth, stroke

# (F, k) at the left and the right edge; each walk stays where Gray and Scott's equations make a pattern
# (Pearson 1993, doi:10.1126/science.261.5118.189).
_WALKS: tuple[tuple[tuple[float, float], tuple[float, float]], ...] = (
    ((0.030, 0.052), (0.0605, 0.0635)),
    ((0.050, 0.030), (0.0630, 0.0612)),
    ((0.037, 0.037), (0.0605, 0.0640)),
    ((0.042, 0.056), (0.0612, 0.0640)),
)


class _Spreading:
    """Nine-point Laplacian with edges that let nothing through; arrays are made once, the loop is long."""

    def __init__(self, rows: int, columns: int) -> None:
        self.padded: NDArray[np.float32] = np.empty((rows + 2, columns + 2), dtype=np.float32)
        self.sides: NDArray[np.float32] = np.empty((rows + 2, columns), dtype=np.float32)
        self.out: NDArray[np.float32] = np.empty((rows, columns), dtype=np.float32)
        self.scaled: NDArray[np.float32] = np.empty((rows, columns), dtype=np.float32)

    def __call__(self, z: NDArray[np.float32]) -> NDArray[np.float32]:
        """The Laplacian of `z`; the array is reused by the next call."""
        p, s, out = self.padded, self.sides, self.out
        p[1:-1, 1:-1] = z
        p[0, 1:-1], p[-1, 1:-1] = z[0], z[-1]
        p[:, 0], p[:, -1] = p[:, 1], p[:, -2]
        # corners 0.05, sides 0.2, middle -1: this is 0.8 times (1/4, 1, 1/4) both ways, less 1.8 times the middle
        np.add(p[:, :-2], p[:, 2:], out=s)
        s *= 0.25
        s += p[:, 1:-1]
        np.add(s[:-2], s[2:], out=out)
        out *= 0.25
        out += s[1:-1]
        out *= 0.8
        np.multiply(z, 1.8, out=self.scaled)
        out -= self.scaled
        return out


def gray_scott(seed: str, columns: int = 200, rows: int = 125, steps: int = 4400) -> Grid:
    """The second substance after `steps`: u' = Du lap u - u v^2 + F (1 - u), v' = Dv lap v + u v^2 - (F + k) v.

    F and k run from one value at the left edge to another at the right, so that the pattern changes across the cover.
    """
    random = random_of(seed)
    feed, kill = _WALKS[int(random.integers(len(_WALKS)))]
    u, v = np.ones((rows, columns), dtype=np.float32), np.zeros((rows, columns), dtype=np.float32)
    for _ in range(70):
        y, x = int(random.integers(0, rows - 6)), int(random.integers(0, columns - 6))
        u[y : y + 6, x : x + 6], v[y : y + 6, x : x + 6] = 0.5, 0.25
    v += (0.02 * random.random((rows, columns))).astype(np.float32)
    ramp = np.linspace(0, 1, columns)[None, :]
    f = np.repeat((feed[0] + (feed[1] - feed[0]) * ramp).astype(np.float32), rows, axis=0)
    drain = f + (kill[0] + (kill[1] - kill[0]) * ramp).astype(np.float32)
    spread, eaten, part = _Spreading(rows, columns), np.empty_like(u), np.empty_like(u)
    for _ in range(steps):
        np.multiply(v, v, out=eaten)
        eaten *= u
        np.subtract(1, u, out=part)
        part *= f
        part -= eaten
        u += spread(u) * np.float32(0.62) + part
        np.multiply(drain, v, out=part)
        eaten -= part
        v += spread(v) * np.float32(0.31) + eaten
    return v.astype(np.float64)


def turing(seed: str) -> str:
    """Spots and stripes that a reaction and two speeds of spreading make out of noise."""
    v = gray_scott(seed)
    rows, columns = v.shape
    sx, sy = WIDTH / (columns - 1), HEIGHT / (rows - 1)
    fit = Fit(sx, sy, -sx, -sy)  # the padding below moves everything one cell
    padded = np.pad(v, 1, constant_values=0.0)
    high = max(0.28, float(np.quantile(v, 0.9)))
    shapes = smooth(contours(padded, 0.19), fit)
    return f'<path class="a3" fill-rule="evenodd" d="{shapes}"/>' + stroke(
        smooth(contours(padded, high), fit, tolerance=1.1, least=260.0), "a2", 1.3
    )


def tokamak(seed: str) -> str:
    """Nested flux surfaces of Solov'ev's solution of the Grad-Shafranov equation; one surface in the second ink."""
    random = random_of(seed)
    bulge, push = random.uniform(0.5, 0.78), random.uniform(1.42, 1.68)
    shift, chosen = random.uniform(-0.82, -0.62), int(random.integers(7, 11))
    rows, columns = 150, 240
    yy, xx = np.mgrid[0:rows, 0:columns]
    r, z = np.maximum(0, shift + xx / columns * 3.0), (yy / rows - 0.5) * 2 * 1.12
    psi = 0.5 * r**2 * z**2 * bulge + 0.125 * (r**2 - push) ** 2
    levels = (0.002, 0.010, 0.024, 0.045, 0.073, 0.108, 0.150, 0.198, 0.246, 0.288, 0.34, 0.42, 0.53, 0.68)
    fit = Fit(WIDTH / columns, HEIGHT / rows)
    out = ""
    for number, level in enumerate(levels):
        data = path(contours(psi, level, at_least=9), fit, tolerance=0.35, digits=1)
        here = number == chosen
        out += stroke(data, "a2" if here else "a1", 2.2 if here else 1, 1 if number <= chosen else 0.45)
    return out


def field(seed: str, levels: int = 15) -> str:
    """Contour lines of a random field whose power falls as a power of the wave number: relief, clouds, turbulence."""
    random = random_of(seed)
    rows, columns = 100, 160
    ky, kx = np.fft.fftfreq(rows * 2)[:, None], np.fft.fftfreq(columns * 2)[None, :]
    k = np.hypot(ky, kx)
    k[0, 0] = 1
    waves = random.normal(size=k.shape) + 1j * random.normal(size=k.shape)
    z = np.real(np.fft.ifft2(waves * k**-2.1 * (k < 0.06)))[:rows, :columns]
    z = (z - z.min()) / (z.max() - z.min())
    chosen = levels - int(random.integers(2, 6))
    fit = Fit(WIDTH / (columns - 1), HEIGHT / (rows - 1))
    out = ""
    for number in range(1, levels + 1):
        data = path(contours(z, number / (levels + 1), at_least=11), fit, tolerance=0.5, digits=1)
        here = number == chosen
        out += stroke(data, "a2" if here else "a1", 2.2 if here else 1)
    return out


def chladni(seed: str) -> str:
    """Where sand lies still on a ringing plate: cos(n pi x) cos(m pi y) = cos(m pi x) cos(n pi y)."""
    modes = ((5, 3), (4, 1), (5, 2), (3, 2), (4, 3), (5, 1), (3, 1))
    random = random_of(seed)
    n, m = modes[int(random.integers(len(modes)))]
    x0, y0 = random.uniform(-0.12, 0.12, 2)
    rows, columns = 120, 192
    grid_y, grid_x = np.mgrid[0:rows, 0:columns]
    x, y = (grid_x / columns - 0.5) * 2.56 + x0, (grid_y / rows - 0.5) * 1.6 + y0
    z = np.cos(n * np.pi * x) * np.cos(m * np.pi * y) - np.cos(m * np.pi * x) * np.cos(n * np.pi * y)
    fit = Fit(WIDTH / (columns - 1), HEIGHT / (rows - 1))
    out = ""
    for level, opacity in ((0.35, 0.8), (-0.35, 0.8), (0.8, 0.5), (-0.8, 0.5), (1.3, 0.35), (-1.3, 0.35)):
        out += stroke(path(contours(z, level), fit, tolerance=0.5, digits=1), "a1", 0.9, opacity)
    # a hair off zero: on the diagonal the field is exactly zero at grid points, where a crossing has no place
    return out + stroke(path(contours(z, 1e-6), fit, tolerance=0.5, digits=1), "a2", 2)
