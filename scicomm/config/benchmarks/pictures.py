"""Pictures made from numbers, of many kinds, each different: what benchmarks and tests of look-alikes are measured with.

`picture(n)` is the same picture for ever. The kinds stand for what lies in a library: photographs (noise with the spectrum of
natural scenes, hills), drawings, charts, pages of text, micrographs, skies, plain gradients.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

Random = np.random.Generator
Draw = Callable[[Random, int, int], Image.Image]
WORDS = (
    "ice", "core", "lake", "carbon", "proton", "signal", "ratio", "growth", "season", "model", "field", "sample", "result",
    "figure", "depth", "light",
)  # fmt: skip


def _noise(random: Random, width: int, height: int, slope: float) -> NDArray[Any]:
    """Noise whose power falls with frequency as in natural scenes (D. J. Field 1987), 0 to 1."""
    across, down = np.fft.rfftfreq(width)[None, :], np.fft.fftfreq(height)[:, None]
    strength = np.hypot(across * width / height, down)
    strength[0, 0] = 1.0
    phases = np.exp(2j * np.pi * random.random(strength.shape))
    field = np.fft.irfft2(phases / strength**slope, s=(height, width))
    low, high = np.percentile(field, [1, 99])
    return np.asarray(np.clip((field - low) / max(high - low, 1e-9), 0, 1))


def _inked(random: Random, field: NDArray[Any]) -> Image.Image:
    """A field in a ramp between three random colours that differ in brightness too, as those of nearly every picture do."""
    inks = random.integers(0, 256, (3, 3)).astype(float)
    while np.ptp(inks @ (0.299, 0.587, 0.114)) < 60:
        inks = random.integers(0, 256, (3, 3)).astype(float)
    field = field[..., None]
    first, second = np.clip(field * 2, 0, 1), np.clip(field * 2 - 1, 0, 1)
    return Image.fromarray((inks[0] + (inks[1] - inks[0]) * first + (inks[2] - inks[1]) * second).astype(np.uint8))


def fractal(random: Random, width: int, height: int) -> Image.Image:
    return _inked(random, _noise(random, width, height, random.uniform(0.9, 1.6)))


def photograph(random: Random, width: int, height: int) -> Image.Image:
    """Three noises as three colours that mostly agree, darker towards the edges."""
    common = _noise(random, width, height, 1.2)
    across, down = np.linspace(-1, 1, width)[None, :], np.linspace(-1, 1, height)[:, None]
    shade = 1 - 0.3 * (across**2 + down**2)
    layers = [(0.75 * common + 0.25 * _noise(random, width, height, 1.4)) * shade * 255 for _axis in range(3)]
    return Image.fromarray(np.clip(np.stack(layers, axis=-1), 0, 255).astype(np.uint8))


def hills(random: Random, width: int, height: int) -> Image.Image:
    sky, ground = random.integers(90, 256, 3), random.integers(0, 120, 3)
    ramp = np.linspace(0, 1, height)[:, None, None]
    image = Image.fromarray(np.broadcast_to(sky * (1 - 0.4 * ramp), (height, width, 3)).astype(np.uint8).copy())
    draw = ImageDraw.Draw(image)
    sun = random.uniform(0.1, 0.9) * width, random.uniform(0.05, 0.4) * height, random.uniform(0.02, 0.1) * width
    draw.ellipse((sun[0] - sun[2], sun[1] - sun[2], sun[0] + sun[2], sun[1] + sun[2]), fill=(255, 240, 200))
    layers = int(random.integers(2, 6))
    for layer in range(layers):
        base = height * (0.35 + 0.6 * layer / layers)
        ridge = _noise(random, width, 4, 1.3)[0] * height * random.uniform(0.1, 0.35)
        colour = tuple(int(part) for part in ground * (1.2 - layer / layers) + sky * 0.25 * (1 - layer / layers))
        points = [(x, base - ridge[x]) for x in range(0, width, 2)]
        draw.polygon([(0, height), *points, (width, base), (width, height)], fill=colour)
    return image


def gradient(random: Random, width: int, height: int) -> Image.Image:
    """Two crossing ramps: next to nothing to tell one from another but its colours and directions."""
    angle, second = random.uniform(0, 2 * np.pi, 2)
    across, down = np.linspace(-1, 1, width)[None, :], np.linspace(-1, 1, height)[:, None]
    field = np.cos(angle) * across + np.sin(angle) * down
    field = field + random.uniform(0.3, 1) * np.sin(
        random.uniform(1, 4) * (np.cos(second) * across + np.sin(second) * down)
    )
    return _inked(random, (field - field.min()) / (field.max() - field.min()))


def page(random: Random, width: int, height: int) -> Image.Image:
    image = Image.new("RGB", (width, height), "white")
    margin, top = int(width * random.uniform(0.04, 0.12)), int(height * random.uniform(0.03, 0.15))
    while top < height - 20:
        if random.random() < 0.08:
            top += int(random.integers(10, 40))
        words = " ".join(random.choice(WORDS, 60))
        end = width - margin if random.random() < 0.85 else int(width * random.uniform(0.3, 0.9))
        line = Image.new("RGB", (max(end - margin, 1), 12), "white")
        ImageDraw.Draw(line).text((0, 0), words, fill="black")
        image.paste(line, (margin, top))
        top += 14
    return image


def _axes(random: Random, width: int, height: int) -> tuple[Image.Image, Any, tuple[int, int, int, int]]:
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    left, top = int(width * random.uniform(0.08, 0.16)), int(height * random.uniform(0.05, 0.12))
    right, bottom = int(width * random.uniform(0.88, 0.96)), int(height * random.uniform(0.82, 0.92))
    draw.line((left, top, left, bottom, right, bottom), fill="black", width=2)
    return image, draw, (left, top, right, bottom)


def _ink(random: Random) -> tuple[int, ...]:
    return tuple(int(part) for part in random.integers(0, 200, 3))


def bars(random: Random, width: int, height: int) -> Image.Image:
    image, draw, (left, top, right, bottom) = _axes(random, width, height)
    count, ink = int(random.integers(4, 14)), _ink(random)
    step = (right - left) / count
    for number in range(count):
        tall = random.uniform(0.05, 1) * (bottom - top)
        draw.rectangle(
            (left + step * (number + 0.15), bottom - tall, left + step * (number + 0.85), bottom - 1), fill=ink
        )
    return image


def curves(random: Random, width: int, height: int) -> Image.Image:
    image, draw, (left, top, right, bottom) = _axes(random, width, height)
    for _curve in range(int(random.integers(1, 5))):
        values = _noise(random, right - left, 4, 1.5)[0]
        points = [(left + x, bottom - values[x] * (bottom - top)) for x in range(right - left)]
        draw.line(points, fill=_ink(random), width=int(random.integers(2, 6)))
    return image


def scatter(random: Random, width: int, height: int) -> Image.Image:
    image, draw, (left, top, right, bottom) = _axes(random, width, height)
    for _cloud in range(int(random.integers(1, 4))):
        middle, wide, ink = random.uniform(0.2, 0.8, 2), random.uniform(0.05, 0.25, 2), _ink(random)
        for x, y in random.normal(middle, wide, (80, 2)):
            at = left + np.clip(x, 0, 1) * (right - left), bottom - np.clip(y, 0, 1) * (bottom - top)
            draw.ellipse((at[0] - 4, at[1] - 4, at[0] + 4, at[1] + 4), fill=ink)
    return image


def micrograph(random: Random, width: int, height: int) -> Image.Image:
    """Cells around random seeds."""
    count = int(random.integers(15, 90))
    seeds, shades = random.random((count, 2)) * (width / 4, height / 4), random.integers(30, 226, (count, 3))
    x, y = np.meshgrid(np.arange(width // 4), np.arange(height // 4))
    owner = ((x[..., None] - seeds[:, 0]) ** 2 + (y[..., None] - seeds[:, 1]) ** 2).argmin(axis=-1)
    return Image.fromarray(shades[owner].astype(np.uint8)).resize((width, height), Image.Resampling.BICUBIC)


def shapes(random: Random, width: int, height: int) -> Image.Image:
    image = Image.new("RGB", (width, height), tuple(int(part) for part in random.integers(0, 256, 3)))
    draw = ImageDraw.Draw(image)
    for _shape in range(int(random.integers(5, 25))):
        x, y = random.uniform(-0.1, 1) * width, random.uniform(-0.1, 1) * height
        wide, tall = random.uniform(0.05, 0.4, 2) * (width, height)
        fill = tuple(int(part) for part in random.integers(0, 256, 3))
        (draw.ellipse if random.random() < 0.5 else draw.rectangle)((x, y, x + wide, y + tall), fill=fill)
    return image


def sky(random: Random, width: int, height: int) -> Image.Image:
    """Stars of many magnitudes on a faint cloud."""
    base = np.asarray(_inked(random, _noise(random, width, height, 1.8)), dtype=float) * 0.25
    image = Image.fromarray(base.astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _star in range(250):
        x, y, size = random.random() * width, random.random() * height, random.pareto(2.5) * width / 300
        draw.ellipse((x - size, y - size, x + size, y + size), fill=(255, 250, 235))
    return image


def waves(random: Random, width: int, height: int) -> Image.Image:
    """Interference of three waves."""
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    total = np.zeros((height, width))
    for _wave in range(3):
        fx, fy, phase = *random.uniform(-10, 10, 2), random.uniform(0, 6.3)
        total += np.sin(2 * np.pi * (fx * x + fy * y) + phase)
    return _inked(random, (total + 3) / 6)


KINDS: tuple[Draw, ...] = (
    fractal, photograph, hills, gradient, page, bars, curves, scatter, micrograph, shapes, sky, waves,
)  # fmt: skip


def picture(number: int, width: int = 480, height: int = 320) -> Image.Image:
    """The picture with this number; the kinds take turns."""
    return KINDS[number % len(KINDS)](np.random.default_rng(number), width, height)


def jpeg(image: Image.Image, quality: int = 88) -> bytes:
    held = io.BytesIO()
    image.convert("RGB").save(held, "JPEG", quality=quality)
    return held.getvalue()


def _cropped(image: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    width, height = image.size
    return image.crop(
        (round(left * width), round(top * height), round(width * (1 - right)), round(height * (1 - bottom)))
    )


COPIES: dict[str, Callable[[Image.Image], bytes]] = {
    "recompressed q30": lambda image: jpeg(image, 30),
    "half size": lambda image: jpeg(image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS)),
    "grey": lambda image: jpeg(image.convert("L")),
    "brightened 25 %": lambda image: jpeg(ImageEnhance.Brightness(image).enhance(1.25)),
    "cropped 12 % of the area": lambda image: jpeg(_cropped(image, 0.031, 0.031, 0.031, 0.031)),
    "cropped 12 % off width and height": lambda image: jpeg(_cropped(image, 0.06, 0.06, 0.06, 0.06)),
    "cropped 12 % off a corner": lambda image: jpeg(_cropped(image, 0.12, 0.12, 0, 0)),
    "cropped 12 % off one side": lambda image: jpeg(_cropped(image, 0.12, 0, 0, 0)),
    "cropped 12 % off, uneven": lambda image: jpeg(_cropped(image, 0.09, 0.02, 0.03, 0.10)),
    "cropped 12 % off each side": lambda image: jpeg(_cropped(image, 0.12, 0.12, 0.12, 0.12)),
    "mirrored": lambda image: jpeg(ImageOps.mirror(image)),
    "mirrored, cropped, grey, q50": lambda image: jpeg(
        ImageOps.mirror(_cropped(image, 0.05, 0.03, 0.07, 0.09)).convert("L"), 50
    ),
}
