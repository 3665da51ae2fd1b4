"""A place on a small locator of the whole globe, drawn without anybody's map tiles: a grid of degrees and one dot."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the dot stands on a drawing of 360 by 180, and the coordinates in words and as a `geo:` address (RFC 5870)."""

    x: float
    y: float
    words: str
    geo: str


def spot(latitude: float | None, longitude: float | None) -> Spot | None:
    """None where a coordinate is missing or no coordinate."""
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    north, east = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    words = f"{abs(latitude):.4f}° {north}, {abs(longitude):.4f}° {east}"
    return Spot(round(longitude + 180, 2), round(90 - latitude, 2), words, f"geo:{latitude:.6f},{longitude:.6f}")
