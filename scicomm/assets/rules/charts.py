"""Where the bars and lines of small charts stand, in SVG units; no markup, no colours, no numbers made up."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

BAR, ROW = 15, 30
"""Height of a bar and of the row it stands in."""

BROAD, NARROW = 680, 350
"""The two drawings of a chart: the text must stay about 13 px on a desk and on a phone."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a drawing with the places of its words."""

    label: str
    text: str
    url: str
    here: bool
    x: float
    y: float
    width: float
    text_x: float
    label_x: float
    text_y: float


@dataclass(frozen=True, slots=True)
class BarDrawing:
    """A bar chart at one width: `view_box` is for the svg element."""

    view_box: str
    bars: tuple[Bar, ...]


def text_width(words: str, size: float = 13.0) -> float:
    """About how wide words stand at `size` px: a Chinese character is one em, a Latin letter a little over half.

    Where the two scripts meet, browsers leave an eighth of an em (CSS Text 4, `text-autospace`).
    """
    wide = [unicodedata.east_asian_width(character) in "WF" for character in words]
    meetings = sum(before != after for before, after in pairwise(wide))
    return size * (sum(wide) + 0.56 * (len(words) - sum(wide)) + 0.125 * meetings)


def _shown(row: dict[str, Any]) -> str:
    """The number beside a bar: prepared words when there are any, else the number itself without a useless '.0'."""
    value = float(row["value"])
    return str(row.get("text") or (f"{value:g}" if value < 1e6 else f"{value:.0f}"))


def bars(rows: Iterable[dict[str, Any]], width: int) -> BarDrawing:
    """Bars from zero, labels at the left, numbers at the bar's end; `here` marks the one emphasised.

    Rows hold label, value (zero or more) and perhaps text, url, here. Raises ValueError for a negative value: such
    bars cannot start at the left edge.
    """
    entries = list(rows)
    if any(float(row["value"]) < 0 for row in entries):
        raise ValueError("a bar chart takes no negative values")
    room = min(max((text_width(str(r["label"])) for r in entries), default=0) + 10, width * 0.42)
    numbers = max((text_width(_shown(r)) for r in entries), default=0) + 10
    most = max((float(r["value"]) for r in entries), default=0) or 1.0
    made: list[Bar] = []
    for number, row in enumerate(entries):
        length = (width - room - numbers) * float(row["value"]) / most
        top = number * ROW + 7
        made.append(
            Bar(
                label=str(row["label"]),
                text=_shown(row),
                url=str(row.get("url") or ""),
                here=bool(row.get("here")),
                x=round(room, 1),
                y=top,
                width=round(length, 1),
                text_x=round(room + length + 7, 1),
                label_x=round(room - 10, 1),
                text_y=top + 12,
            )
        )
    return BarDrawing(f"0 0 {width} {len(entries) * ROW + 4}", tuple(made))


@dataclass(frozen=True, slots=True)
class Spark:
    """A line without axes: path data in a box of 112 x 28 units, and where its last point is."""

    data: str
    last: str


def spark(values: Sequence[float], width: int = 112, height: int = 28) -> Spark:
    """The line of a short series from zero up; nothing for an empty one, a level line for one number."""
    if not values:
        return Spark("", "")
    series = [float(v) for v in values] if len(values) > 1 else [float(values[0])] * 2
    low, high = min(0.0, *series), max(series)
    span = (high - low) or 1.0
    points = [
        (round(3 + i * (width - 6) / (len(series) - 1), 1), round(height - 3 - (v - low) / span * (height - 6), 1))
        for i, v in enumerate(series)
    ]
    data = "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
    return Spark(data, f"M{points[-1][0]:g} {points[-1][1]:g}h0")
