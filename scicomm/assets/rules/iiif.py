"""Reads the parts of a IIIF image request and decides what to draw; no pixels and no files here.

IIIF Image API 3.0, https://iiif.io/api/image/3.0/ : sections 4 (parameters), 4.7 (canonical form), 5 (information).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

MOST_EDGE = 5_000
MOST_AREA = 16_000_000
# A small picture may be asked for at twice its size; more shows nothing but larger pixels.
MOST_UPSCALING = 2
TILE = 512
QUALITIES = ("default", "color", "gray", "bitonal")
FORMATS = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
# Formats the standard names and we do not make.
OTHER_FORMATS = frozenset({"tif", "gif", "pdf", "jp2"})
CONTEXT = "http://iiif.io/api/image/3/context.json"
PROFILE = "http://iiif.io/api/image/3/level2.json"


class Unreadable(ValueError):
    """The request does not follow the standard, or asks for what lies outside of the picture or its limits: 400."""


class NotOffered(ValueError):
    """A good request for something we do not make: 501."""


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the whole picture, in its pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What to draw: the region, the size it gets, then mirrored, then turned clockwise, in a quality and a format."""

    region: Region
    width: int
    height: int
    mirrored: bool
    degrees: float
    quality: str
    format: str
    canonical: str
    """The path of this picture in its canonical form, from the region on."""

    @property
    def media_type(self) -> str:
        return FORMATS[self.format]


def limits(width: int, height: int) -> tuple[int, int]:
    """The largest size in which a picture or a part of it is given out whole: its own, or as much of it as the limits let."""
    factor = min(1.0, MOST_EDGE / width, MOST_EDGE / height, (MOST_AREA / (width * height)) ** 0.5)
    return (width, height) if factor == 1.0 else (max(1, int(width * factor)), max(1, int(height * factor)))


def is_limited(width: int, height: int) -> bool:
    return limits(width, height) != (width, height)


def read_plan(region: str, size: str, rotation: str, quality: str, form: str, *, width: int, height: int) -> Plan:
    """What a request asks for. Raises Unreadable or NotOffered."""
    box = _region(region, width, height)
    wide, high, upscaled, most = _size(size, box)
    mirrored, degrees = _rotation(rotation)
    if quality not in QUALITIES:
        raise Unreadable(f"quality: {', '.join(QUALITIES)}")
    if form in OTHER_FORMATS:
        raise NotOffered(f"format: {', '.join(FORMATS)}")
    if form not in FORMATS:
        raise Unreadable(f"format: {', '.join(FORMATS)}")
    whole = box == Region(0, 0, width, height)
    # A colour picture is the default; asking for it in so many words gives the same file.
    quality = "default" if quality == "color" else quality
    parts = (
        "full" if whole else f"{box.x},{box.y},{box.width},{box.height}",
        "max" if most else f"{'^' if upscaled else ''}{wide},{high}",
        f"{'!' if mirrored else ''}{_number(degrees)}",
        f"{quality}.{form}",
    )
    return Plan(box, wide, high, mirrored, float(degrees), quality, form, "/".join(parts))


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _decimals(text: str, count: int, pattern: str) -> list[Decimal]:
    parts = text.split(",")
    if len(parts) != count or not all(re.fullmatch(pattern, part, re.ASCII) for part in parts):
        raise Unreadable(text[:40])
    try:
        return [Decimal(part) for part in parts]
    except InvalidOperation as error:
        raise Unreadable(text[:40]) from error


def _region(text: str, width: int, height: int) -> Region:
    if text == "full":
        return Region(0, 0, width, height)
    if text == "square":
        edge = min(width, height)
        return Region((width - edge) // 2, (height - edge) // 2, edge, edge)
    if text.startswith("pct:"):
        share = [part / 100 for part in _decimals(text[4:], 4, r"\d{1,3}(\.\d{1,10})?")]
        x, y = round(share[0] * width), round(share[1] * height)
        wide, high = round(share[2] * width), round(share[3] * height)
    else:
        x, y, wide, high = (int(part) for part in _decimals(text, 4, r"\d{1,9}"))
    # What reaches over the edge is cut off; nothing at all, or all of it outside, is an error.
    wide, high = min(wide, width - x), min(high, height - y)
    if wide <= 0 or high <= 0:
        raise Unreadable("region")
    return Region(x, y, wide, high)


def _size(text: str, box: Region) -> tuple[int, int, bool, bool]:
    """Width, height, whether it is larger than the region, and whether it is the largest there is."""
    most = limits(box.width, box.height)
    may_grow = text.startswith("^")
    asked = text[1:] if may_grow else text
    wide, high = most if asked == "max" else _asked_size(asked, box)
    if wide < 1 or high < 1:
        raise Unreadable("size")
    upscaled = wide > box.width or high > box.height
    if upscaled and not may_grow:
        raise Unreadable("size: ^ asks for more pixels than there are")
    if wide > max(most[0], MOST_UPSCALING * box.width) or high > max(most[1], MOST_UPSCALING * box.height):
        raise Unreadable("size: more than twice the picture's own")
    if wide > MOST_EDGE or high > MOST_EDGE or wide * high > MOST_AREA:
        raise Unreadable("size: more than maxWidth, maxHeight or maxArea")
    return wide, high, upscaled, (wide, high) == most


def _asked_size(text: str, box: Region) -> tuple[int, int]:
    if text.startswith("pct:"):
        share = _decimals(text[4:], 1, r"\d{1,4}(\.\d{1,10})?")[0] / 100
        if share <= 0:
            raise Unreadable("size")
        return max(1, round(box.width * share)), max(1, round(box.height * share))
    found = re.fullmatch(r"(!)?(\d{1,6})?,(\d{1,6})?", text, re.ASCII)
    if not found or not (found[2] or found[3]) or (found[1] and not (found[2] and found[3])):
        raise Unreadable("size")
    wide, high = int(found[2] or 0), int(found[3] or 0)
    if (found[2] and not wide) or (found[3] and not high):
        raise Unreadable("size")
    if found[1]:
        factor = min(wide / box.width, high / box.height)
        return max(1, round(box.width * factor)), max(1, round(box.height * factor))
    if not wide:
        wide = max(1, round(box.width * high / box.height))
    return wide, high or max(1, round(box.height * wide / box.width))


def _rotation(text: str) -> tuple[bool, Decimal]:
    found = re.fullmatch(r"(!)?(\d{1,3}(?:\.\d{1,6})?)", text, re.ASCII)
    if not found or Decimal(found[2]) > 360:
        raise Unreadable("rotation: 0 to 360")
    return bool(found[1]), Decimal(found[2]) % 360


def information(identifier: str, width: int, height: int, *, rights: str = "") -> dict[str, object]:
    """The picture's `info.json`. Limits are named where they bind: a smaller picture has none but its own size."""
    found: dict[str, object] = {
        "@context": CONTEXT,
        "id": identifier,
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level2",
        "width": width,
        "height": height,
    }
    if is_limited(width, height):
        found |= {"maxWidth": MOST_EDGE, "maxHeight": MOST_EDGE, "maxArea": MOST_AREA}
    factors = scale_factors(width, height)
    sizes = [(max(1, -(-width // factor)), max(1, -(-height // factor))) for factor in reversed(factors)]
    found |= {
        "sizes": [
            {"width": wide, "height": high} for wide, high in sizes if limits(wide, high) == (wide, high)
        ],
        "tiles": [{"width": TILE, "height": TILE, "scaleFactors": factors}],
        "extraQualities": ["color", "gray", "bitonal"],
        "extraFormats": ["webp"],
        "preferredFormats": ["webp", "jpg"],
        "extraFeatures": [
            "canonicalLinkHeader", "mirroring", "profileLinkHeader", "rotationArbitrary", "sizeUpscaling",
        ],
    }  # fmt: skip
    return found | ({"rights": rights} if rights else {})


def scale_factors(width: int, height: int) -> list[int]:
    """1, 2, 4 … until the whole picture fits into one tile."""
    factors = [1]
    while max(width, height) > TILE * factors[-1]:
        factors.append(factors[-1] * 2)
    return factors
